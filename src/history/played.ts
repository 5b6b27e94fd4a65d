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

/** Its matches that ended from one time on and before another, both epoch milliseconds; the game that was played most is first. */
export function playedBetween(file: BookFile, account: string, from: number, to: number): PlayedGame[] {
  return file.all<PlayedGame & Record<string, unknown>>(
    `SELECT game, count(*) AS matches, sum(outcome = 'win') AS wins, sum(outcome = 'loss') AS losses,
      sum(outcome = 'draw') AS draws, sum(net_lamports) AS netLamports
      FROM matches WHERE account = ? AND state = 'ended' AND ended_at >= ? AND ended_at < ?
      GROUP BY game ORDER BY 2 DESC, game`,
    ...[account, from, to],
  );
}

/** Up to when its daily summary has been told: from `now` on where none has ever been. */
export function toldUntil(file: BookFile, account: string, now: number): number {
  file.run('INSERT OR IGNORE INTO days_told (account, told_until) VALUES (?, ?)', account, now);
  return Number(file.value('SELECT told_until FROM days_told WHERE account = ?', account));
}

export function noteTold(file: BookFile, account: string, until: number): void {
  file.run('UPDATE days_told SET told_until = ? WHERE account = ?', until, account);
}
