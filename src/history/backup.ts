import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type Libsql from 'libsql';
import { BotpitError } from '../errors.js';
import { loadDriver } from '../lib/sqlite.js';
import { version } from '../version.js';
import { BookFile, openBy } from './database.js';
import { BOOK_NAMES, type BookName, bookPath } from './record.js';
import { attempt } from './unavailable.js';

/** A book in a backup. */
export interface SavedBook {
  readonly book: BookName;
  readonly matches: number;
  readonly bytes: number;
}

export interface Backup {
  /** Epoch milliseconds. */
  readonly madeAt: number;
  readonly books: readonly SavedBook[];
}

const FORMAT = 'botpit-backup/1';

/** A backup is an SQLite file, too: the files of the books are in it in pieces, since a value can have a gigabyte only. */
const TABLES = `
  CREATE TABLE backup (format TEXT NOT NULL, botpit TEXT NOT NULL, made_at INTEGER NOT NULL) STRICT;
  CREATE TABLE books (book TEXT PRIMARY KEY, matches INTEGER NOT NULL, bytes INTEGER NOT NULL, sha256 TEXT NOT NULL) STRICT;
  CREATE TABLE pieces (book TEXT NOT NULL, number INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (book, number)) STRICT`;

const PIECE_BYTES = 2 ** 20;

/**
 * Copies the books of a folder into one file, each as it is at one moment: bots may play meanwhile.
 * @param path an earlier backup that is there is replaced, once this one is complete
 * @throws BotpitError `usage` where nothing is recorded, or something else than a backup is there; `history/unavailable`
 */
export function backUp(folder: string, path: string, madeAt: number): Backup {
  // Above all a book: to replace one would lose it.
  if (existsSync(path)) openBackup(path).close();
  else if (!existsSync(dirname(path))) throw new BotpitError('usage', `there is no folder ${dirname(path)}`);
  const work = attempt(path, () => mkdtempSync(join(dirname(path), '.botpit-backup-')));
  try {
    const target = join(work, basename(path));
    const file = attempt(target, () => new BookFile(target, newDatabase(target)));
    const books: SavedBook[] = [];
    try {
      file.exec(TABLES);
      for (const book of BOOK_NAMES) {
        const saved = saveBook(folder, book, join(work, `${book}.copy`), file);
        if (saved) books.push(saved);
      }
      file.run('INSERT INTO backup VALUES (?, ?, ?)', FORMAT, version(), madeAt);
    } finally {
      file.close();
    }
    if (books.length === 0) {
      throw new BotpitError('usage', `nothing has been recorded in ${folder} yet`, {
        hint: '--data-dir names another folder.',
      });
    }
    attempt(path, () => {
      const written = openSync(target, 'r+');
      fsyncSync(written);
      closeSync(written);
      renameSync(target, path);
    });
    return { madeAt, books };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Opens a backup for reading. @throws BotpitError `usage` where the file is not one */
export function openBackup(path: string): BookFile {
  const there = statSync(path, { throwIfNoEntry: false });
  if (there === undefined) throw new BotpitError('usage', `${path} cannot be read: the file does not exist`);
  // A pipe would be waited for, for ever.
  if (!there.isFile()) throw notBackup(path);
  let file: BookFile | undefined;
  try {
    file = openBy(path, 'mode=ro');
    if (file.value(`SELECT 1 FROM sqlite_schema WHERE name = 'backup'`) === 1) return file;
  } catch (cause) {
    file?.close();
    throw notBackup(path, cause);
  }
  file.close();
  throw notBackup(path);
}

function notBackup(path: string, cause?: unknown): BotpitError {
  return new BotpitError('usage', `${path} is not a backup`, {
    hint: '`botpit backup <file>` makes one. Nothing was changed.',
    cause,
  });
}

/** The latest time that a date can hold. */
const LATEST_MS = 8.64e15;

/** What a backup says that it holds. @throws BotpitError `usage` where that cannot be */
export function contentOf(file: BookFile, path: string): Backup {
  let made: { format: string; madeAt: number } | null | undefined;
  let books: SavedBook[];
  try {
    made = file.first('SELECT format, made_at AS madeAt FROM backup');
    books = file.all('SELECT book, matches, bytes FROM books ORDER BY book DESC');
  } catch (cause) {
    throw notBackup(path, cause);
  }
  if (made && made.format !== FORMAT) {
    throw new BotpitError('usage', `${path} was made by a newer botpit`, {
      hint: 'Update botpit, then restore it.',
    });
  }
  const areKnown = books.every(({ book, matches }) => BOOK_NAMES.includes(book) && matches >= 0);
  // One without books would leave a folder without records.
  if (!made || !(Math.abs(made.madeAt) <= LATEST_MS) || books.length === 0 || !areKnown)
    throw notBackup(path);
  return { madeAt: made.madeAt, books };
}

/** Readable by its owner only, as books are. */
function newDatabase(path: string): Libsql.Database {
  closeSync(openSync(path, 'wx', 0o600));
  const database = new (loadDriver())(path);
  // It is thrown away where it does not come to its end.
  database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF');
  return database;
}

function saveBook(folder: string, book: BookName, copy: string, to: BookFile): SavedBook | null {
  const from = BookFile.openForReading(bookPath(folder, book));
  if (from === null) return null;
  let matches: number;
  try {
    from.run('VACUUM INTO ?', copy);
  } finally {
    from.close();
  }
  const copied = BookFile.openForReading(copy);
  try {
    matches = Number(copied?.value('SELECT count(*) FROM summaries'));
  } finally {
    copied?.close();
  }
  const hash = createHash('sha256');
  const bytes = attempt(copy, () => statSync(copy).size);
  to.transact(() => {
    let number = 0;
    for (const piece of piecesOf(copy)) {
      hash.update(piece);
      to.run('INSERT INTO pieces VALUES (?, ?, ?)', book, number, piece);
      number += 1;
    }
    to.run('INSERT INTO books VALUES (?, ?, ?, ?)', book, matches, bytes, hash.digest('hex'));
  });
  rmSync(copy);
  return { book, matches, bytes };
}

function* piecesOf(path: string): Generator<Buffer, void> {
  const file = attempt(path, () => openSync(path, 'r'));
  try {
    for (;;) {
      const piece = Buffer.alloc(PIECE_BYTES);
      const length = attempt(path, () => readSync(file, piece));
      if (length === 0) return;
      yield piece.subarray(0, length);
    }
  } finally {
    closeSync(file);
  }
}
