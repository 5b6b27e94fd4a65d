import { existsSync } from 'node:fs';
import { BotpitError } from '../errors.js';
import { formatSol, type Lamports } from '../wager.js';
import { allValues, attempt, type Database, oneValue, openDatabase, transact } from './database.js';
import { type BookName, bookPath } from './folder.js';
import { openIntentsOf } from './intents.js';
import type { OpenIntent } from './ledger.js';
import { openForReading } from './reading.js';
import { type SessionRow, unendedSessions } from './sessions.js';
import { FOLDER, type Latch, releaseLatches, type Standing, standingOf } from './standing.js';

/** A latch and whose it is. */
export interface AccountLatch extends Latch {
  /** Null where it holds all accounts of the folder. */
  readonly account: string | null;
}

/** Where an account stands, as its last session counts. */
export interface AccountStanding extends Omit<Standing, 'meetings' | 'latches'> {
  readonly account: string;
}

/** A book in the hands of its owner: what is open or latched, and the release of it. */
export class Control {
  readonly book: BookName;
  readonly #path: string;
  readonly #database: Database;

  readonly #close: () => void;

  constructor(book: BookName, path: string, database: Database, close: () => void = () => database.close()) {
    this.#close = close;
    this.book = book;
    this.#path = path;
    this.#database = database;
  }

  /** Every account that has played. */
  standings(now: number): AccountStanding[] {
    return attempt(this.#path, () => {
      const rows = this.#database
        .prepare(
          `SELECT account, counted_after AS own, folder_counted_after AS folder, max(rowid) FROM sessions
            GROUP BY account ORDER BY 4 DESC LIMIT 100`,
        )
        .all() as { account: string; own: number; folder: number }[];
      return rows.map(({ account, own, folder }) => ({
        account,
        ...standingOf(this.#database, account, { account: own, folder }, now),
      }));
    });
  }

  /** Every account that has played, by its name. */
  accounts(): string[] {
    const accounts = this.#database.prepare('SELECT DISTINCT account FROM sessions ORDER BY account');
    return attempt(this.#path, () => allValues(accounts) as string[]);
  }

  /** Those in force, by what the system's clock shows. */
  latches(now: number): AccountLatch[] {
    return this.#unreleased()
      .filter(({ until }) => until === null || until > now)
      .map(({ id: _id, ...latch }) => latch);
  }

  #unreleased(): (AccountLatch & { readonly id: number })[] {
    const latches = this.#database.prepare(
      `SELECT id, nullif(account, '${FOLDER}') AS account, limit_name AS "limit", message, tripped_at AS trippedAt,
        until FROM latches WHERE released_at IS NULL ORDER BY id`,
    );
    return attempt(this.#path, () => latches.all() as (AccountLatch & { id: number })[]);
  }

  /** Those of a limit that nobody has released: a cool-down that seems over may be one that a process still waits for. */
  unreleased(limit: string): AccountLatch[] {
    return this.#unreleased()
      .filter((latch) => latch.limit === limit)
      .map(({ id: _id, ...latch }) => latch);
  }

  /**
   * Releases the latches of a limit.
   * @param of the accounts that are meant; null for all of the folder
   * @returns them
   */
  release(limit: string, now: number, of: (account: string | null) => boolean = () => true): AccountLatch[] {
    const latches = this.#unreleased().filter((latch) => latch.limit === limit && of(latch.account));
    const ids = latches.map(({ id }) => id);
    attempt(this.#path, () => transact(this.#database, () => releaseLatches(this.#database, ids, now)));
    return latches.map(({ id: _id, ...latch }) => latch);
  }

  openIntents(): OpenIntent[] {
    return attempt(this.#path, () => openIntentsOf(this.#database, null));
  }

  /**
   * Closes an open intent with what its owner knows of it.
   * @param payoutLamports what the arena paid out or gave back: 0 where the wager was lost, the wager where nothing came
   * of it
   * @throws BotpitError `usage` where there is no such open intent, or where it cannot have paid so much
   */
  settle(id: number, payoutLamports: Lamports, now: number): OpenIntent {
    return attempt(this.#path, () =>
      transact(this.#database, () => {
        const intent = this.openIntents().find((each) => each.id === id);
        if (!intent) {
          throw new BotpitError('usage', `there is no open intent ${id}`, {
            hint: '`botpit status` lists those that are open.',
          });
        }
        // A slip of the finger would lift every loss limit.
        if (payoutLamports > 2 * intent.wagerLamports) throw tooMuch(intent);
        const netLamports = payoutLamports - intent.wagerLamports;
        this.#database
          .prepare(
            `UPDATE intents SET state = 'settled', net_lamports = ?1, closed_at = ?2, settled_by = 'operator',
              operator_net_lamports = ?1 WHERE id = ?3`,
          )
          .run(netLamports, now, id);
        const outcome = netLamports > 0 ? 'win' : netLamports < 0 ? 'loss' : 'draw';
        this.#database
          .prepare(
            `UPDATE matches SET state = 'ended', settled = 1, outcome = ?1, payout_lamports = ?2, net_lamports = ?3,
              operator_net_lamports = ?3 WHERE id = (SELECT match FROM intents WHERE id = ?4)`,
          )
          .run(outcome, payoutLamports, netLamports, id);
        return intent;
      }),
    );
  }

  unendedSessions(): SessionRow[] {
    return attempt(this.#path, () => unendedSessions(this.#database));
  }

  /**
   * Reads all of it and writes to it.
   * @returns what is in it, in words
   * @throws BotpitError `history/unavailable` where it is damaged or cannot be written
   */
  check(): string {
    return attempt(this.#path, () => {
      const verdict = String(oneValue(this.#database.prepare('PRAGMA quick_check(1)')));
      if (verdict !== 'ok') throw damaged(this.#path, verdict);
      this.#database.exec('BEGIN IMMEDIATE; UPDATE sessions SET id = id WHERE rowid = 0; ROLLBACK');
      const matches = Number(oneValue(this.#database.prepare('SELECT count(*) FROM matches')));
      return matches === 1 ? '1 match' : `${matches} matches`;
    });
  }

  close(): void {
    this.#close();
  }
}

function tooMuch({ id, wagerLamports }: OpenIntent): BotpitError {
  const most = formatSol(2 * wagerLamports);
  return new BotpitError('usage', `intent ${id} cannot have paid out more than both wagers, ${most} SOL`, {
    hint: 'Give what the arena paid out: 0 where the wager was lost, the wager itself where nothing came of it.',
  });
}

function damaged(path: string, verdict: string): BotpitError {
  return new BotpitError('history/unavailable', `${path} is damaged: ${verdict}`, {
    hint: 'Keep a copy, and let `sqlite3 .recover` save what can be saved.',
  });
}

/**
 * For looking only: see `openForReading`.
 * @returns null where nothing has been recorded in this book yet
 * @throws BotpitError `history/unavailable`
 */
export function readControl(folder: string, book: BookName): Control | null {
  const path = bookPath(folder, book);
  const reading = openForReading(path);
  return reading && new Control(book, path, reading.database, reading.close);
}

/** @returns null where nothing has been recorded in this book yet. @throws BotpitError `history/unavailable` */
export async function openControl(folder: string, book: BookName): Promise<Control | null> {
  const path = bookPath(folder, book);
  return existsSync(path) ? new Control(book, path, openDatabase(path)) : null;
}
