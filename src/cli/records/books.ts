import type { Config } from '../../config/index.js';
import { Archive, BOOK_NAMES, type BookName, dataFolder, type MatchFilter } from '../../history/index.js';
import type { Options } from '../command-spec.js';
import type { Io } from '../main.js';
import { choiceOf } from './options.js';

export function recordsFolder(config: Config, io: Io): string {
  return dataFolder(config.dataDir, io.env);
}

/** The book that a command lists: the one asked for, else the one that play would write to now. */
export function bookOf(options: Options, config: Config): BookName {
  return choiceOf(options, 'book', BOOK_NAMES) ?? (config.sandbox ? 'practice' : 'real');
}

/** Reads from a book, and closes it. Null where there is none yet. */
export async function readBook<T>(
  folder: string,
  book: BookName,
  read: (archive: Archive) => T,
): Promise<T | null> {
  const archive = await Archive.open(folder, book);
  if (!archive) return null;
  try {
    return read(archive);
  } finally {
    archive.close();
  }
}

/** What to say where a book has nothing of what was asked for: also whether the other one has. */
export async function nothingIn(folder: string, book: BookName, filter: MatchFilter): Promise<string> {
  const other = book === 'real' ? 'practice' : 'real';
  const all = (await readBook(folder, book, (archive) => archive.count({}))) ?? 0;
  const there = (await readBook(folder, other, (archive) => archive.count(filter))) ?? 0;
  const none =
    all === 0 ? `The ${book} book is empty.` : `No such match among the ${all} in the ${book} book.`;
  if (there === 0) return none;
  return `${none} The ${other} book has ${there}: --book ${other} shows ${there === 1 ? 'it' : 'them'}.`;
}
