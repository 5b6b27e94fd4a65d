import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename } from 'node:path';
import { BotpitError } from '../errors.js';
import { lockProcess } from '../lib/process-lock.js';
import { loadDriver } from '../lib/sqlite.js';
import { makeFolder } from '../lib/user-folders.js';
import { type Backup, contentOf, openBackup } from './backup.js';
import { type BookFile, openBy } from './database.js';
import { BOOK_NAMES, type BookName, bookPath } from './record.js';
import { attempt } from './unavailable.js';
import { isRestored, RESTORE_LOCK, unfinishedIn } from './whole.js';

/**
 * Puts the books of a backup into a folder, all of them or none.
 * @param replace whether books that are there may be replaced: then the folder has those of the backup, and no others
 * @param who tells who uses them, in words, where somebody does; empty where it does not know
 * @throws BotpitError `usage` where the file is not a backup, where books are there that may not be replaced, or are in use
 */
export async function restore(
  path: string,
  folder: string,
  replace: boolean,
  who: () => string = () => '',
): Promise<Backup> {
  const file = openBackup(path);
  try {
    const backup = contentOf(file, path);
    const isNew = !existsSync(folder);
    attempt(folder, () => makeFolder(folder, 0o700));
    const lock = await lockProcess(RESTORE_LOCK, [folder]).catch((error: unknown) =>
      attempt(folder, () => {
        throw error;
      }),
    );
    if (lock === null) throw isRestored(folder);
    let used = false;
    try {
      if (!replace) requireEmpty(folder);
      used = BOOK_NAMES.some((book) => isUsed(bookPath(folder, book)));
      if (!used) {
        for (const { book } of backup.books) unpack(file, book, restoredPath(folder, book), path);
        attempt(folder, () => putInPlace(folder, backup));
      }
    } finally {
      for (const book of BOOK_NAMES) rmSync(restoredPath(folder, book), { force: true });
      lock.release();
      if (isNew) removeEmpty(folder);
    }
    // Only now can the books be looked into again.
    if (used) throw inUse(folder, who());
    return backup;
  } finally {
    file.close();
  }
}

function restoredPath(folder: string, book: BookName): string {
  return `${bookPath(folder, book)}.restored`;
}

function requireEmpty(folder: string): void {
  const there = BOOK_NAMES.map((book) => bookPath(folder, book)).filter((path) => existsSync(path));
  if (there.length === 0) return;
  throw new BotpitError(
    'usage',
    `${folder} holds records already (${there.map((path) => basename(path)).join(', ')})`,
    {
      hint: '--force replaces them; `botpit backup` keeps them first. --data-dir names another folder.',
    },
  );
}

/** SQLite tells whether a book is open elsewhere: only where it is not, the book can leave write-ahead mode. */
function isUsed(path: string): boolean {
  if (!existsSync(path)) return false;
  const database = new (loadDriver())(path, { timeout: 0 });
  try {
    database.exec('PRAGMA journal_mode = DELETE');
    const [row] = database.pragma('journal_mode') as { journal_mode: string }[];
    return row?.journal_mode === 'wal';
  } catch (error) {
    // A damaged one may be replaced.
    return /BUSY|LOCKED/.test(String((error as { code?: unknown }).code));
  } finally {
    database.close();
  }
}

function inUse(folder: string, who: string): BotpitError {
  return new BotpitError('usage', `the records in ${folder} are in use${who === '' ? '' : ` by ${who}`}`, {
    hint: '`botpit status` shows what plays, and `botpit stop` asks it to finish. Restore them then.',
  });
}

/** @throws BotpitError `usage` where what is in the backup is not what was put into it */
function unpack(file: BookFile, book: BookName, to: string, backup: string): void {
  const hash = createHash('sha256');
  attempt(to, () => {
    rmSync(to, { force: true });
    const target = openSync(to, 'wx', 0o600);
    try {
      const pieces = 'SELECT bytes FROM pieces WHERE book = ? ORDER BY number';
      for (const { bytes } of file.each<{ bytes: ArrayBuffer }>(pieces, book)) {
        const piece = Buffer.from(bytes);
        hash.update(piece);
        writeFileSync(target, piece);
      }
      fsyncSync(target);
    } finally {
      closeSync(target);
    }
  });
  if (file.value('SELECT sha256 FROM books WHERE book = ?', book) !== hash.digest('hex')) {
    throw new BotpitError('usage', `${backup} is damaged: the ${book} book in it is not whole`, {
      hint: 'Take another backup. Nothing was changed.',
    });
  }
  // One of a newer botpit is refused.
  const unpacked = attempt(to, () => openBy(to, 'mode=ro'));
  try {
    unpacked.version();
  } finally {
    unpacked.close();
  }
}

/** The files in which SQLite keeps what is not in a book itself yet. */
const BESIDE = ['-wal', '-shm', '-journal'];

/** Where this is cut short, `requireWhole` refuses the folder until it is restored again. */
function putInPlace(folder: string, { books }: Backup): void {
  writeFileSync(unfinishedIn(folder), '', { mode: 0o600 });
  for (const book of BOOK_NAMES) {
    const path = bookPath(folder, book);
    // What SQLite left beside a book that is damaged or was moved away would be taken for a part of the new one.
    for (const ending of BESIDE) rmSync(`${path}${ending}`, { force: true });
    if (books.some((saved) => saved.book === book)) renameSync(restoredPath(folder, book), path);
    else rmSync(path, { force: true });
  }
  rmSync(unfinishedIn(folder));
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // It holds what was restored.
  }
}
