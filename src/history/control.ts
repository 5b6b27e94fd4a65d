import { existsSync } from 'node:fs';
import { BotpitError } from '../errors.js';
import { counted } from '../lib/wording.js';
import { formatSol, type Lamports } from '../wager.js';
import { type AccountLatch, Archive } from './archive.js';
import { BookFile } from './database.js';
import type { OpenIntent } from './ledger.js';
import { type BookName, bookPath } from './record.js';
import { releaseLatches } from './standing.js';

/** A book in the hands of its owner, who may change it. */
export class Control extends Archive {
  /** @returns null where nothing has been recorded in this book yet. @throws BotpitError `history/unavailable` */
  static override open(folder: string, book: BookName): Control | null {
    const path = bookPath(folder, book);
    if (!existsSync(path)) return null;
    const file = BookFile.open(path);
    return new Control(book, () => file);
  }

  /**
   * Releases the latches of a limit.
   * @param of the accounts that are meant; null for all of the folder
   * @returns them
   */
  release(limit: string, now: number, of: (account: string | null) => boolean = () => true): AccountLatch[] {
    const latches = this.unreleased(limit).filter(({ account }) => of(account));
    const ids = latches.map(({ id }) => id);
    this.file.transact(() => releaseLatches(this.file, ids, now));
    return latches;
  }

  /**
   * Closes an open intent with what its owner knows of it.
   * @param payoutLamports what the arena paid out or gave back: 0 where the wager was lost, the wager where nothing came
   * of it
   * @throws BotpitError `usage` where there is no such open intent, or where it cannot have paid so much
   */
  settle(id: number, payoutLamports: Lamports, now: number): OpenIntent {
    return this.file.transact(() => {
      const intent = this.openIntents().find((each) => each.id === id);
      if (!intent) {
        throw new BotpitError('usage', `there is no open intent ${id}`, {
          hint: '`botpit status` lists those that are open.',
        });
      }
      // A slip of the finger would lift every loss limit.
      if (payoutLamports > 2 * intent.wagerLamports) throw tooMuch(intent);
      const netLamports = payoutLamports - intent.wagerLamports;
      this.file.run(
        `UPDATE intents SET state = 'settled', net_lamports = ?1, closed_at = ?2, settled_by = 'operator',
          operator_net_lamports = ?1 WHERE id = ?3`,
        ...[netLamports, now, id],
      );
      const outcome = netLamports > 0 ? 'win' : netLamports < 0 ? 'loss' : 'draw';
      this.file.run(
        `UPDATE matches SET state = 'ended', settled = 1, outcome = ?1, payout_lamports = ?2, net_lamports = ?3,
          operator_net_lamports = ?3 WHERE id = (SELECT match FROM intents WHERE id = ?4)`,
        ...[outcome, payoutLamports, netLamports, id],
      );
      return intent;
    });
  }

  /**
   * Reads all of it and writes to it.
   * @returns what is in it, in words
   * @throws BotpitError `history/unavailable` where it is damaged or cannot be written
   */
  check(): string {
    const verdict = String(this.file.value('PRAGMA quick_check(1)'));
    if (verdict !== 'ok') {
      throw new BotpitError('history/unavailable', `${this.file.path} is damaged: ${verdict}`, {
        hint: 'Keep a copy, and let `sqlite3 .recover` save what can be saved.',
      });
    }
    this.file.exec('BEGIN IMMEDIATE; UPDATE sessions SET id = id WHERE rowid = 0; ROLLBACK');
    const matches = Number(this.file.value('SELECT count(*) FROM matches'));
    return counted(matches, 'match', 'matches');
  }
}

function tooMuch({ id, wagerLamports }: OpenIntent): BotpitError {
  const most = formatSol(2 * wagerLamports);
  return new BotpitError('usage', `intent ${id} cannot have paid out more than both wagers, ${most} SOL`, {
    hint: 'Give what the arena paid out: 0 where the wager was lost, the wager itself where nothing came of it.',
  });
}
