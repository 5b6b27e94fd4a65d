import type { Lamports } from '../wager.js';
import { type Database, oneValue } from './database.js';
import type { Meeting } from './meetings.js';

/** A limit that has tripped and is in force. */
export interface Latch {
  readonly limit: string;
  readonly message: string;
  readonly trippedAt: number;
  /** Epoch milliseconds at which it ends by itself; null until a person releases it. */
  readonly until: number | null;
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
  database: Database,
  account: string,
  countedAfter: CountedAfter,
  now: number,
): Omit<Standing, 'meetings' | 'latches'> {
  const released = releasesOf(database, account);
  const { account: start } = countedAfter;
  return {
    ...balanceOf(database, account, start, released, now),
    profitLamports: netAfter(database, account, Math.max(start, released('take-profit'))),
    folder: balanceOf(database, FOLDER, countedAfter.folder, releasesOf(database, FOLDER), now),
    lossesInARow: lossesInARow(database, account, released('max-streak')),
    lastOpponent: lastOpponent(database, account, Math.max(start, released('opponent'))),
  };
}

/** The position after which a limit counts because it was released, or has cooled down; 0 where neither. */
type Releases = (limit: LimitName) => number;

function releasesOf(database: Database, account: string): Releases {
  const rows = database
    .prepare(
      `SELECT limit_name, max(released_position) FROM latches
        WHERE account IN (?, '${FOLDER}') AND released_at IS NOT NULL GROUP BY limit_name`,
    )
    .raw()
    .all(account) as [string, number][];
  const positions = new Map(rows);
  return (limit) => positions.get(limit) ?? 0;
}

function balanceOf(
  database: Database,
  account: string,
  start: number,
  released: Releases,
  now: number,
): Balance {
  const open = database
    .prepare(
      `SELECT coalesce(sum(wager_lamports), 0), count(*) FROM intents WHERE state = 'open' AND ${OF_ACCOUNT}`,
    )
    .raw()
    .get(account) as [number, number];
  const dayStart = startOfDay(database, account, released('max-daily-loss'), now);
  return {
    netLamports: netAfter(database, account, Math.max(start, released('max-loss'))),
    dayNetLamports: dayStart === null ? 0 : netAfter(database, account, dayStart),
    drawdown: () => {
      const after = released('max-drawdown');
      const ofSession = drawdownAfter(database, account, Math.max(start, after));
      const day = startOfDay(database, account, after, now);
      return day === null ? ofSession : Math.max(ofSession, drawdownAfter(database, account, day));
    },
    openLamports: open[0],
    openIntents: open[1],
  };
}

/** Of what was settled after a position. */
function netAfter(database: Database, account: string, position: number): Lamports {
  const net = database.prepare(
    `SELECT coalesce(sum(net_lamports), 0) FROM intents
      WHERE position > ?2 AND state = 'settled' AND ${OF_ACCOUNT}`,
  );
  return oneValue(net, account, position) as Lamports;
}

/** How far below the highest point what was settled after a position has led to; the start is such a point too. */
function drawdownAfter(database: Database, account: string, position: number): Lamports {
  const drawdown = database.prepare(
    `SELECT max(0, coalesce(max(total), 0)) - coalesce(sum(net_lamports), 0) FROM (
        SELECT net_lamports, sum(net_lamports) OVER (ORDER BY position) AS total FROM intents
        WHERE position > ?2 AND state = 'settled' AND ${OF_ACCOUNT})`,
  );
  return oneValue(drawdown, account, position) as Lamports;
}

/**
 * The position after which the day counts; null where nothing has been settled in it. It is the latest day of which
 * anything that counts was settled, even if the clock shows an earlier one, and all that was settled after the first of
 * it belongs to it: so a clock that is set back uncounts nothing.
 */
function startOfDay(database: Database, account: string, after: number, now: number): number | null {
  const midnight = (at: number) => at - (at % DAY_MS);
  const settled = (what: string) =>
    database.prepare(
      `SELECT ${what} FROM intents
        WHERE state = 'settled' AND closed_at >= ?2 AND position > ?3 AND ${OF_ACCOUNT}`,
    );
  const ahead = oneValue(settled('max(closed_at)'), account, midnight(now) + DAY_MS, after) as number | null;
  const first = oneValue(settled('min(position)'), account, midnight(ahead ?? now), after) as number | null;
  return first === null ? null : first - 1;
}

/** Those of an account that nobody has released, with their numbers. */
export function latchesOf(database: Database, account: string): readonly (Latch & { readonly id: number })[] {
  return database
    .prepare(
      `SELECT id, limit_name AS "limit", message, tripped_at AS trippedAt, until FROM latches
        WHERE account IN (?, '${FOLDER}') AND released_at IS NULL ORDER BY id`,
    )
    .all(account) as (Latch & { id: number })[];
}

/** Releases latches. What happened up to now does not count for their limits any more. */
export function releaseLatches(database: Database, ids: Iterable<number>, now: number): void {
  const release = database.prepare(
    `UPDATE latches SET released_at = ?, released_position = ${POSITION} WHERE id = ? AND released_at IS NULL`,
  );
  for (const id of ids) release.run(now, id);
}

/** The commitments after the last one that was not lost. An open one counts as lost. */
function lossesInARow(database: Database, account: string, after: number): number {
  const outcome = `coalesce(m.outcome, iif(i.net_lamports < 0, 'loss', ''))`;
  // Not "settled": the index of those would have all of them sorted, where the newest few are enough.
  const notLost = database.prepare(
    `SELECT i.id ${COMMITTED} AND i.state <> 'open' AND ${outcome} <> 'loss' ORDER BY i.id DESC LIMIT 1`,
  );
  const since = database.prepare(`SELECT count(*) ${COMMITTED} AND i.id > ?2 AND i.position > ?3`);
  return oneValue(since, account, oneValue(notLost, account) ?? 0, after) as number;
}

function lastOpponent(database: Database, account: string, after: number): Standing['lastOpponent'] {
  const row = database
    .prepare(
      `SELECT m.opponent_id AS id, m.opponent_name AS name, i.position ${COMMITTED} AND m.id IS NOT NULL
        ORDER BY i.id DESC LIMIT 1`,
    )
    .get(account) as { id: string; name: string; position: number } | undefined;
  return row && row.position > after ? { id: row.id, name: row.name } : null;
}

/** An encounter of an earlier run: with whom, and when by the system's clock. */
export interface Encounter {
  readonly opponentId: string;
  readonly opponentName: string;
  readonly at: number;
}

/** The newest of an account since a time, oldest first. */
export function encountersSince(
  database: Database,
  account: string,
  since: number,
  most: number,
): Encounter[] {
  const at = 'coalesce(i.closed_at, i.created_at)';
  const rows = database
    .prepare(
      `SELECT m.opponent_id AS opponentId, m.opponent_name AS opponentName, ${at} AS at ${COMMITTED}
        AND m.id IS NOT NULL AND ${at} > ?2 ORDER BY i.id DESC LIMIT ?3`,
    )
    .all(account, since, most) as Encounter[];
  return rows.reverse();
}
