import type { Lamports } from '../wager.js';
import type { BookFile } from './database.js';
import type { LimitsOver } from './record.js';

/** A limit that has tripped and is in force. */
export interface Latch {
  readonly limit: string;
  readonly message: string;
  readonly trippedAt: number;
  /** Epoch milliseconds at which it ends by itself; null until a person releases it. */
  readonly until: number | null;
  /** Whom it holds: the account, or all accounts of the folder. */
  readonly over: LimitsOver;
}

/** An opponent that was met within the last hour. */
export interface Meeting {
  readonly opponentId: string;
  readonly opponentName: string;
  /** How long ago each time is, the longest first. */
  readonly agoMs: readonly number[];
}

/** What has been won and lost, and what may still be lost. What a person released does not count any more. */
export interface Balance {
  /** Of the settled matches of the session. */
  readonly netLamports: Lamports;
  /** Of the settled matches of this day (UTC). */
  readonly dayNetLamports: Lamports;
  /**
   * How far the settled matches have taken it below its highest point, of the session or of this day: whichever is further.
   * Looked up when it is asked for, as only one limit wants it.
   */
  drawdown(): Lamports;
  /** What open intents may still lose. */
  readonly openLamports: Lamports;
  readonly openIntents: number;
}

/** Where an account stands: everything that limits are judged by. */
export interface Standing extends Balance {
  /** As `netLamports`, for the limit on what is won. */
  readonly profitLamports: Lamports;
  /** Of all accounts of the data folder together. */
  readonly folder: Balance;
  /** Over all sessions: one that plays a match and ends would never come to a second. */
  readonly lossesInARow: number;
  readonly meetings: readonly Meeting[];
  /** The opponent of the latest match, null before the first. */
  readonly lastOpponent: { readonly id: string; readonly name: string } | null;
  readonly latches: readonly Latch[];
}

/** The names under which limits are latched and released. */
export const LIMIT_NAMES = [
  'max-loss',
  'max-daily-loss',
  'take-profit',
  'max-drawdown',
  'max-streak',
  'opponent',
  'broken-strategy',
  'fairness',
] as const;
export type LimitName = (typeof LIMIT_NAMES)[number];

/** In place of an account: all of them together. */
export const FOLDER = '*';

/**
 * Where the book is: each intent gets the next position when it is written and again when it is closed. So "since" is
 * a matter of order, which no clock can change.
 */
export const POSITION = '(SELECT coalesce(max(position), 0) FROM intents)';

/** The positions after which a session counts: that of the account, and all of the folder's together. */
export interface CountedAfter {
  readonly account: number;
  readonly folder: number;
}

const OF_ACCOUNT = `(?1 = '${FOLDER}' OR account = ?1)`;
const DAY_MS = 86_400_000;

/** What came of the commitments of an account. */
const COMMITTED = `FROM intents i LEFT JOIN matches m ON m.id = i.match
  WHERE i.account = ?1 AND i.state <> 'void'`;

/** @param now epoch milliseconds, which tell the day */
export function standingOf(
  file: BookFile,
  account: string,
  countedAfter: CountedAfter,
  now: number,
): Omit<Standing, 'meetings' | 'latches'> {
  const released = releasesOf(file, account);
  const { account: start } = countedAfter;
  return {
    ...balanceOf(file, account, start, released, now),
    profitLamports: netAfter(file, account, Math.max(start, released('take-profit'))),
    folder: balanceOf(file, FOLDER, countedAfter.folder, releasesOf(file, FOLDER), now),
    lossesInARow: lossesInARow(file, account, released('max-streak')),
    lastOpponent: lastOpponent(file, account, Math.max(start, released('opponent'))),
  };
}

/** The position after which a limit counts because it was released, or has cooled down; 0 where neither. */
type Releases = (limit: LimitName) => number;

function releasesOf(file: BookFile, account: string): Releases {
  const rows = file.all<{ name: string; position: number }>(
    `SELECT limit_name AS name, max(released_position) AS position FROM latches
      WHERE account IN (?, '${FOLDER}') AND released_at IS NOT NULL GROUP BY limit_name`,
    account,
  );
  return (limit) => rows.find(({ name }) => name === limit)?.position ?? 0;
}

function balanceOf(file: BookFile, account: string, start: number, released: Releases, now: number): Balance {
  const open = file.first<Pick<Balance, 'openLamports' | 'openIntents'>>(
    `SELECT coalesce(sum(wager_lamports), 0) AS openLamports, count(*) AS openIntents FROM intents
      WHERE state = 'open' AND ${OF_ACCOUNT}`,
    account,
  );
  const dayStart = startOfDay(file, account, released('max-daily-loss'), now);
  return {
    netLamports: netAfter(file, account, Math.max(start, released('max-loss'))),
    dayNetLamports: dayStart === null ? 0 : netAfter(file, account, dayStart),
    drawdown: () => {
      const after = released('max-drawdown');
      const ofSession = drawdownAfter(file, account, Math.max(start, after));
      const day = startOfDay(file, account, after, now);
      return day === null ? ofSession : Math.max(ofSession, drawdownAfter(file, account, day));
    },
    openLamports: open?.openLamports ?? 0,
    openIntents: open?.openIntents ?? 0,
  };
}

/** Of what was settled after a position. */
function netAfter(file: BookFile, account: string, position: number): Lamports {
  const net = `SELECT coalesce(sum(net_lamports), 0) FROM intents
    WHERE position > ?2 AND state = 'settled' AND ${OF_ACCOUNT}`;
  return file.value(net, account, position) as Lamports;
}

/** How far below the highest point what was settled after a position has led to; the start is such a point too. */
function drawdownAfter(file: BookFile, account: string, position: number): Lamports {
  const drawdown = `SELECT max(0, coalesce(max(total), 0)) - coalesce(sum(net_lamports), 0) FROM (
    SELECT net_lamports, sum(net_lamports) OVER (ORDER BY position) AS total FROM intents
    WHERE position > ?2 AND state = 'settled' AND ${OF_ACCOUNT})`;
  return file.value(drawdown, account, position) as Lamports;
}

/**
 * The position after which the day counts; null where nothing has been settled in it. The day is the latest one on which
 * something that counts was settled, even if the clock now shows an earlier day. All that was settled after its first match
 * belongs to it. So a clock that is set back cannot make losses disappear.
 */
function startOfDay(file: BookFile, account: string, after: number, now: number): number | null {
  const midnight = (at: number) => at - (at % DAY_MS);
  const settled = (what: string, from: number) => {
    // With the signs, those of the day are found by their time: without them, all are gone through by position.
    const sql = `SELECT ${what} FROM intents
      WHERE state = 'settled' AND closed_at >= ?2 AND +position > ?3 AND ${OF_ACCOUNT}`;
    return file.value(sql, account, from, after) as number | null;
  };
  const ahead = settled('max(closed_at)', midnight(now) + DAY_MS);
  const first = settled('min(+position)', midnight(ahead ?? now));
  return first === null ? null : first - 1;
}

/** Those of an account that nobody has released, with their numbers. */
export function latchesOf(file: BookFile, account: string): readonly (Latch & { readonly id: number })[] {
  return file.all(
    `SELECT id, limit_name AS "limit", message, tripped_at AS trippedAt, until,
        iif(account = '${FOLDER}', 'folder', 'account') AS "over" FROM latches
      WHERE account IN (?, '${FOLDER}') AND released_at IS NULL ORDER BY id`,
    account,
  );
}

/** Releases latches. What happened up to now does not count for their limits any more. */
export function releaseLatches(file: BookFile, ids: Iterable<number>, now: number): void {
  const release = `UPDATE latches SET released_at = ?, released_position = ${POSITION}
    WHERE id = ? AND released_at IS NULL`;
  for (const id of ids) file.run(release, now, id);
}

/** The commitments after the last one that was not lost. An open one counts as lost. */
function lossesInARow(file: BookFile, account: string, after: number): number {
  const outcome = `coalesce(m.outcome, iif(i.net_lamports < 0, 'loss', ''))`;
  // Not "settled": the index of those would have all of them sorted, where the newest few are enough.
  const notLost = `SELECT i.id ${COMMITTED} AND i.state <> 'open' AND ${outcome} <> 'loss' ORDER BY i.id DESC LIMIT 1`;
  const since = `SELECT count(*) ${COMMITTED} AND i.id > ?2 AND i.position > ?3`;
  return file.value(since, account, file.value(notLost, account) ?? 0, after) as number;
}

function lastOpponent(file: BookFile, account: string, after: number): Standing['lastOpponent'] {
  const row = file.first<{ id: string; name: string; position: number }>(
    `SELECT m.opponent_id AS id, m.opponent_name AS name, i.position ${COMMITTED} AND m.id IS NOT NULL
      ORDER BY i.id DESC LIMIT 1`,
    account,
  );
  return row && row.position > after ? { id: row.id, name: row.name } : null;
}

/** An encounter of an earlier run: with whom, and when by the system's clock. */
export interface Encounter {
  readonly opponentId: string;
  readonly opponentName: string;
  readonly at: number;
}

/** The newest of an account since a time, oldest first. */
export function encountersSince(file: BookFile, account: string, since: number, most: number): Encounter[] {
  // In two parts, each of which has an index: a book may hold years.
  const rows = file.all<Encounter>(
    `SELECT m.opponent_id AS opponentId, m.opponent_name AS opponentName, i.at FROM (
        SELECT id, match, closed_at AS at FROM intents WHERE state = 'settled' AND closed_at > ?2 AND account = ?1
        UNION ALL
        SELECT id, match, created_at FROM intents WHERE state = 'open' AND created_at > ?2 AND account = ?1
      ) i JOIN matches m ON m.id = i.match ORDER BY i.id DESC LIMIT ?3`,
    account,
    since,
    most,
  );
  return rows.reverse();
}
