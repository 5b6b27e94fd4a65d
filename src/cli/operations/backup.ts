import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { BotpitError } from '../../errors.js';
import { Archive, type Backup, BOOK_NAMES, backUp, restore } from '../../history/index.js';
import { clean, formatMatches, formatTime } from '../../ui/index.js';
import type { Given } from '../command.js';
import type { BACKUP, RESTORE } from '../options.js';
import { tell } from '../output.js';
import { called, runningSessions } from './processes.js';

/** Copies the books of the data folder into one file, while bots play. */
export async function backup(given: Given<'config' | 'records', typeof BACKUP>): Promise<void> {
  const { args, options, config, records, io } = given;
  const path = resolve(io.cwd(), args[0] ?? '');
  if (existsSync(path) && !options.force) {
    throw new BotpitError('usage', `${clean(path)} is there already`, {
      hint: '--force replaces an earlier backup.',
    });
  }
  const { folder } = records;
  const made = backUp(folder, path, Date.now());
  const event = { event: 'backup', path, folder, ...json(made) } as const;
  tell(io, config, event, `${matchesOf(made)} of ${clean(folder)} are in ${clean(path)}`);
}

/** Puts the books of a backup into the data folder. */
export async function restoreBackup(given: Given<'config' | 'records', typeof RESTORE>): Promise<void> {
  const { args, options, config, records, io } = given;
  const path = resolve(io.cwd(), args[0] ?? '');
  const { folder } = records;
  const places = { folder, env: io.env };
  // The books are looked into only where they are in use: whoever looks uses them.
  const who = () => {
    const archives = BOOK_NAMES.flatMap((book) => records.archives(book));
    return [...new Set(archives.flatMap((each) => runningSessions(each, places)).map(called))].join(', ');
  };
  const made = await restore(path, folder, options.force, who);
  const text = `${matchesOf(made)} are in ${clean(folder)}, as they were at ${formatTime(made.madeAt)}`;
  tell(io, config, { event: 'restored', path, folder, ...json(made) }, text);
  const real = Archive.open(folder, 'real');
  const open = real?.openIntents().length ?? 0;
  real?.close();
  if (open > 0 && !config.json) {
    io.stdout.write('What was open then counts as lost until it is settled: `botpit status` shows it.\n');
  }
}

function json({ madeAt, books }: Backup) {
  return { madeAt: new Date(madeAt).toISOString(), books };
}

/** `1,204 matches for money and 88 for practice`. */
function matchesOf({ books }: Backup): string {
  const words = { real: 'for money', practice: 'for practice' } as const;
  return books.map(({ book, matches }) => `${formatMatches(matches)} ${words[book]}`).join(' and ');
}
