import type { Lamports } from '../wager.js';
import { type Database, oneValue } from './database.js';

/** A limit that has tripped and is in force. */
export interface Latch {
  readonly limit: string;
  readonly message: string;
  readonly trippedAt: number;
  /** Epoch milliseconds at which it ends by itself; null until a person releases it. */
  readonly until: number | null;
}

/** An opponent that was met within the last hour. */
export interface Meeting {
  readonly opponentId: string;
  readonly opponentName: string;
  /** Epoch milliseconds, oldest first. */
  readonly at: readonly number[];
}

/** Where an account stands: everything that limits are judged by. What a person released does not count any more. */
export interface Standing {
  /** Of the session's settled matches, as each of its two limits counts them. */
  readonly netLamports: Lamports;
  readonly profitLamports: Lamports;
  /** Of the settled matches of this day (UTC). */
  readonly dayNetLamports: Lamports;
  /** What open intents may still lose. */
  readonly openLamports: Lamports;
  readonly openIntents: number;
  /** Over all sessions: one that plays a match and ends would never come to a second. */
  readonly lossesInARow: number;
  /** Within the last hour. */
  readonly meetings: readonly Meeting[];
  /** The opponent of the latest match, null before the first. */
  readonly lastOpponent: { readonly id: string; readonly name: string } | null;
  readonly latches: readonly Latch[];
}

export const HOUR_MS = 3_600_000;

/** The names under which limits are latched and released. */
export const LIMIT_NAMES = [
  'max-loss',
  'max-daily-loss',
  'take-profit',
  'max-streak',
  'opponent',
  'broken-strategy',
  'fairness',
] as const;
export type LimitName = (typeof LIMIT_NAMES)[number];

/**
 * What came of the commitments of an account, and when, by the clock of the books: that of a session never jumps, and so
 * may be wrong by days where the system's was set.
 */
const COMMITTED = `FROM intents i LEFT JOIN matches m ON m.id = i.match
  WHERE i.account = ?1 AND i.state <> 'void'`;
const AT = 'coalesce(i.closed_at, i.created_at)';

/** @param countedFrom epoch milliseconds from which the session's limits count */
export function standingOf(database: Database, account: string, countedFrom: number, now: number): Standing {
  const released = new Map(
    database
      .prepare(
        `SELECT limit_name, max(released_at) FROM latches WHERE account = ? AND released_at <= ? GROUP BY limit_name`,
      )
      .raw()
      .all(account, now) as [string, number | null][],
  );
  // A cool-down that is over counts as a release too.
  const cooled = new Map(
    database
      .prepare(
        `SELECT limit_name, max(until) FROM latches WHERE account = ? AND until <= ? AND released_at IS NULL
          GROUP BY limit_name`,
      )
      .raw()
      .all(account, now) as [string, number | null][],
  );
  const since = (limit: LimitName, from: number) =>
    Math.max(from, released.get(limit) ?? 0, cooled.get(limit) ?? 0);
  const net = database.prepare(
    `SELECT coalesce(sum(net_lamports), 0) FROM intents WHERE account = ? AND state = 'settled' AND closed_at >= ?`,
  );
  const netSince = (from: number) => oneValue(net, account, from) as Lamports;
  const midnight = now - (now % (24 * HOUR_MS));
  const open = database
    .prepare(
      `SELECT coalesce(sum(wager_lamports), 0), count(*) FROM intents WHERE account = ? AND state = 'open'`,
    )
    .raw()
    .get(account) as [number, number];
  return {
    netLamports: netSince(since('max-loss', countedFrom)),
    profitLamports: netSince(since('take-profit', countedFrom)),
    dayNetLamports: netSince(since('max-daily-loss', midnight)),
    openLamports: open[0],
    openIntents: open[1],
    lossesInARow: lossesInARow(database, account, since('max-streak', 0)),
    meetings: meetingsWithin(database, account, now - HOUR_MS, now + HOUR_MS),
    lastOpponent: lastOpponent(database, account, since('opponent', countedFrom)),
    latches: latchesOf(database, account, now),
  };
}

/** Those of an account that are in force at a time. */
export function latchesOf(database: Database, account: string, now: number): readonly Latch[] {
  return database
    .prepare(
      `SELECT limit_name AS "limit", message, tripped_at AS trippedAt, until FROM latches
        WHERE account = ? AND released_at IS NULL AND (until IS NULL OR until > ?) ORDER BY id`,
    )
    .all(account, now) as Latch[];
}

/** The commitments after the last one that was not lost. An open one counts as lost. */
function lossesInARow(database: Database, account: string, from: number): number {
  const outcome = `coalesce(m.outcome, iif(i.net_lamports < 0, 'loss', ''))`;
  // Not "settled": the index of those would have all of them sorted, where the newest few are enough.
  const notLost = database.prepare(
    `SELECT i.id ${COMMITTED} AND i.state <> 'open' AND ${outcome} <> 'loss' ORDER BY i.id DESC LIMIT 1`,
  );
  const since = database.prepare(`SELECT count(*) ${COMMITTED} AND i.id > ?2 AND ${AT} >= ?3`);
  return oneValue(since, account, oneValue(notLost, account) ?? 0, from) as number;
}

/** What lies further in the future comes from a clock that was wrong. */
function meetingsWithin(database: Database, account: string, from: number, to: number): Meeting[] {
  const rows = database
    .prepare(
      `SELECT opponent_id, opponent_name, at FROM (
          SELECT match, closed_at AS at FROM intents WHERE account = ?1 AND state = 'settled' AND closed_at > ?2
          UNION ALL
          SELECT match, created_at FROM intents WHERE account = ?1 AND state = 'open' AND created_at > ?2
        ) JOIN matches ON matches.id = match WHERE at <= ?3 ORDER BY at`,
    )
    .raw()
    .all(account, from, to) as [string, string, number][];
  const meetings = new Map<string, { opponentId: string; opponentName: string; at: number[] }>();
  for (const [opponentId, opponentName, at] of rows) {
    const meeting = meetings.get(opponentId) ?? { opponentId, opponentName, at: [] };
    meeting.at.push(at);
    meetings.set(opponentId, meeting);
  }
  return [...meetings.values()];
}

function lastOpponent(database: Database, account: string, from: number): Standing['lastOpponent'] {
  const row = database
    .prepare(
      `SELECT m.opponent_id AS id, m.opponent_name AS name, ${AT} AS at ${COMMITTED} AND m.id IS NOT NULL
        ORDER BY i.id DESC LIMIT 1`,
    )
    .get(account) as { id: string; name: string; at: number } | undefined;
  return row && row.at >= from ? { id: row.id, name: row.name } : null;
}
