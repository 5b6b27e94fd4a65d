import type { Time } from '../lib/clock.js';
import type { BookFile } from './database.js';
import type { RecordContext, SessionLimits } from './record.js';
import { type CountedAfter, type Latch, type Meeting, POSITION } from './standing.js';

/** A run of botpit, as it is kept. Times are epoch milliseconds. */
export interface SessionRow {
  readonly id: string;
  readonly account: string;
  /** Null where it has no name. */
  readonly bot: string | null;
  /** The account as the arena knows it; null before it has said so, and where the bot has no name. */
  readonly agentId: string | null;
  readonly agentName: string | null;
  readonly arena: string;
  readonly strategy: string;
  readonly pid: number;
  readonly startedAt: number;
  /** Null where it runs, or was ended from outside. */
  readonly endedAt: number | null;
  readonly reason: string | null;
  readonly exitCode: number | null;
  /** Null where an earlier version began it, which did not tell. */
  readonly limits: SessionLimits | null;
  /** Until when it waits for its hours of play; null where it does not. */
  readonly restsUntil: number | null;
}

/**
 * A run that did not end by itself, with 0, is gone on with: what it lost still counts. For all accounts together, the run
 * goes on until the latest of each has ended so. `crashed`: the run before ended without a word.
 */
export function beginSession(file: BookFile, context: RecordContext, startedAt: number) {
  const position = Number(file.value(`SELECT ${POSITION}`));
  const last = file.first<{ counted_after: number; ended_at: number | null; exit_code: number | null }>(
    'SELECT counted_after, ended_at, exit_code FROM sessions WHERE account = ? ORDER BY rowid DESC LIMIT 1',
    context.account,
  );
  const earliest = file.value(`SELECT min(folder_counted_after) FROM sessions WHERE exit_code IS NOT 0
    AND rowid IN (SELECT max(rowid) FROM sessions GROUP BY account)`);
  const countedAfter: CountedAfter = {
    account: last && last.exit_code !== 0 ? last.counted_after : position,
    folder: Number(earliest ?? position),
  };
  const { sessionId, account, bot, arena, strategy, limits } = context;
  const kept = limits === undefined ? null : JSON.stringify(limits);
  file.run(
    `INSERT OR REPLACE INTO sessions (id, account, bot, arena, strategy, pid, started_at, counted_after,
      folder_counted_after, limits) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[sessionId, account, bot, arena, strategy, process.pid, startedAt],
    ...[countedAfter.account, countedAfter.folder, kept],
  );
  return { countedAfter, crashed: last !== undefined && last.ended_at === null };
}

/** The account of a session as the arena knows it. */
export interface Agent {
  readonly agentId: string;
  readonly agentName: string;
}

export function nameAgent(file: BookFile, sessionId: string, { agentId, agentName }: Agent): void {
  file.run('UPDATE sessions SET agent_id = ?, agent_name = ? WHERE id = ?', agentId, agentName, sessionId);
}

export function endSession(
  file: BookFile,
  sessionId: string,
  at: number,
  reason: string,
  exitCode: number,
): void {
  const sql = 'UPDATE sessions SET ended_at = ?, reason = ?, exit_code = ? WHERE id = ?';
  file.run(sql, at, reason, exitCode, sessionId);
}

export function noteRest(file: BookFile, sessionId: string, until: number | null): void {
  file.run('UPDATE sessions SET rests_until = ? WHERE id = ?', until, sessionId);
}

/** Limits that sessions of earlier versions did not have. */
const UNTOLD = { limitsOver: null, maxFallbacks: null, maxDrawdownLamports: null };

/** Those that have not ended, as far as the book knows; the newest first. */
export function unendedSessions(file: BookFile): SessionRow[] {
  return sessionsWhere(file, 'ended_at IS NULL');
}

/** The last one of each account, whether it has ended or not; the newest first. */
export function lastSessions(file: BookFile): SessionRow[] {
  return sessionsWhere(file, 'rowid IN (SELECT max(rowid) FROM sessions GROUP BY account)');
}

function sessionsWhere(file: BookFile, condition: string): SessionRow[] {
  const rows = file.all<Omit<SessionRow, 'limits'> & { readonly limits: string | null }>(
    `SELECT id, account, bot, agent_id AS agentId, agent_name AS agentName, arena, strategy, pid, started_at AS startedAt, ended_at AS endedAt, reason,
      exit_code AS exitCode, limits, rests_until AS restsUntil FROM sessions WHERE ${condition} ORDER BY rowid DESC LIMIT 100`,
  );
  return rows.map((row) => ({
    ...row,
    limits: row.limits === null ? null : { ...UNTOLD, ...(JSON.parse(row.limits) as SessionLimits) },
  }));
}

/** What an account is called: by the bot that last played with it, and by the arena. Null where nobody has said. */
export type AccountNames = Pick<SessionRow, 'account' | 'bot' | 'agentId' | 'agentName'>;

/** Those of every account that has played. */
export function accountNames(file: BookFile): AccountNames[] {
  const latest = (known: 'account' | 'agent_id') =>
    `SELECT max(rowid) FROM sessions WHERE ${known} IS NOT NULL GROUP BY account`;
  return file.all<AccountNames>(
    `SELECT account, s.bot, a.agent_id AS agentId, a.agent_name AS agentName FROM sessions s
      LEFT JOIN (SELECT * FROM sessions WHERE rowid IN (${latest('agent_id')})) a USING (account)
      WHERE s.rowid IN (${latest('account')}) ORDER BY account`,
  );
}

/** Every bot with a name that has played, the latest first. */
export function botNames(file: BookFile): string[] {
  const sql =
    'SELECT bot, max(rowid) FROM sessions WHERE bot IS NOT NULL GROUP BY bot ORDER BY 2 DESC LIMIT 1000';
  return file.all<{ bot: string }>(sql).map(({ bot }) => bot);
}

/** Who the arena said that a session was; null where it has not said so, or the bot had no name. */
export function agentNameOf(file: BookFile, sessionId: string): string | null {
  const name = file.value('SELECT agent_name FROM sessions WHERE id = ?', sessionId);
  return (name as string | null | undefined) ?? null;
}

export const HOUR_MS = 3_600_000;

/** Opponents that are remembered, and meetings with each; more within an hour only rapid local play has. */
export const MOST_MEETINGS = 10_000;

/**
 * Whom an account has met within the last hour. Kept by a time that never jumps: an hour is one, whatever the system's
 * clock is set to. Numbers only, as rapid local play brings thousands.
 */
export class Meetings {
  readonly #time: Time;
  /** By opponent: its name, and when by `now` of the time. */
  readonly #met = new Map<string, { name: string; at: number[] }>();

  constructor(time: Time) {
    this.#time = time;
  }

  add(id: string, name: string, agoMs = 0): void {
    const met = this.#met.get(id) ?? { name, at: [] };
    met.name = name;
    met.at.push(this.#time.now() - agoMs);
    if (met.at.length > 2 * MOST_MEETINGS) met.at.splice(0, MOST_MEETINGS);
    // Whom it met last is the last of the map, so the first is the one to be forgotten.
    this.#met.delete(id);
    this.#met.set(id, met);
    const [longestAgo] = this.#met.keys();
    if (this.#met.size > MOST_MEETINGS && longestAgo !== undefined) this.#met.delete(longestAgo);
  }

  forget(): void {
    this.#met.clear();
  }

  withinAnHour(): Meeting[] {
    const now = this.#time.now();
    return [...this.#met]
      .map(([opponentId, { name, at }]) => ({
        opponentId,
        opponentName: name,
        agoMs: at.map((time) => now - time).filter((agoMs) => agoMs < HOUR_MS),
      }))
      .filter(({ agoMs }) => agoMs.length > 0);
  }
}

/** Pauses in place of an end. Kept by the same time: a pause takes no longer because the system's clock is set. */
export class CoolDowns<Key> {
  readonly #time: Time;
  /** When each is over, by `now` of the time. */
  readonly #ends = new Map<Key, number>();

  constructor(time: Time) {
    this.#time = time;
  }

  start(key: Key, ms: number): void {
    this.#ends.set(key, this.#time.now() + ms);
  }

  /** Those that are over, until they are forgotten. */
  over(): Key[] {
    const now = this.#time.now();
    return [...this.#ends].filter(([, endMs]) => endMs <= now).map(([key]) => key);
  }

  forget(keys: readonly Key[]): void {
    for (const key of keys) this.#ends.delete(key);
  }

  /** A latch with its end, where that is known here, by what the system's clock shows now. */
  asItEnds(key: Key, latch: Latch): Latch {
    const endMs = this.#ends.get(key);
    if (endMs === undefined) return latch;
    return { ...latch, until: this.#time.epochMs() + Math.ceil(endMs - this.#time.now()) };
  }
}
