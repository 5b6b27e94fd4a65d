import type { Lamports } from '../wager.js';
import { type Database, valueOf, valuesOf } from './database.js';

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
  'fairness',
] as const;
export type LimitName = (typeof LIMIT_NAMES)[number];

/** Longer streaks are not told apart. */
const LONGEST_STREAK = 1_000;

/** @param countedFrom epoch milliseconds from which the session's limits count */
export function standingOf(database: Database, account: string, countedFrom: number, now: number): Standing {
  const released = new Map(
    database
      .prepare('SELECT limit_name, max(released_at) FROM latches WHERE account = ? GROUP BY limit_name')
      .raw()
      .all(account) as [string, number | null][],
  );
  // A cool-down that is over counts as a release too.
  const cooled = new Map(
    database
      .prepare(
        'SELECT limit_name, max(until) FROM latches WHERE account = ? AND until <= ? GROUP BY limit_name',
      )
      .raw()
      .all(account, now) as [string, number | null][],
  );
  const since = (limit: LimitName, from: number) =>
    Math.max(from, released.get(limit) ?? 0, cooled.get(limit) ?? 0);
  const net = database.prepare(
    `SELECT coalesce(sum(net_lamports), 0) FROM intents WHERE account = ? AND state = 'settled' AND closed_at >= ?`,
  );
  const netSince = (from: number) => valueOf(net, account, from) as Lamports;
  const midnight = now - (now % (24 * HOUR_MS));
  const open = database
    .prepare(
      `SELECT coalesce(sum(wager_lamports), 0), count(*) FROM intents WHERE account = ? AND state = 'open'`,
    )
    .raw()
    .get(account) as [number, number];
  const outcomes = valuesOf(
    database.prepare(
      `SELECT outcome FROM matches WHERE account = ? AND state = 'ended' AND ended_at >= ?
        ORDER BY ended_at DESC, id DESC LIMIT ${LONGEST_STREAK}`,
    ),
    account,
    since('max-streak', countedFrom),
  );
  return {
    netLamports: netSince(since('max-loss', countedFrom)),
    profitLamports: netSince(since('take-profit', countedFrom)),
    dayNetLamports: netSince(since('max-daily-loss', midnight)),
    openLamports: open[0],
    openIntents: open[1],
    lossesInARow: leading(outcomes, 'loss'),
    meetings: meetingsSince(database, account, now - HOUR_MS),
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

function leading(outcomes: readonly unknown[], wanted: string): number {
  const other = outcomes.findIndex((outcome) => outcome !== wanted);
  return other === -1 ? outcomes.length : other;
}

function meetingsSince(database: Database, account: string, from: number): Meeting[] {
  const rows = database
    .prepare(
      `SELECT opponent_id, opponent_name, started_at FROM matches WHERE account = ? AND ended_at > ? AND started_at > ?
        ORDER BY started_at`,
    )
    .raw()
    .all(account, from, from) as [string, string, number][];
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
      `SELECT opponent_id AS id, opponent_name AS name FROM matches WHERE account = ? AND ended_at >= ?
        ORDER BY ended_at DESC, id DESC LIMIT 1`,
    )
    .get(account, from) as { id: string; name: string } | undefined;
  return row ? { id: row.id, name: row.name } : null;
}
