import type { Config } from '../config/index.js';
import { BotpitError } from '../errors.js';
import { type BookName, type Control, dataFolder, openControl } from '../history/index.js';
import type { Options } from './command-spec.js';
import type { Io } from './main.js';

/** The books that an operator's command is about: `--book`, else the one for money. */
export async function openBookFor(config: Config, options: Options, io: Io): Promise<Control | null> {
  return openControl(dataFolder(config.dataDir, io.env), bookNamed(options.book));
}

function bookNamed(name: Options[string]): BookName {
  if (name === undefined || name === 'real') return 'real';
  if (name === 'practice') return 'practice';
  throw new BotpitError('usage', `there is no book ${JSON.stringify(name)}`, {
    hint: 'The books are real (for money) and practice.',
  });
}

/** What an operator's command says where a process plays for the account. @param then what to do after it has stopped */
export function isPlaying(account: string, then: string): BotpitError {
  return new BotpitError('process/running', `a botpit process on this machine plays for account ${account}`, {
    hint: `\`botpit stop\` asks it to finish its match. ${then}`,
  });
}

/** For commands that have nothing to do where nothing was ever recorded. */
export const NOTHING_RECORDED = 'Nothing has been recorded yet.';
