/** A position in a match. Both sides move at once; `a` is listed first in every score. */
export type Side = 'a' | 'b';

export const SIDES = ['a', 'b'] as const satisfies readonly Side[];

export function opponentOf(side: Side): Side {
  return side === 'a' ? 'b' : 'a';
}

/** The next number in [0, 1) of the round at hand. Where it comes from is the caller's business. */
export type Draw = () => number;

/** An integer in `lo..hi`, both included, from one draw. */
export function drawInt(draw: Draw, lo: number, hi: number): number {
  return lo + Math.floor(draw() * (hi - lo + 1));
}

/**
 * `first_to`: more than half of `bestOf` rounds won; a tied round is played again, for `3 x bestOf` rounds at most.
 * `fixed`: exactly `bestOf` rounds, or fewer when the trailing side can no longer catch up.
 */
export interface Format {
  readonly kind: 'first_to' | 'fixed';
  readonly bestOf: number;
}

/** A legal move as it reached the authority, `elapsedMs` whole milliseconds after the turn began. */
export interface Played<Move> {
  readonly move: Move;
  readonly elapsedMs: number;
}

/** What the wire says of a round to one side: `round_result.result`. Each game adds what the round showed. */
export interface RoundResult<Move> {
  readonly winner: Side | null;
  readonly your_move: Move | null;
  readonly opponent_move: Move | null;
}

/** How a round ended, before it is told to either side. */
export interface Resolved<Reveal, Carry> {
  readonly winner: Side | null;
  /** What the round adds to the score, `[a, b]`. */
  readonly points: readonly [number, number];
  /** What the round showed to both. */
  readonly reveal: Reveal;
  readonly carry: Carry;
}

/**
 * The rules of one game: pure, no clock, no randomness of its own. Rounds go `deal` → `state` to each side → moves →
 * `resolve` → `result` to each side. `null` stands for a side that was late.
 *
 * Source of all rules: the arena's rules page, closed where it leaves gaps; see `docs/games.md`.
 */
export interface Game<
  Move,
  State,
  Result extends RoundResult<Move>,
  Deal = unknown,
  Reveal = unknown,
  Carry = unknown,
> {
  readonly id: string;
  readonly name: string;
  /** One paragraph for a person. */
  readonly rules: string;
  /** The legal moves for a person, such as `{ choice: "rock" | "paper" | "scissors" }`. */
  readonly moves: string;
  readonly format: Format;
  /** Time for a turn unless the arena is told otherwise. */
  readonly turnTimeoutMs: number;
  /** The key of the canonical move that a bare value stands for: `choice` makes `'rock'` mean `{ choice: 'rock' }`. */
  readonly moveKey: string;
  /** What the first round starts from (budgets); most games carry nothing. */
  start(): Carry;
  /** What is fixed before the moves of a round. Draws in a documented order, from draw 0 of the round. */
  deal(carry: Carry, round: number, draw: Draw): Deal;
  /** All that one side may know before it moves: the wire's `game_state`. Never holds what is hidden. */
  state(deal: Deal, carry: Carry, side: Side): State;
  /** The canonical move, or `null` where `raw` (any JSON value) is not a legal move in `state`. */
  parseMove(raw: unknown, state: State): Move | null;
  /** The move with every key that some arena reads, where they do not clash. */
  wireMove(move: Move): Record<string, unknown>;
  /** The move in each known dialect by itself, canonical first: to be tried in turn after `invalid_move`. */
  wireForms(move: Move): readonly Record<string, unknown>[];
  /** A legal and sensible move for a strategy that gave none. Reads nothing but the state; never throws. */
  fallbackMove(state: State): Move;
  /** A uniformly random legal move. */
  randomMove(state: State, draw: Draw): Move;
  /** Draws on from where `deal` stopped. */
  resolve(
    deal: Deal,
    carry: Carry,
    a: Played<Move> | null,
    b: Played<Move> | null,
    draw: Draw,
  ): Resolved<Reveal, Carry>;
  /** What `side` is told: `mine` is its own move. All of it is made anew: whoever is told may write to it. */
  result(
    resolved: Resolved<Reveal, Carry>,
    deal: Deal,
    mine: Move | null,
    theirs: Move | null,
    side: Side,
  ): Result;
}

/** Any game, for code that treats all of them alike. Method parameters are bivariant, so every `Game` fits. */
export type AnyGame = Game<object, object, RoundResult<object>>;

// What several rules share. Used inside this folder only.

/** The state of a game that shows nothing before the moves. */
export type NoState = Readonly<Record<string, never>>;

/** It: one for all, as a simulation asks for it millions of times a second. */
const NO_STATE: NoState = Object.freeze({});

/** A game without a state: nothing is carried, dealt or shown before the moves. */
export const STATELESS = { start: () => null, deal: () => null, state: () => NO_STATE } as const;

/**
 * Moves of one word, `{ [key]: word }`, which may also be spelled with `alias` as the key. The first word is the fallback.
 * A random move takes one draw where there is more than one word. Each move is made once, as a simulation reads millions.
 */
export function wordMove<Key extends string, Word extends string>(
  key: Key,
  words: readonly Word[],
  alias?: string,
) {
  const moves = words.map((word) => Object.freeze({ [key]: word } as { readonly [K in Key]: Word }));
  const first = moves[0] as (typeof moves)[number];
  return {
    moveKey: key,
    parseMove(raw: unknown) {
      const word = alias === undefined ? own(raw, key) : ownEither(raw, key, alias);
      return moves[words.indexOf(word as Word)] ?? null;
    },
    wireMove: ({ [key]: word }: { readonly [K in Key]: Word }) =>
      alias === undefined ? { [key]: word } : { [key]: word, [alias]: word },
    wireForms: ({ [key]: word }: { readonly [K in Key]: Word }) =>
      alias === undefined ? [{ [key]: word }] : [{ [key]: word }, { [alias]: word }],
    fallbackMove: () => first,
    randomMove: (_state: unknown, draw: Draw) =>
      words.length > 1 ? (moves[drawInt(draw, 0, words.length - 1)] ?? first) : first,
  };
}

const POINT_A = [1, 0] as const;
const POINT_B = [0, 1] as const;
const NO_POINTS = [0, 0] as const;

/** A round that counts one for its winner and nothing for a tie. */
export function scored<Reveal, Carry>(
  winner: Side | null,
  reveal: Reveal,
  carry: Carry,
): Resolved<Reveal, Carry> {
  const points = winner === null ? NO_POINTS : winner === 'a' ? POINT_A : POINT_B;
  return { winner, points, reveal, carry };
}

/** The side with the higher number, or `null` where they are equal. */
export function higher(a: number, b: number): Side | null {
  return a > b ? 'a' : b > a ? 'b' : null;
}

/**
 * Who wins a round in which at least one side was late: the side that was on time, whatever its move is worth; nobody
 * where both were late.
 */
export function lateWinner(a: object | null, b: object | null): Side | null {
  return a ? 'a' : b ? 'b' : null;
}

/** The field of a JSON object; `undefined` where `raw` is none or has no such field of its own. */
export function own(raw: unknown, key: string): unknown {
  return typeof raw === 'object' && raw !== null && Object.hasOwn(raw, key)
    ? (raw as Record<string, unknown>)[key]
    : undefined;
}

/** The field that may be spelled in two ways; `undefined` also where both are there and contradict. */
export function ownEither(raw: unknown, key: string, alias: string): unknown {
  const value = own(raw, key);
  const other = own(raw, alias);
  if (other === undefined) return value;
  return value === undefined || value === other ? other : undefined;
}

/** `value` where it is a whole number in `lo..hi`, else `null`. Never -0. */
export function integerIn(value: unknown, lo: number, hi: number): number | null {
  return Number.isSafeInteger(value) && (value as number) >= lo && (value as number) <= hi
    ? (value as number) + 0
    : null;
}
