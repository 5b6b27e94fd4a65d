import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type Libsql from 'libsql';
import { BotpitError } from '../errors.js';
import { FROM_SOURCE, PACKAGE_ROOT } from '../lib/package-root.js';
import { loadDriver } from '../lib/sqlite.js';
import { makeFolder } from '../lib/user-folders.js';
import { attempt } from './unavailable.js';
import { requireWhole } from './whole.js';

/** The build copies the migrations. */
const FOLDER = new URL(FROM_SOURCE ? 'src/history/migrations/' : 'dist/history/', PACKAGE_ROOT);

/**
 * The tables, as the steps that lead to them: the database's `user_version` says how many of them have been taken. A
 * step that has been published is never changed, not even in its indents, as SQLite keeps the text of a table.
 */
const SUBJECTS = 'tables limits commitments unconfirmed positions bots summaries schedule'.split(' ');
const MIGRATIONS = SUBJECTS.map((subject, index) => `${index + 1}-${subject}`);

/** The SQL of all of them, or of those from this one on. */
export function migrations(from = 0): string[] {
  return MIGRATIONS.slice(from).map((name) => readFileSync(new URL(`${name}.sql`, FOLDER), 'utf8'));
}

/** A database in memory, which nothing outlives. */
export const IN_MEMORY = ':memory:';

/** How long another process may hold the database before that is an error. */
const BUSY_TIMEOUT_MS = 5_000;

/** Money is not committed with less space than this on the disk: the record of the match must still find room. */
const MIN_FREE_BYTES = 16 * 2 ** 20;

/**
 * An open book: SQL is run by it. Each statement is prepared once. Everything here throws BotpitError `history/unavailable`
 * in place of every error of the database or the file system.
 */
export class BookFile {
  readonly path: string;
  readonly #database: Libsql.Database;
  readonly #closed: () => void;
  readonly #statements = new Map<string, Libsql.Statement<unknown[]>>();
  /** Tells the file from any other; null in memory. */
  readonly #inode: string | null;

  constructor(path: string, database: Libsql.Database, closed: () => void = () => undefined) {
    this.path = path;
    this.#database = database;
    this.#closed = closed;
    this.#inode = inodeAt(path);
  }

  /**
   * Makes the file, and its folder, for the owner only, where there is none.
   * @param closed called once it is closed
   */
  static open(path: string, closed?: () => void): BookFile {
    const Driver = loadDriver();
    return attempt(path, () => {
      if (path !== IN_MEMORY) {
        makeFolder(dirname(path), 0o700);
        // The files that SQLite puts beside it get the rights of this one.
        closeSync(openSync(path, 'a', 0o600));
      }
      const file = new BookFile(path, new Driver(path, { timeout: BUSY_TIMEOUT_MS }), closed);
      file.exec('PRAGMA journal_mode = WAL');
      file.exec('PRAGMA synchronous = FULL');
      try {
        // A restore looks for those who have the file open after it has said that it is there.
        if (path !== IN_MEMORY) requireWhole(dirname(path));
        file.#migrate();
      } catch (error) {
        file.close();
        throw error;
      }
      return file;
    });
  }

  /**
   * Opens it for reading: its file is not changed, not even to be brought up to date, and neither it nor its folder need be
   * writable.
   * @returns null where there is none
   */
  static openForReading(path: string, busyMs = BUSY_TIMEOUT_MS): BookFile | null {
    return attempt(path, () => {
      requireWhole(dirname(path));
      if (statSync(path, { throwIfNoEntry: false }) === undefined) return null;
      const file = openUnchanged(path, busyMs);
      let isCurrent = false;
      try {
        isCurrent = file.version() === MIGRATIONS.length;
        // One of an earlier version is brought up to date in a copy.
        return isCurrent ? file : openCopy((to) => void file.run('VACUUM INTO ?', to));
      } finally {
        if (!isCurrent) file.close();
      }
    });
  }

  all<Row = Record<string, unknown>>(sql: string, ...values: unknown[]): Row[] {
    return attempt(this.path, () => this.#prepared(sql).all(values) as Row[]);
  }

  /** The same a row at a time, where all of them may not fit into the memory. */
  *each<Row = Record<string, unknown>>(sql: string, ...values: unknown[]): Generator<Row, void> {
    const rows = attempt(this.path, () => this.#prepared(sql).iterate(values));
    for (;;) {
      const { done, value } = attempt(this.path, () => rows.next());
      if (done) return;
      yield value as Row;
    }
  }

  first<Row = Record<string, unknown>>(sql: string, ...values: unknown[]): Row | undefined {
    return attempt(this.path, () => this.#prepared(sql).get(values) as Row | undefined);
  }

  /** The one value that a query gives; undefined where it gives no row. */
  value(sql: string, ...values: unknown[]): unknown {
    return Object.values(this.first(sql, ...values) ?? {})[0];
  }

  /** @returns the `id` of the row, where one was inserted */
  run(sql: string, ...values: unknown[]): number {
    return attempt(this.path, () => Number(this.#prepared(sql).run(values).lastInsertRowid));
  }

  exec(sql: string): void {
    attempt(this.path, () => this.#database.exec(sql));
  }

  /** All of it or nothing; no other process writes in between. */
  transact<T>(act: () => T): T {
    this.exec('BEGIN IMMEDIATE');
    try {
      const result = act();
      this.exec('COMMIT');
      return result;
    } catch (error) {
      // On a full disk SQLite has rolled back already; the driver's own transactions fail over that and hide the reason.
      if (this.#database.inTransaction) this.exec('ROLLBACK');
      throw error;
    }
  }

  /** @throws BotpitError where the disk is nearly full */
  requireSpace(): void {
    if (this.path === IN_MEMORY) return;
    const { bavail, bsize } = attempt(this.path, () => statfsSync(dirname(this.path)));
    if (bavail * bsize >= MIN_FREE_BYTES) return;
    const message = `there is hardly any space left for the records in ${this.path}`;
    throw new BotpitError('history/unavailable', message, {
      hint: 'Make room on the disk, then start again.',
    });
  }

  /** @throws BotpitError where the file was deleted or replaced: what is written would go nowhere */
  requireSameFile(): void {
    if (inodeAt(this.path) === this.#inode) return;
    throw new BotpitError('history/unavailable', `${this.path} was replaced while it was in use`, {
      hint: 'Put the former file back, so that what is open still counts, then start again.',
    });
  }

  /** Leaves everything in the one file, where nobody else uses it. */
  closeTidily(): void {
    try {
      this.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // In use, or the disk is full: the next one to open it reads both files.
    }
    this.close();
  }

  close(): void {
    this.#database.close();
    this.#closed();
  }

  #prepared(sql: string): Libsql.Statement<unknown[]> {
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  /** How many of the migrations it has. @throws BotpitError where it has those of a newer botpit */
  version(): number {
    const version = Number(this.value('PRAGMA user_version'));
    if (version <= MIGRATIONS.length) return version;
    throw new BotpitError('history/unavailable', `${this.path} was written by a newer botpit`, {
      hint: 'Update botpit, or name another folder with --data-dir.',
    });
  }

  #migrate(): void {
    if (this.path !== IN_MEMORY) this.#takeSteps();
    else if (tablesInMemory !== undefined) this.exec(tablesInMemory);
    else {
      this.#takeSteps();
      const tables = 'SELECT sql FROM sqlite_schema WHERE name NOT LIKE ? ORDER BY rowid';
      tablesInMemory = this.all<{ sql: string }>(tables, 'sqlite_%')
        .map(({ sql }) => sql)
        .join(';\n');
    }
  }

  #takeSteps(): void {
    if (this.version() === MIGRATIONS.length) return;
    this.transact(() => {
      // Another process may have been here in the meantime.
      for (const step of migrations(this.version())) this.exec(step);
      this.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
    });
  }
}

/** What the migrations came to in memory, as SQL: whatever is opened there later takes a fifth of the time. */
let tablesInMemory: string | undefined;

function inodeAt(path: string): string | null {
  if (path === IN_MEMORY) return null;
  const { dev, ino } = attempt(path, () => statSync(path, { bigint: true }));
  return `${dev}:${ino}`;
}

function openUnchanged(path: string, busyMs: number): BookFile {
  try {
    return openBy(path, 'mode=ro', busyMs);
  } catch (error) {
    if (!CANNOT_SHARE.test(`${(error as { code?: unknown }).code} ${(error as Error).message}`)) throw error;
    // SQLite wants to put files beside the book, and may not. Where nobody writes to it, it can do without.
    const log = statSync(`${path}-wal`, { throwIfNoEntry: false });
    if (log === undefined || log.size === 0) return openBy(path, 'immutable=1');
    return openCopy((to) => {
      for (const ending of ['', '-wal']) {
        if (!existsSync(`${path}${ending}`)) continue;
        copyFileSync(`${path}${ending}`, `${to}${ending}`);
        // A copy has the permissions of its original, which may be to read only; SQLite writes to this one.
        chmodSync(`${to}${ending}`, 0o600);
      }
    });
  }
}

const CANNOT_SHARE = /CANTOPEN|READONLY|readonly/i;

/** Opens a file for reading only. @throws what SQLite says where it is not a database */
export function openBy(path: string, how: 'mode=ro' | 'immutable=1', timeout = BUSY_TIMEOUT_MS): BookFile {
  const Driver = loadDriver();
  const database = new Driver(`${pathToFileURL(path).href}?${how}`, { timeout });
  try {
    // Only now is the file opened.
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
  } catch (error) {
    database.close();
    throw error;
  }
  return new BookFile(path, database);
}

/** @param copy writes the copy to a path at which there is nothing */
function openCopy(copy: (to: string) => void): BookFile {
  const folder = mkdtempSync(join(tmpdir(), 'botpit-records-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const path = join(folder, 'copy.db');
    copy(path);
    return BookFile.open(path, remove);
  } catch (error) {
    remove();
    throw error;
  }
}
