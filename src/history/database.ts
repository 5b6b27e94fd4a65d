import { closeSync, openSync, statfsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type Libsql from 'libsql';
import { BotpitError } from '../errors.js';
import { makeFolder } from '../lib/user-folders.js';
import { MIGRATIONS } from './schema.js';

export type Database = Libsql.Database;
export type Statement = Libsql.Statement<unknown[]>;

/** A database in memory, which nothing outlives. */
export const IN_MEMORY = ':memory:';

/** How long another process may hold the database before that is an error. */
export const BUSY_TIMEOUT_MS = 5_000;

/** Money is not committed with less space than this on the disk: the record of the match must still find room. */
const MIN_FREE_BYTES = 16 * 2 ** 20;

/** The native code that databases are opened with. */
export type Driver = typeof Libsql;

/** Loads it, the first time: it takes its time, and not every command wants it. */
export function loadDriver(): Driver {
  return createRequire(import.meta.url)('libsql') as Driver;
}

/**
 * Opens a database file, and makes it (and its folder, for the owner only) where there is none.
 * @throws BotpitError `history/unavailable`
 */
export function openDatabase(path: string): Database {
  const Driver = loadDriver();
  return attempt(path, () => {
    if (path !== IN_MEMORY) prepareFile(path);
    const database = new Driver(path, { timeout: BUSY_TIMEOUT_MS });
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    migrate(database, path);
    return database;
  });
}

/** The files that SQLite puts beside it get the rights of this one. */
function prepareFile(path: string): void {
  makeFolder(dirname(path), 0o700);
  closeSync(openSync(path, 'a', 0o600));
}

/** Leaves everything in the one file, where nobody else uses it. */
export function closeDatabase(database: Database): void {
  try {
    database.pragma('wal_checkpoint(TRUNCATE)');
  } catch {
    // In use, or the disk is full: the next one to open it reads both files.
  }
  database.close();
}

/**
 * How many of the migrations it has.
 * @throws BotpitError `history/unavailable` where it has others
 */
export function versionOf(database: Database, path: string): number {
  const version = Number(oneValue(database.prepare('PRAGMA user_version')));
  if (version <= MIGRATIONS.length) return version;
  throw new BotpitError('history/unavailable', `${path} was written by a newer botpit`, {
    hint: 'Update botpit, or name another folder with --data-dir.',
  });
}

function migrate(database: Database, path: string): void {
  if (versionOf(database, path) === MIGRATIONS.length) return;
  transact(database, () => {
    // Another process may have been here in the meantime.
    for (const step of MIGRATIONS.slice(versionOf(database, path))) database.exec(step);
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  });
}

/** All of it or nothing; no other process writes in between. */
export function transact<T>(database: Database, act: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = act();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // On a full disk SQLite has rolled back already; the driver's own transactions fail over that and hide the reason.
    if (database.inTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/**
 * Runs what touches the database.
 * @throws BotpitError `history/unavailable` in place of every error of the database or the file system
 */
export function attempt<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    if (cause instanceof BotpitError) throw cause;
    const { code, message } = cause as { code?: unknown; message?: unknown };
    // For a file that it cannot open, the driver gives no code.
    // Some of SQLite's codes it knows by number only.
    const isKnown =
      /^((UNKNOWN_)?SQLITE_|E[A-Z]+$)/.test(String(code)) || /^ConnectionFailed/.test(String(message));
    if (!isKnown) throw cause;
    throw new BotpitError('history/unavailable', `the records in ${path} cannot be used: ${message}`, {
      hint: HINTS.find(([pattern]) => pattern.test(`${code} ${message}`))?.[1] ?? ANY_HINT,
      cause,
    });
  }
}

/** Whether that is the error of a database which another process holds. */
export function isLocked(error: unknown): boolean {
  return error instanceof BotpitError && LOCKED.test(String((error.cause as Error | undefined)?.message));
}

const LOCKED = /BUSY|locked/i;
const ANY_HINT =
  'Check the folder and the disk; `botpit doctor` looks at both. --data-dir names another folder.';
const HINTS: readonly (readonly [RegExp, string])[] = [
  [LOCKED, 'Another program holds the database. Close it (a database viewer, a backup), then start again.'],
  [/FULL|ENOSPC|disk is full/i, 'The disk is full. Make room, then start again.'],
  [
    /READONLY|EACCES|EPERM|EROFS|readonly/i,
    'Check whose the folder is, and whether it can be written. --data-dir names another one.',
  ],
  [
    /CORRUPT|NOTADB|malformed|not a database/i,
    'The file is damaged. Move it away and keep it; botpit starts a new one.',
  ],
];

/** @throws BotpitError `history/unavailable` where the disk is nearly full */
export function requireSpace(path: string): void {
  if (path === IN_MEMORY) return;
  const { bavail, bsize } = attempt(path, () => statfsSync(dirname(path)));
  if (bavail * bsize >= MIN_FREE_BYTES) return;
  throw new BotpitError('history/unavailable', `there is hardly any space left for the records in ${path}`, {
    hint: 'Make room on the disk, then start again.',
  });
}

/** Tells the file at a path from any other; null in memory. */
export function fileAt(path: string): string | null {
  if (path === IN_MEMORY) return null;
  const { dev, ino } = attempt(path, () => statSync(path, { bigint: true }));
  return `${dev}:${ino}`;
}

/** @throws BotpitError `history/unavailable` where the file was deleted or replaced: what is written would go nowhere */
export function requireSameFile(path: string, file: string | null): void {
  if (fileAt(path) === file) return;
  throw new BotpitError('history/unavailable', `${path} was replaced while it was in use`, {
    hint: 'Put the former file back, so that what is open still counts, then start again.',
  });
}

/** The one value that a query gives; undefined where it gives no row. The driver's own `pluck` does not do that. */
export function oneValue(statement: Statement, ...values: unknown[]): unknown {
  return (statement.raw().get(...values) as unknown[] | undefined)?.[0];
}

/** The first value of each row. */
export function allValues(statement: Statement, ...values: unknown[]): unknown[] {
  return (statement.raw().all(...values) as unknown[][]).map(([value]) => value);
}
