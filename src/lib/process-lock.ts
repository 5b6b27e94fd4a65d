import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type Libsql from 'libsql';
import { loadDriver } from './sqlite.js';
import { makeFolder, ownFolder } from './user-folders.js';

export interface ProcessLock {
  /** Leaves one more line for whoever asks who holds it. */
  note(line: string): void;
  release(): void;
}

/**
 * Holds a name for this process until it is released or the process ends in whatever way: the system lets go of it. What
 * holds it is a lock on a file of that name in each of the folders, so that processes that have one folder in common
 * never hold it both. Only those who may read the files can be in the way.
 * @param name letters, digits and hyphens
 * @param folders made where they are missing; those that others can write to, and those that cannot be used, are passed
 * over as long as another can be used
 * @returns null where another process (or this one) holds it
 * @throws what the file system says where none of the folders can be used
 */
export async function lockProcess(name: string, folders: readonly string[]): Promise<ProcessLock | null> {
  const taken: ProcessLock[] = [];
  const release = () => {
    for (const lock of taken.splice(0)) lock.release();
  };
  let problem: unknown;
  const own = folders.filter(ownFolder);
  for (const folder of new Set(own.length > 0 ? own : folders)) {
    try {
      const lock = await take(join(folder, name), folder);
      if (lock === null) {
        release();
        return null;
      }
      taken.push(lock);
    } catch (error) {
      problem = error;
    }
  }
  if (taken.length === 0) throw problem;
  const note = (line: string) => {
    for (const lock of taken) lock.note(line);
  };
  return { note, release };
}

/** Whether some process holds the name in one of the folders: one that is halted, too. */
export function isHeld(name: string, folders: readonly string[]): boolean {
  return folders.some((folder) => isLocked(join(folder, name)));
}

/** The process that holds a name. */
export interface Holder {
  readonly pid: number;
  /** What it has noted, line by line. */
  readonly notes: readonly string[];
}

/** Null where no process holds the name. */
export function holderOf(name: string, folders: readonly string[]): Holder | null {
  const folder = folders.find((one) => isLocked(join(one, name)));
  if (folder === undefined) return null;
  try {
    const [pid, ...notes] = readFileSync(pidFile(join(folder, name)), 'utf8').split('\n');
    return Number(pid) > 0 ? { pid: Number(pid), notes } : null;
  } catch {
    // It has only just begun, or is just ending.
    return null;
  }
}

/** What is held, for as long as the process lasts: a database that nobody knows any more would be closed. */
const held = new Set<Libsql.Database>();

/** Somebody who looks whether a lock is held is in the way for less than a millisecond. */
const TRIES = 6;
const BETWEEN_TRIES_MS = 10;

/** @returns null where another has it */
async function take(path: string, folder: string): Promise<ProcessLock | null> {
  makeFolder(folder, 0o700);
  const [lock, pid] = [lockFile(path), pidFile(path)];
  for (let tries = 1; tries <= TRIES; tries++) {
    if (tries > 1) await sleep(BETWEEN_TRIES_MS);
    const before = makeFile(lock);
    const database = tryToLock(lock, 'EXCLUSIVE');
    // One that was removed as it was let go is another file than the one that is there now.
    if (database === null || before !== inodeOf(lock)) {
      database?.close();
      continue;
    }
    held.add(database);
    writeFileSync(pid, String(process.pid), { mode: 0o600 });
    const release = () => {
      held.delete(database);
      // The files go while they are still held, so that the next process to open one finds it free.
      for (const file of [pid, lock]) {
        try {
          rmSync(file, { force: true });
        } catch {
          // Windows removes nothing that is open: it stays, and does no harm.
        }
      }
      database.close();
    };
    return { note: (line) => noteIn(pid, line), release };
  }
  return null;
}

/** A note is a help to a person: a disk that is full costs it, and nothing else. */
function noteIn(pid: string, line: string): void {
  try {
    appendFileSync(pid, `\n${line}`);
  } catch {
    // Whoever asks learns of the process alone.
  }
}

/**
 * SQLite's locks are those of the system, on every platform, and the system lets go of them. Not a socket: what a killed
 * process leaves of one has to be removed, and two that remove it at once would both go on.
 * @returns null where another has it
 */
function tryToLock(lock: string, mode: 'EXCLUSIVE' | 'SHARED'): Libsql.Database | null {
  const database = new (loadDriver())(lock, { timeout: 0, readonly: mode === 'SHARED' });
  try {
    if (mode === 'EXCLUSIVE') {
      // Nothing is ever written, so there is nothing to undo.
      database.pragma('journal_mode = MEMORY');
      database.exec('BEGIN EXCLUSIVE');
    } else database.exec('SELECT 1 FROM sqlite_master');
    return database;
  } catch (error) {
    database.close();
    if ((error as { code?: unknown }).code === 'SQLITE_BUSY') return null;
    throw error;
  }
}

function isLocked(path: string): boolean {
  if (!existsSync(lockFile(path))) return false;
  try {
    const database = tryToLock(lockFile(path), 'SHARED');
    database?.close();
    return database === null;
  } catch {
    // A file that cannot be read, or is something else.
    return false;
  }
}

/**
 * For the owner only, as who may read a file may lock it. One that is there is not opened: to close it would end a lock
 * of this process. @returns its inode
 */
function makeFile(path: string): bigint | null {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return inodeOf(path);
}

function inodeOf(path: string): bigint | null {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino ?? null;
}

function lockFile(path: string): string {
  return `${path}.lock`;
}

function pidFile(path: string): string {
  return `${path}.pid`;
}
