import { join } from 'node:path';
import type { Opening } from '../fairness.js';
import type { Side } from '../games/index.js';
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
  type ValuesOf,
} from '../lib/shape.js';
import type { Lamports, Settlement } from '../wager.js';

/** Why the game's fallback was played in place of a strategy's own move. */
export type FallbackReason = 'threw' | 'crashed' | 'illegal' | 'late' | 'not-its-game' | 'refused';

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
  bot: since(orNull(text), null),
} satisfies Fields<MatchSummary>;

export const ROUND_FIELDS = {
  round: kind<number>('an integer of 1 or more', isPositive),
  state: orNull(object),
  /** The move data that was sent last for this turn. */
  move: kind<unknown>('a value of sound depth', (value) => isSound(value, MAX_DEPTH)),
  source: oneOf('strategy', 'fallback', null),
  reason: oneOf('threw', 'crashed', 'illegal', 'late', 'not-its-game', 'refused', null),
  decideMs: orNull(duration),
  /** Epoch milliseconds of the question, and the time that the arena gave for it. */
  askedAt: orNull(time),
  timeoutMs: orNull(duration),
  outcome: oneOf('win', 'loss', 'tie'),
  /** `[mine, theirs]` after the round. */
  score,
  result: object,
} satisfies Record<string, FieldKind<unknown>>;

/** One turn as it was asked, answered and told. Missing parts are null: a turn or a result can be lost with a connection. */
export type RoundRecord = ValuesOf<typeof ROUND_FIELDS>;

export const TAUNT_FIELDS = {
  /** The round in which it was said; 0 before the first. */
  round: natural,
  by: oneOf('me', 'opponent'),
  tauntId: text,
} satisfies Record<string, FieldKind<unknown>>;

export type TauntRecord = ValuesOf<typeof TAUNT_FIELDS>;

export const FRAME_FIELDS = {
  at: time,
  direction: oneOf('in', 'out'),
  text,
} satisfies Fields<Frame>;

/** One protocol frame, with every occurrence of the key taken out. */
export interface Frame {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly direction: 'in' | 'out';
  readonly text: string;
}

/** A match as the arena announces it. */
export interface FoundMatch {
  readonly matchId: string;
  readonly game: string;
  /** My own. */
  readonly agentId: string;
  readonly opponentId: string;
  readonly opponentName: string;
  readonly wagerLamports: Lamports;
  readonly sandbox: boolean;
  readonly serverSeedHash: string;
  /** The rule by which its draws follow from the seed, as the arena announced it; null where it announced none. */
  readonly draws: string | null;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

/** Everything that is known of one match once it is over. Plain data. */
export interface MatchRecord extends Omit<FoundMatch, 'agentId'>, Settlement, Opening {
  readonly side: Side;
  readonly rounds: readonly RoundRecord[];
  /** How many were told beyond what its game can have, and are not kept. */
  readonly roundsLeftOut: number;
  readonly taunts: readonly TauntRecord[];
  /** False where the arena did not tell how the match ended; it counts as lost then. */
  readonly settled: boolean;
  readonly outcome: 'win' | 'loss' | 'draw';
  readonly score: readonly [number, number];
  readonly serverSeed: string;
  /** Epoch milliseconds. */
  readonly endedAt: number;
  /** Turns in which the strategy's own move was not played, and those of them in which its time ran out. */
  readonly fallbacks: number;
  readonly timeouts: number;
}

/** Play for money and play without are kept in files of their own, so that they are never mixed. */
export type BookName = 'real' | 'practice';

export const BOOK_NAMES = ['real', 'practice'] as const satisfies readonly BookName[];

export function bookPath(folder: string, book: BookName): string {
  return join(folder, `${book}.db`);
}

/** How the arena inside the process is named in the records: all money is play money there. */
export const LOCAL_ARENA = 'local';

/** Whose losses a limit counts: those of one key, or of all that play with the same data folder. */
export type LimitsOver = 'account' | 'folder';

/** What a person allows a bot to lose, and with whom. Null where nothing is said. */
export interface SessionLimits {
  readonly maxWagerLamports: Lamports | null;
  readonly maxLossLamports: Lamports | null;
  readonly maxDailyLossLamports: Lamports | null;
  /** Of those two. Null: the first is of the account, the second of the folder. */
  readonly limitsOver: LimitsOver | null;
  readonly takeProfitLamports: Lamports | null;
  /** Below the highest point of the session, and of the day. */
  readonly maxDrawdownLamports: Lamports | null;
  /** Fallback moves in a row. */
  readonly maxFallbacks: number | null;
  readonly maxStreak: number | null;
  /** A pause in place of the end, where `maxStreak`, `allow` or `deny` trip. */
  readonly coolDownMs: number | null;
  /** Within an hour. */
  readonly maxPerOpponent: number | null;
  /** Names or ids. */
  readonly allow: readonly string[] | null;
  readonly deny: readonly string[] | null;
}

export const NO_LIMITS: SessionLimits = {
  maxWagerLamports: null,
  maxLossLamports: null,
  maxDailyLossLamports: null,
  limitsOver: null,
  takeProfitLamports: null,
  maxDrawdownLamports: null,
  maxFallbacks: null,
  maxStreak: null,
  coolDownMs: null,
  maxPerOpponent: null,
  allow: null,
  deny: null,
};

/** Whose match it was: the same for all matches of a session. */
export interface RecordContext {
  /** `accountOf` the key. */
  readonly account: string;
  /** The name that a profile gave it; null where it has none. */
  readonly bot: string | null;
  /** The arena's URL, or `LOCAL_ARENA`. */
  readonly arena: string;
  readonly sessionId: string;
  readonly botpitVersion: string;
  readonly strategy: string;
  /** See `strategyVersion`; null where there is none. */
  readonly strategyVersion: string | null;
  /** Kept with the session; absent where nobody is to be told. */
  readonly limits?: SessionLimits;
}

/** A match as it is kept. */
export interface StoredMatch extends MatchRecord, FoundMatch, Omit<RecordContext, 'limits'> {
  /** What its owner said of it with `botpit settle`, whatever the arena told afterwards; null where nothing was said. */
  readonly operatorNetLamports: Lamports | null;
}

/** The same without what makes it long. */
export type MatchSummary = Omit<StoredMatch, 'rounds' | 'taunts'> & {
  /** `playing`: found, and not heard of since; its intent counts as lost. */
  readonly state: 'playing' | 'ended';
};

/** A match with all its evidence: what `export` writes and `verify` reads. */
export interface Evidence {
  readonly match: StoredMatch;
  readonly frames: readonly Frame[];
  /** An earlier match, for which the arena had committed to the same seed; null where none is known. */
  readonly hashUsedIn: string | null;
}
