import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { openCommitment } from '../fairness.js';
import { snakeCase } from '../lib/shape.js';
import { settlementOf } from '../wager.js';
import type { BookFile } from './database.js';
import type { MatchKey } from './ledger.js';
import {
  type Evidence,
  type FieldKind,
  type FoundMatch,
  type Frame,
  LOCAL_ARENA,
  MATCH_FIELDS,
  type MatchRecord,
  type MatchSummary,
  type RecordContext,
  type RoundRecord,
  type StoredMatch,
} from './record.js';

const COLUMNS = Object.entries<FieldKind<unknown>>(MATCH_FIELDS).map(([field, { stored }]) => ({
  field,
  stored,
  column: snakeCase(field),
}));
/** Those that a match is written with: what its owner says of it is written at another time. */
const WRITTEN = COLUMNS.filter(({ field }) => field !== 'operatorNetLamports');

function columnsOf(fields: typeof COLUMNS): string[] {
  return fields.flatMap(({ stored, column }) =>
    stored === 'pair' ? [`${column}_mine`, `${column}_theirs`] : [column],
  );
}

const MATCH_COLUMNS = [...columnsOf(WRITTEN), 'rounds', 'taunts', 'frames'];

/** What a match is known by. */
const KEY_COLUMNS = ['account', 'arena', 'match_id', 'server_seed_hash'];

/** Of `matches m`: whether it is the one with these four. */
export const IS_MATCH = KEY_COLUMNS.map((column) => `m.${column} = ?`).join(' AND ');

/** Of `matches m` and its intent `i`: whether the arena has told its end. */
export const IS_OVER = `m.settled = 1 AND coalesce(i.settled_by, 'arena') = 'arena'`;

const SAVE = `INSERT INTO matches (${MATCH_COLUMNS.join(', ')}) VALUES (${MATCH_COLUMNS.map(() => '?').join(', ')})
  ON CONFLICT (${KEY_COLUMNS.join(', ')}) DO UPDATE SET ${MATCH_COLUMNS.filter(
    (column) => !KEY_COLUMNS.includes(column),
  )
    .map((column) => `${column} = excluded.${column}`)
    .join(', ')} RETURNING id`;

/** Writes a match, or writes it anew where it is there. @returns the `id` of its row */
export function saveMatch(file: BookFile, row: readonly unknown[]): number {
  return file.value(SAVE, ...row) as number;
}

/** Tables that fit the few kilobytes of a match: the usual ones take longer to set up than to use, and leave 16 kB of garbage. */
const DEFLATE = { level: 1, windowBits: 12, memLevel: 5, chunkSize: 2048 } as const;

/** The values of a row. */
export function rowOf(
  record: MatchRecord,
  state: 'playing' | 'ended',
  agentId: string,
  context: RecordContext,
  frames: readonly Frame[],
): unknown[] {
  const row: unknown[] = [];
  for (const { field, stored } of WRITTEN) {
    const value = writtenAs(field);
    if (stored === 'pair') row.push(...(value as readonly number[]));
    else row.push(stored === 'flag' && value !== null ? Number(value) : value);
  }
  row.push(
    JSON.stringify(record.rounds),
    JSON.stringify(record.taunts),
    deflateRawSync(JSON.stringify(frames), DEFLATE),
  );
  return row;

  // Field by field: to make one object of all takes longer, and leaves 20 kB of garbage with each match.
  function writtenAs(field: string): unknown {
    if (field === 'state') return state;
    if (field === 'agentId') return agentId;
    // One that was stored before, by an earlier run, stays that run's.
    return Reflect.get(field in record ? record : context, field);
  }
}

type Row = Readonly<Record<string, unknown>>;

/** What of a row of `matches m` makes a list; `rounds`, `taunts` and `frames` are long. */
export const SUMMARY_COLUMNS = columnsOf(COLUMNS)
  .map((column) => `m.${column}`)
  .join(', ');

export function summaryOf(row: Row): MatchSummary {
  const summary: Record<string, unknown> = {};
  for (const { field, stored, column } of COLUMNS) {
    const value = row[column];
    if (stored === 'pair') summary[field] = [row[`${column}_mine`], row[`${column}_theirs`]];
    else summary[field] = stored === 'flag' && value !== null ? value === 1 : value;
  }
  return summary as unknown as MatchSummary;
}

/** From a whole row; what other rows say of it is for the caller. */
export function evidenceOf(row: Row): Omit<Evidence, 'hashUsedIn'> {
  const { state: _state, ...summary } = summaryOf(row);
  const taunts = JSON.parse(String(row.taunts)) as StoredMatch['taunts'];
  const match = { ...summary, rounds: roundsIn(row.rounds), taunts };
  const frames = JSON.parse(inflateRawSync(row.frames as Buffer).toString()) as Frame[];
  return { match, frames };
}

/** @param column `rounds` of a row */
export function roundsIn(column: unknown): readonly RoundRecord[] {
  return JSON.parse(String(column)) as RoundRecord[];
}

/** A match of which only the start is known. It counts as lost until its end is known. */
export function begun({ agentId: _agentId, ...match }: FoundMatch): MatchRecord {
  return {
    ...match,
    ...settlementOf('loss', match.wagerLamports, { payout_lamports: 0 }, false),
    ...openCommitment('', match.serverSeedHash, null),
    side: 'a',
    rounds: [],
    taunts: [],
    settled: false,
    outcome: 'loss',
    score: [0, 0],
    roundsLeftOut: 0,
    serverSeed: '',
    endedAt: match.startedAt,
    fallbacks: 0,
    timeouts: 0,
  };
}

/** Whether another match of the arena had this hash. */
export function isHashUsed(file: BookFile, arena: string, { matchId, serverSeedHash }: MatchKey): boolean {
  const sql = 'SELECT 1 FROM matches WHERE server_seed_hash = ? AND arena = ? AND match_id <> ? LIMIT 1';
  return file.value(sql, serverSeedHash, arena, matchId) !== undefined;
}

/** The first match of the arena that had the hash of this later one. The arena of `--local` may repeat its seeds. */
export function hashUsedBefore(file: BookFile, row: Readonly<Record<string, unknown>>): string | null {
  const { id, match_id, arena, server_seed_hash: hash } = row;
  if (hash === '' || arena === LOCAL_ARENA) return null;
  const sql = `SELECT match_id FROM matches WHERE server_seed_hash = ? AND arena = ? AND match_id <> ? AND id < ?
      ORDER BY id LIMIT 1`;
  return (file.value(sql, hash, arena, match_id, id) as string | undefined) ?? null;
}
