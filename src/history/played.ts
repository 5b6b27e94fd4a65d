import type { Lamports } from '../wager.js';
import type { BookFile } from './database.js';

/** What an account has played of one game in a stretch of time. */
export interface PlayedGame {
  readonly game: string;
  readonly matches: number;
  readonly wins: number;
  readonly losses: number;
  readonly draws: number;
  readonly netLamports: Lamports;
}

/** What the daily summary of an account goes by: what it has played, and up to when that has been told. */
export class DailyFigures {
  readonly #file: () => BookFile;
  readonly #account: string;
  readonly #write: <T>(act: () => T) => T;

  /** @param write does what changes the book */
  constructor(file: () => BookFile, account: string, write: <T>(act: () => T) => T) {
    this.#file = file;
    this.#account = account;
    this.#write = write;
  }

  /**
   * The matches that ended from one time on and before another, both epoch milliseconds; the game that was played most is
   * first. One whose end is unknown is neither won, lost nor drawn; its wager counts as lost.
   */
  played(from: number, to: number): readonly PlayedGame[] {
    return this.#file().all<PlayedGame & Record<string, unknown>>(
      `SELECT game, count(*) AS matches, sum(settled AND outcome = 'win') AS wins, sum(settled AND outcome = 'loss') AS losses,
        sum(settled AND outcome = 'draw') AS draws, sum(net_lamports) AS netLamports
        FROM matches WHERE account = ? AND state = 'ended' AND ended_at >= ? AND ended_at < ?
        GROUP BY game ORDER BY 2 DESC, game`,
      ...[this.#account, from, to],
    );
  }

  /** Up to when the summary has been told: from `now` on where none has ever been. */
  toldUntil(now: number): number {
    return this.#write(() => {
      const file = this.#file();
      file.run('INSERT OR IGNORE INTO days_told (account, told_until) VALUES (?, ?)', this.#account, now);
      return Number(file.value('SELECT told_until FROM days_told WHERE account = ?', this.#account));
    });
  }

  noteTold(until: number): void {
    const sql = 'UPDATE days_told SET told_until = ? WHERE account = ?';
    this.#write(() => this.#file().run(sql, until, this.#account));
  }
}
