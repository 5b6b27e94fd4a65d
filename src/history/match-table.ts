import { deflateRawSync, inflateRawSync } from 'node:zlib';
import {
  isBoolean,
  isDurationMs,
  isObject,
  isPositive,
  isText,
  isWhole,
  type Kind,
  kind,
  oneOf,
  orNull,
  snakeCase,
} from '../lib/shape.js';
import type { BookFile } from './database.js';
import type {
  Evidence,
  Frame,
  MatchRecord,
  MatchSummary,
  RecordContext,
  RoundRecord,
  StoredMatch,
} from './record.js';

/** What a field of a match may be, in its row and in documents. */
export interface FieldKind<Value> extends Kind<Value> {
  /** How a row keeps it: as 0 or 1, or as two columns; as it is where nothing is said. */
  readonly stored?: 'flag' | 'pair';
  /** What it was in documents of earlier versions, which have no such field. */
  readonly before?: Value;
}

/** The kind of each field of a record. */
export type Fields<Item extends object> = { readonly [K in keyof Item]-?: FieldKind<Item[K]> };

/** As deep as the wire's own values may be, and a little. */
const MAX_DEPTH = 40;

const text = kind<string>('a text', isText);
const boolean: FieldKind<boolean> = { ...kind('true or false', isBoolean), stored: 'flag' };
const integer = kind<number>('an integer', isWhole);
const natural = kind<number>('an integer of 0 or more', (value) => isWhole(value) && value >= 0);
const duration = kind<number>('milliseconds', isDurationMs);
// The last millisecond that a `Date` can tell.
const time = kind<number>(
  'a time in milliseconds',
  (value) => Number.isFinite(value) && Math.abs(value as number) <= 8.64e15,
);
const object = kind<Record<string, unknown>>(
  'a JSON object of sound depth',
  (value) => isObject(value) && isSound(value, MAX_DEPTH),
);
const score: FieldKind<readonly [number, number]> = {
  ...kind(
    'two numbers',
    (value) => Array.isArray(value) && value.length === 2 && value.every(Number.isFinite),
  ),
  stored: 'pair',
};

/** Not nested without end, and no key that reaches into prototypes when it is copied. */
function isSound(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  return Object.entries(value).every(([key, inner]) => key !== '__proto__' && isSound(inner, depth - 1));
}

/** The kind of a field that documents of earlier versions do not have. */
function since<Value>(kind: FieldKind<Value>, before: Value): FieldKind<Value> {
  return { ...kind, before };
}

/**
 * All that is known of a match but the lists: the columns of its row, and the keys of its document. A new one is a migration
 * too, and has a value for the documents before it.
 */
export const MATCH_FIELDS = {
  matchId: kind<string>('a text that is not empty', (value) => isText(value) && value !== ''),
  game: text,
  account: text,
  arena: text,
  sessionId: text,
  state: oneOf('playing', 'ended'),
  agentId: text,
  opponentId: text,
  opponentName: text,
  side: oneOf('a', 'b'),
  wagerLamports: natural,
  sandbox: boolean,
  settled: boolean,
  outcome: oneOf('win', 'loss', 'draw'),
  score,
  payoutLamports: natural,
  feeLamports: natural,
  netLamports: integer,
  disputed: orNull(text),
  serverSeedHash: text,
  serverSeed: text,
  fair: { ...orNull(boolean), stored: 'flag' },
  commitmentOver: oneOf('text', 'bytes', null),
  startedAt: time,
  endedAt: time,
  fallbacks: natural,
  timeouts: natural,
  botpitVersion: text,
  strategy: text,
  strategyVersion: orNull(text),
  operatorNetLamports: since(orNull(integer), null),
  unconfirmed: since(boolean, false),
  roundsLeftOut: since(natural, 0),
  draws: since(orNull(text), null),
} satisfies Fields<MatchSummary>;

export const ROUND_FIELDS = {
  round: kind<number>('an integer of 1 or more', isPositive),
  state: orNull(object),
  move: kind<unknown>('a value of sound depth', (value) => isSound(value, MAX_DEPTH)),
  source: oneOf('strategy', 'fallback', null),
  reason: oneOf('threw', 'crashed', 'illegal', 'late', 'not-its-game', 'refused', null),
  decideMs: orNull(duration),
  askedAt: orNull(time),
  timeoutMs: orNull(duration),
  outcome: oneOf('win', 'loss', 'tie'),
  score,
  result: object,
} satisfies Fields<RoundRecord>;

export const TAUNT_FIELDS = {
  round: natural,
  by: oneOf('me', 'opponent'),
  tauntId: text,
} satisfies Fields<StoredMatch['taunts'][number]>;

export const FRAME_FIELDS = {
  at: time,
  direction: oneOf('in', 'out'),
  text,
} satisfies Fields<Frame>;

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
  // One that was stored before, by an earlier run, stays that run's.
  const written: Row = { ...context, ...record, state, agentId };
  const row: unknown[] = [];
  for (const { field, stored } of WRITTEN) {
    const value = written[field];
    if (stored === 'pair') row.push(...(value as readonly number[]));
    else row.push(stored === 'flag' && value !== null ? Number(value) : value);
  }
  row.push(
    JSON.stringify(record.rounds),
    JSON.stringify(record.taunts),
    deflateRawSync(JSON.stringify(frames), DEFLATE),
  );
  return row;
}

type Row = Readonly<Record<string, unknown>>;

/** What of a row makes a list; `rounds`, `taunts` and `frames` are long. */
export const SUMMARY_COLUMNS = columnsOf(COLUMNS).join(', ');

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
