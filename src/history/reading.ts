import { chmodSync, copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { attempt, BUSY_TIMEOUT_MS, type Database, loadDriver, openDatabase, versionOf } from './database.js';
import { MIGRATIONS } from './schema.js';

/** A book that is only read. */
export interface Reading {
  readonly database: Database;
  close(): void;
}

/**
 * Opens a book for reading: its file is not changed, not even to be brought up to date, and neither it nor its folder need
 * be writable.
 * @returns null where there is none
 * @throws BotpitError `history/unavailable`
 */
export function openForReading(path: string): Reading | null {
  return attempt(path, () => {
    if (statSync(path, { throwIfNoEntry: false }) === undefined) return null;
    const reading = openUnchanged(path);
    try {
      if (versionOf(reading.database, path) === MIGRATIONS.length) return reading;
    } catch (error) {
      reading.close();
      throw error;
    }
    // One of an earlier version is brought up to date in a copy.
    try {
      return copied((to) => void reading.database.prepare('VACUUM INTO ?').run(to));
    } finally {
      reading.close();
    }
  });
}

function openUnchanged(path: string): Reading {
  try {
    return openBy(path, 'mode=ro');
  } catch (error) {
    if (!CANNOT_SHARE.test(`${(error as { code?: unknown }).code} ${(error as Error).message}`)) throw error;
    // SQLite wants to put files beside the book, and may not. Where nobody writes to it, it can do without.
    const log = `${path}-wal`;
    if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) === 0) return openBy(path, 'immutable=1');
    return copied((to) => {
      copyToWrite(path, to);
      if (existsSync(log)) copyToWrite(log, `${to}-wal`);
    });
  }
}

/** A copy has the permissions of its original, which may be to read only; SQLite writes to this one. */
function copyToWrite(from: string, to: string): void {
  copyFileSync(from, to);
  chmodSync(to, 0o600);
}

const CANNOT_SHARE = /CANTOPEN|READONLY|readonly/i;

function openBy(path: string, how: 'mode=ro' | 'immutable=1'): Reading {
  const Driver = loadDriver();
  const database = new Driver(`${pathToFileURL(path).href}?${how}`, { timeout: BUSY_TIMEOUT_MS });
  try {
    // Only now is the file opened.
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
  } catch (error) {
    database.close();
    throw error;
  }
  return { database, close: () => database.close() };
}

/** @param copy writes the copy to a path at which there is nothing */
function copied(copy: (to: string) => void): Reading {
  const folder = mkdtempSync(join(tmpdir(), 'botpit-records-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const path = join(folder, 'copy.db');
    copy(path);
    const database = openDatabase(path);
    return {
      database,
      close() {
        database.close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}
