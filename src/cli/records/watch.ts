import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { readOptions } from '../../config/index.js';
import { EXIT } from '../../exit-codes.js';
import { closing } from '../../lib/closing.js';
import { isLoopbackHost } from '../../lib/http.js';
import { folderFlag, lockFolders } from '../../lib/user-folders.js';
import { openWatch } from '../../pages/index.js';
import { limitUses } from '../../runner/index.js';
import { version } from '../../version.js';
import { type Given, type Io, showWarnings } from '../command.js';
import { Interrupt } from '../interrupt.js';
import { isPlayingFor, isStopped, runningSessions } from '../operations/processes.js';
import { STATS, type WATCH } from '../options.js';
import { tell } from '../output.js';
import { askedFor } from './matches.js';
import { labelOf } from './stats.js';

/** Serves a page of what runs and what was played, until a signal. @returns the exit code */
export async function watch(given: Given<'config' | 'records', typeof WATCH>): Promise<number> {
  const { options, config, records, io } = given;
  const interrupt = new Interrupt(io);
  await using _interrupt = closing(() => interrupt.close());
  const { env } = io;
  const placesOf = ({ folder }: { readonly folder: string | null }) => ({
    folder: folder ?? records.folder,
    env,
  });
  const server = await openWatch(options.host ?? HOST, options.port ?? PORT, {
    version: version(),
    folders: records.folders,
    processFolders: [...lockFolders(env), ...records.folders],
    asked: ({ bot, ...texts }) => {
      const asked = askedFor(readOptions(STATS, bot ? { ...texts, bot } : texts, io.cwd()), config);
      // A bot without a name cannot be typed.
      return bot === '' ? { ...asked, filter: { ...asked.filter, bot } } : asked;
    },
    labelOf,
    limitUses,
    running: (archive) => runningSessions(archive, placesOf(archive)),
    isPlaying: (account, archive) => isPlayingFor(account, placesOf(archive)),
    folderFlag: ({ folder }) => (folder === null ? '' : folderFlag(folder, env)),
    isHalted: isStopped,
  });
  await using _server = closing(() => server.close());
  const { url } = server;
  if (!isLoopbackHost(new URL(url).hostname) || isEverywhere(options.host))
    showWarnings(['whoever reaches this address can read the page: there is no password'], io);
  tell(io, config, { event: 'watch_listening', url }, `Your bots are shown at ${url}  (Ctrl-C ends it)`);
  // A browser would inherit its place behind others.
  if (options.open) openBrowser(url, io);
  comeLast();
  await interrupt.asked;
  return EXIT.ok;
}

const LOW = constants.priority.PRIORITY_LOW;

/** Where there is not enough for everybody, the processor is for the bots that are looked at. */
function comeLast(): void {
  try {
    setPriority(LOW);
    // Linux has a priority for each thread, and those that compile and collect garbage are there already.
    for (const thread of readdirSync('/proc/self/task')) setPriority(Number(thread), LOW);
  } catch {
    // Another system, or one that does not allow it.
  }
}

/** An address that stands for all of the machine. It is reached from here over loopback. */
function isEverywhere(host: string | null): boolean {
  return host === '0.0.0.0' || host === '::';
}

const HOST = '127.0.0.1';
const PORT = 8620;

/** How each system opens a URL for its user. */
const OPENERS: Readonly<Record<string, readonly string[]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** The page is there all the same where no browser can be opened. */
function openBrowser(url: string, io: Io): void {
  const [program = '', ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => io.stderr.write(`warning: no browser could be opened: open ${url} yourself\n`));
  child.unref();
}
