import { type Format, type GameId, gameOf, isGameId, type Side } from '../games/index.js';

/** A `first_to` match ends after this many times `bestOf` rounds, whatever the ties. */
const ROUND_CAP_FACTOR = 3;

/** How many rounds a match can have. */
export function mostRounds({ format: { kind, bestOf } }: { readonly format: Format }): number {
  return kind === 'first_to' ? ROUND_CAP_FACTOR * bestOf : bestOf;
}

/** Whether a score of `a` to `b` after `rounds` rounds ends a match. */
export function isOver({ kind, bestOf }: Format, rounds: number, a: number, b: number): boolean {
  return kind === 'first_to'
    ? 2 * a > bestOf || 2 * b > bestOf || rounds >= ROUND_CAP_FACTOR * bestOf
    : // A round moves the lead by one at most, so a larger lead than there are rounds to come cannot even be drawn.
      Math.abs(a - b) > bestOf - rounds || rounds >= bestOf;
}

/** The side with the higher score; `null` where they are level. */
export function leader(a: number, b: number): Side | null {
  return a > b ? 'a' : b > a ? 'b' : null;
}

/** Another arena may play a longer format of a game; more than this many times as long, none is known to. */
const MARGIN = 4;
/** For a game that this version does not know. */
const UNKNOWN_GAME_ROUNDS = 100;

/** How many rounds of a match are kept at most. What is told beyond them is counted. */
export function keptRounds(gameType: GameId | string): number {
  return isGameId(gameType) ? MARGIN * mostRounds(gameOf(gameType)) : UNKNOWN_GAME_ROUNDS;
}

/**
 * The rounds of one match in the order in which an arena tells them, to know of each turn and each result whether it comes
 * too late or a second time. A number that no match reaches decides nothing about those that matches do reach. Plain data,
 * never changed: what is told makes another one.
 */
export interface RoundOrder {
  /** Rounds up to this one are kept. */
  readonly kept: number;
  /** Every round up to this one has ended; each turn adds one, so no set is copied for it. */
  readonly endedUpTo: number;
  /** Those that have ended beyond a gap. */
  readonly endedBeyond: ReadonlySet<number>;
  /** The turn that was asked last and has no result yet; 0 for none. */
  readonly open: number;
  readonly latest: number;
  /** Of the rounds that are not kept. */
  readonly latestLeftOut: number;
}

/** Nothing has been told. */
export function noRounds(gameType: string): RoundOrder {
  const kept = keptRounds(gameType);
  return { kept, endedUpTo: 0, endedBeyond: new Set(), open: 0, latest: 0, latestLeftOut: 0 };
}

// Each field by itself: on Node 20 an object that begins with a spread takes many times as long to make.

/** A turn is asked, which is not the open one. @returns null where its time is over */
export function withTurn(order: RoundOrder, round: number): RoundOrder | null {
  const { kept, endedUpTo, endedBeyond, open, latest, latestLeftOut } = order;
  if (round <= kept ? hasEnded(order, round) : round <= latestLeftOut) return null;
  if (round < open && open <= kept) return null;
  return { kept, endedUpTo, endedBeyond, open: round, latest, latestLeftOut };
}

/** A result is told. @returns null where it was told before, or is of an earlier round than one told before */
export function withResult(order: RoundOrder, round: number): RoundOrder | null {
  const { kept, endedUpTo, endedBeyond, latest, latestLeftOut } = order;
  const isOpen = round === order.open;
  const open = isOpen ? 0 : order.open;
  if (round > kept) {
    if (round <= latestLeftOut) return null;
    return { kept, endedUpTo, endedBeyond, open, latest, latestLeftOut: round };
  }
  if (hasEnded(order, round) || (round < latest && !isOpen)) return null;
  const isNext = round === endedUpTo + 1;
  return {
    kept,
    endedUpTo: isNext ? round : endedUpTo,
    endedBeyond: isNext ? endedBeyond : new Set(endedBeyond).add(round),
    open,
    latest: Math.max(latest, round),
    latestLeftOut,
  };
}

function hasEnded({ endedUpTo, endedBeyond }: RoundOrder, round: number): boolean {
  return round <= endedUpTo || endedBeyond.has(round);
}
