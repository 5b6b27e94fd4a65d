import { type Database, oneValue } from './database.js';
import type { RecordContext, SessionLimits } from './record.js';
import { type CountedAfter, POSITION } from './standing.js';

/** A run of botpit, as it is kept. Times are epoch milliseconds. */
export interface SessionRow {
  readonly id: string;
  readonly account: string;
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
}

export interface Begun {
  readonly countedAfter: CountedAfter;
  /** The run before ended without a word. */
  readonly crashed: boolean;
}

/**
 * A run that did not end by itself, with 0, is gone on with: what it lost still counts. For all accounts together, the run
 * goes on until the latest of each has ended so.
 */
export function beginSession(database: Database, context: RecordContext, startedAt: number): Begun {
  const position = Number(oneValue(database.prepare(`SELECT ${POSITION}`)));
  const last = database
    .prepare(
      `SELECT counted_after, ended_at, exit_code FROM sessions WHERE account = ?
        ORDER BY rowid DESC LIMIT 1`,
    )
    .get(context.account) as
    | { counted_after: number; ended_at: number | null; exit_code: number | null }
    | undefined;
  const earliest = database.prepare(
    `SELECT min(folder_counted_after) FROM sessions WHERE exit_code IS NOT 0
      AND rowid IN (SELECT max(rowid) FROM sessions GROUP BY account)`,
  );
  const countedAfter = {
    account: last && last.exit_code !== 0 ? last.counted_after : position,
    folder: Number(oneValue(earliest) ?? position),
  };
  const { sessionId, account, arena, strategy, limits } = context;
  const kept = limits === undefined ? null : JSON.stringify(limits);
  database
    .prepare(
      `INSERT OR REPLACE INTO sessions (id, account, arena, strategy, pid, started_at, counted_after,
        folder_counted_after, limits) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      ...[sessionId, account, arena, strategy, process.pid, startedAt],
      ...[countedAfter.account, countedAfter.folder, kept],
    );
  return { countedAfter, crashed: last !== undefined && last.ended_at === null };
}

export function endSession(
  database: Database,
  sessionId: string,
  end: { readonly at: number; readonly reason: string; readonly exitCode: number },
): void {
  database
    .prepare('UPDATE sessions SET ended_at = ?, reason = ?, exit_code = ? WHERE id = ?')
    .run(end.at, end.reason, end.exitCode, sessionId);
}

/** Limits that sessions of earlier versions did not have. */
const UNTOLD = { limitsOver: null, maxFallbacks: null, maxDrawdownLamports: null };

/** Those that have not ended, as far as the book knows; the newest first. */
export function unendedSessions(database: Database): SessionRow[] {
  const rows = database
    .prepare(
      `SELECT id, account, arena, strategy, pid, started_at AS startedAt, ended_at AS endedAt, reason,
        exit_code AS exitCode, limits FROM sessions WHERE ended_at IS NULL ORDER BY rowid DESC LIMIT 100`,
    )
    .all() as (Omit<SessionRow, 'limits'> & { readonly limits: string | null })[];
  return rows.map((row) => ({
    ...row,
    limits: row.limits === null ? null : { ...UNTOLD, ...(JSON.parse(row.limits) as SessionLimits) },
  }));
}
