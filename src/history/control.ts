import { existsSync } from 'node:fs';
import { BotpitError } from '../errors.js';
import { counted } from '../lib/wording.js';
import { formatSol, type Lamports } from '../wager.js';
import { BookFile } from './database.js';
import { openIntentsOf } from './intents.js';
import type { OpenIntent } from './ledger.js';
import { type BookName, bookPath } from './record.js';
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
  readonly #file: BookFile;

  constructor(book: BookName, file: BookFile) {
    this.book = book;
    this.#file = file;
  }

  /** Every account that has played. */
  standings(now: number): AccountStanding[] {
    const rows = this.#file.all<{ account: string; own: number; folder: number }>(
      `SELECT account, counted_after AS own, folder_counted_after AS folder, max(rowid) FROM sessions
        GROUP BY account ORDER BY 4 DESC LIMIT 100`,
    );
    return rows.map(({ account, own, folder }) => ({
      account,
      ...standingOf(this.#file, account, { account: own, folder }, now),
    }));
  }

  /** Every account that has played, by its name. */
  accounts(): string[] {
    const rows = this.#file.all<{ account: string }>(
      'SELECT DISTINCT account FROM sessions ORDER BY account',
    );
    return rows.map(({ account }) => account);
  }

  /** Those in force, by what the system's clock shows. */
  latches(now: number): AccountLatch[] {
    return this.#unreleased()
      .filter(({ until }) => until === null || until > now)
      .map(({ id: _id, ...latch }) => latch);
  }

  #unreleased(): (AccountLatch & { readonly id: number })[] {
    return this.#file.all(
      `SELECT id, nullif(account, '${FOLDER}') AS account, limit_name AS "limit", message, tripped_at AS trippedAt,
        until FROM latches WHERE released_at IS NULL ORDER BY id`,
    );
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
    this.#file.transact(() => releaseLatches(this.#file, ids, now));
    return latches.map(({ id: _id, ...latch }) => latch);
  }

  openIntents(): OpenIntent[] {
    return openIntentsOf(this.#file, null);
  }

  /**
   * Closes an open intent with what its owner knows of it.
   * @param payoutLamports what the arena paid out or gave back: 0 where the wager was lost, the wager where nothing came
   * of it
   * @throws BotpitError `usage` where there is no such open intent, or where it cannot have paid so much
   */
  settle(id: number, payoutLamports: Lamports, now: number): OpenIntent {
    return this.#file.transact(() => {
      const intent = this.openIntents().find((each) => each.id === id);
      if (!intent) {
        throw new BotpitError('usage', `there is no open intent ${id}`, {
          hint: '`botpit status` lists those that are open.',
        });
      }
      // A slip of the finger would lift every loss limit.
      if (payoutLamports > 2 * intent.wagerLamports) throw tooMuch(intent);
      const netLamports = payoutLamports - intent.wagerLamports;
      this.#file.run(
        `UPDATE intents SET state = 'settled', net_lamports = ?1, closed_at = ?2, settled_by = 'operator',
          operator_net_lamports = ?1 WHERE id = ?3`,
        ...[netLamports, now, id],
      );
      const outcome = netLamports > 0 ? 'win' : netLamports < 0 ? 'loss' : 'draw';
      this.#file.run(
        `UPDATE matches SET state = 'ended', settled = 1, outcome = ?1, payout_lamports = ?2, net_lamports = ?3,
          operator_net_lamports = ?3 WHERE id = (SELECT match FROM intents WHERE id = ?4)`,
        ...[outcome, payoutLamports, netLamports, id],
      );
      return intent;
    });
  }

  unendedSessions(): SessionRow[] {
    return unendedSessions(this.#file);
  }

  /**
   * Reads all of it and writes to it.
   * @returns what is in it, in words
   * @throws BotpitError `history/unavailable` where it is damaged or cannot be written
   */
  check(): string {
    const verdict = String(this.#file.value('PRAGMA quick_check(1)'));
    if (verdict !== 'ok') {
      throw new BotpitError('history/unavailable', `${this.#file.path} is damaged: ${verdict}`, {
        hint: 'Keep a copy, and let `sqlite3 .recover` save what can be saved.',
      });
    }
    this.#file.exec('BEGIN IMMEDIATE; UPDATE sessions SET id = id WHERE rowid = 0; ROLLBACK');
    const matches = Number(this.#file.value('SELECT count(*) FROM matches'));
    return counted(matches, 'match', 'matches');
  }

  close(): void {
    this.#file.close();
  }
}

function tooMuch({ id, wagerLamports }: OpenIntent): BotpitError {
  const most = formatSol(2 * wagerLamports);
  return new BotpitError('usage', `intent ${id} cannot have paid out more than both wagers, ${most} SOL`, {
    hint: 'Give what the arena paid out: 0 where the wager was lost, the wager itself where nothing came of it.',
  });
}

/**
 * For looking only: see `BookFile.openForReading`.
 * @returns null where nothing has been recorded in this book yet
 * @throws BotpitError `history/unavailable`
 */
export function readControl(folder: string, book: BookName): Control | null {
  const file = BookFile.openForReading(bookPath(folder, book));
  return file && new Control(book, file);
}

/** @returns null where nothing has been recorded in this book yet. @throws BotpitError `history/unavailable` */
export async function openControl(folder: string, book: BookName): Promise<Control | null> {
  const path = bookPath(folder, book);
  return existsSync(path) ? new Control(book, BookFile.open(path)) : null;
}
