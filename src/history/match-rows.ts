import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { snakeCase } from '../lib/shape.js';
import type { Database, Statement } from './database.js';
import type { Evidence, Frame, MatchRecord, MatchSummary, RecordContext, StoredMatch } from './record.js';

/** Tables that fit the few kilobytes of a match: the usual ones take longer to set up than to use, and leave 16 kB of garbage. */
const DEFLATE = { level: 1, windowBits: 12, memLevel: 5, chunkSize: 2048 } as const;

type Row = Record<string, unknown>;

/** How a field is kept: as it is, as 0 or 1 (or null), as two columns of its own; `later` is as it is, written by others. */
type Stored = 'plain' | 'flag' | 'score' | 'later';

/** The fields of a match that its row is made of and read into, all but the long ones. A new one is a migration too. */
const FIELDS = {
  matchId: 'plain',
  account: 'plain',
  arena: 'plain',
  sessionId: 'plain',
  state: 'plain',
  game: 'plain',
  agentId: 'plain',
  opponentId: 'plain',
  opponentName: 'plain',
  side: 'plain',
  wagerLamports: 'plain',
  sandbox: 'flag',
  settled: 'flag',
  outcome: 'plain',
  score: 'score',
  payoutLamports: 'plain',
  feeLamports: 'plain',
  netLamports: 'plain',
  disputed: 'plain',
  serverSeedHash: 'plain',
  serverSeed: 'plain',
  fair: 'flag',
  commitmentOver: 'plain',
  startedAt: 'plain',
  endedAt: 'plain',
  fallbacks: 'plain',
  timeouts: 'plain',
  botpitVersion: 'plain',
  strategy: 'plain',
  strategyVersion: 'plain',
  operatorNetLamports: 'later',
  unconfirmed: 'flag',
  roundsLeftOut: 'plain',
  draws: 'plain',
} satisfies Record<keyof MatchSummary, Stored>;

const COLUMNS = Object.entries(FIELDS).map(([field, stored]) => ({
  field,
  stored,
  column: snakeCase(field),
}));
const WRITTEN = COLUMNS.filter(({ stored }) => stored !== 'later');

function columnsOf(fields: typeof COLUMNS): string[] {
  return fields.flatMap(({ stored, column }) =>
    stored === 'score' ? [`${column}_mine`, `${column}_theirs`] : [column],
  );
}

const MATCH_COLUMNS = [...columnsOf(WRITTEN), 'rounds', 'taunts', 'frames'];

/** What a match is known by. */
const KEY_COLUMNS = ['account', 'arena', 'match_id', 'server_seed_hash'];

/** The statement that writes a match, or writes it anew where it is there. It gives the `id` of the row. */
export function prepareSave(database: Database): Statement {
  const columns = MATCH_COLUMNS.join(', ');
  const places = MATCH_COLUMNS.map(() => '?').join(', ');
  const updates = MATCH_COLUMNS.filter((column) => !KEY_COLUMNS.includes(column)).map(
    (column) => `${column} = excluded.${column}`,
  );
  return database.prepare(
    `INSERT INTO matches (${columns}) VALUES (${places})
      ON CONFLICT (${KEY_COLUMNS.join(', ')}) DO UPDATE SET ${updates.join(', ')} RETURNING id`,
  );
}

/** The values for it. */
export function rowOf(
  record: MatchRecord,
  state: 'playing' | 'ended',
  agentId: string,
  context: RecordContext,
  frames: readonly Frame[],
): unknown[] {
  // One that was stored before, by an earlier run, stays that run's.
  const written: Row = { ...context, ...record, state, agentId };
  const row: unknown[] = [];
  for (const { field, stored } of WRITTEN) {
    const value = written[field];
    if (stored === 'score') row.push(...record.score);
    else row.push(stored === 'flag' && value !== null ? Number(value) : value);
  }
  row.push(
    JSON.stringify(record.rounds),
    JSON.stringify(record.taunts),
    deflateRawSync(JSON.stringify(frames), DEFLATE),
  );
  return row;
}

/** What of a row makes a list; `rounds`, `taunts` and `frames` are long. */
export const SUMMARY_COLUMNS = columnsOf(COLUMNS).join(', ');

export function summaryOf(row: Row): MatchSummary {
  const summary: Row = {};
  for (const { field, stored, column } of COLUMNS) {
    const value = row[column];
    if (stored === 'score') summary[field] = [row.score_mine, row.score_theirs];
    else summary[field] = stored === 'flag' && value !== null ? value === 1 : value;
  }
  return summary as unknown as MatchSummary;
}

/** From a whole row; what other rows say of it is for the caller. */
export function evidenceOf(row: Row): Omit<Evidence, 'hashUsedIn'> {
  const { state: _state, ...summary } = summaryOf(row);
  const match = { ...summary, ...longPartsOf(row) } as StoredMatch;
  const frames = JSON.parse(inflateRawSync(row.frames as Buffer).toString()) as Frame[];
  return { match, frames };
}

/** From a row that has at least those two columns. */
export function longPartsOf(row: Row): Pick<StoredMatch, 'rounds' | 'taunts'> {
  return {
    rounds: JSON.parse(String(row.rounds)) as StoredMatch['rounds'],
    taunts: JSON.parse(String(row.taunts)) as StoredMatch['taunts'],
  };
}
