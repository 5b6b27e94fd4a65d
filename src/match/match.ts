import {
  type AnyGame,
  type Draw,
  opponentOf,
  type Played,
  type Resolved,
  type RoundResult,
  type Side,
} from '../games/index.js';
import { isOver, leader } from './format.js';

/** Why a match ended. Who won it is another question. */
export type Termination = 'normal' | 'timeout' | 'resign';

export interface Ending {
  /** `null` for a draw. */
  readonly winner: Side | null;
  readonly termination: Termination;
}

/**
 * A match at the start of a round, or ended. Plain data, never changed: each step returns the next one. Everything in it
 * is for the authority; a side is told what `viewFor` and `resultFor` return and nothing else.
 */
export interface MatchState {
  /** The round to be played, from 1; of an ended match, the last one. */
  readonly round: number;
  /** `[a, b]`. */
  readonly score: readonly [number, number];
  /** `null` while the match goes on. */
  readonly ended: Ending | null;
  /** Rounds in a row, up to now, in which a side was late. */
  readonly lateA: number;
  readonly lateB: number;
  readonly deal: unknown;
  readonly carry: unknown;
  /** How many draws of the round the deal has taken. */
  readonly dealDraws: number;
}

/** A round that has been played; `resultFor` tells it to either side. */
export interface PlayedRound {
  readonly round: number;
  readonly deal: unknown;
  /** The canonical moves; `null` where a side was late. */
  readonly a: object | null;
  readonly b: object | null;
  readonly resolved: Resolved<unknown, unknown>;
}

/** This many late rounds in a row forfeit the match. */
const LATE_ROUNDS_TO_FORFEIT = 3;

/** Hands the draws of a round to the rules, one after the other. */
class Cursor {
  index = 0;
  #draws: Draws = () => 0;
  #round = 0;

  /** The draws of `round` from number `index` on, until the next call. */
  at(draws: Draws, round: number, index: number): Draw {
    // Not written where it is the same: a write to an old object makes work for the garbage collector.
    if (this.#draws !== draws) this.#draws = draws;
    this.#round = round;
    this.index = index;
    return this.#next;
  }

  readonly #next: Draw = () => this.#draws(this.#round, this.index++);
}

/** One for all, as rules run to their end at once: a function for each round would be a large part of a simulation's work. */
const CURSOR = new Cursor();

/** The match before its first round, which is dealt. */
export function startMatch(game: AnyGame, draws: Draws): MatchState {
  return dealt(game, 1, [0, 0], 0, 0, game.start(), draws);
}

/**
 * Plays the round at hand, and deals the next one unless the match is over.
 * @param a the move of side a as `game.parseMove` returned it, or `null` where there was none in time
 * @param draws the same as for every other step of the match
 * @throws Error where the match has ended
 */
export function playRound(
  game: AnyGame,
  match: MatchState,
  a: Played<object> | null,
  b: Played<object> | null,
  draws: Draws,
): { readonly match: MatchState; readonly round: PlayedRound } {
  const played = resolveRound(game, match, a, b, draws);
  return { match: afterRound(game, match, played, draws), round: played };
}

/** The first half of `playRound`: what the moves come to. Throws as it does. */
export function resolveRound(
  game: AnyGame,
  match: MatchState,
  a: Played<object> | null,
  b: Played<object> | null,
  draws: Draws,
): PlayedRound {
  if (match.ended) throw new Error('a match that has ended has no further round');
  const { round, deal, dealDraws } = match;
  const resolved = game.resolve(deal, match.carry, a, b, CURSOR.at(draws, round, dealDraws));
  return { round, deal, a: a ? a.move : null, b: b ? b.move : null, resolved };
}

/** The second half: the match after that round of it. */
export function afterRound(game: AnyGame, match: MatchState, played: PlayedRound, draws: Draws): MatchState {
  const { round } = match;
  // No array is taken apart here: this is what a simulation does most.
  const { points, carry } = played.resolved;
  const scoreA = match.score[0] + points[0];
  const scoreB = match.score[1] + points[1];
  const score = points[0] === 0 && points[1] === 0 ? match.score : ([scoreA, scoreB] as const);
  const lateA = played.a ? 0 : match.lateA + 1;
  const lateB = played.b ? 0 : match.lateB + 1;
  const ended = forfeit(lateA, lateB, score) ?? decision(game, round, scoreA, scoreB);
  return ended
    ? { round, score, ended, lateA, lateB, deal: match.deal, carry, dealDraws: match.dealDraws }
    : dealt(game, round + 1, score, lateA, lateB, carry, draws);
}

/** The match after `side` has resigned it; a match that has ended stays as it is. */
export function resignMatch(match: MatchState, side: Side): MatchState {
  return match.ended ? match : { ...match, ended: { winner: opponentOf(side), termination: 'resign' } };
}

/** All that `side` may know before it moves: the wire's `game_state` of the round at hand. */
export function viewFor(game: AnyGame, match: MatchState, side: Side): object {
  return game.state(match.deal, match.carry, side);
}

/** What `side` is told of a round that has been played: `round_result.result`. */
export function resultFor(game: AnyGame, played: PlayedRound, side: Side): RoundResult<object> {
  const { resolved, deal: dealt, a, b } = played;
  return side === 'a' ? game.result(resolved, dealt, a, b, side) : game.result(resolved, dealt, b, a, side);
}

/** The match before a round, which it deals. */
function dealt(
  game: AnyGame,
  round: number,
  score: readonly [number, number],
  lateA: number,
  lateB: number,
  carry: unknown,
  draws: Draws,
): MatchState {
  const deal = game.deal(carry, round, CURSOR.at(draws, round, 0));
  return { round, score, ended: null, lateA, lateB, deal, carry, dealDraws: CURSOR.index };
}

/** Where both sides are out at once, the score decides: a client reads an uneven score without a winner that way too. */
function forfeit(lateA: number, lateB: number, score: readonly [number, number]): Ending | null {
  const outA = lateA >= LATE_ROUNDS_TO_FORFEIT;
  const outB = lateB >= LATE_ROUNDS_TO_FORFEIT;
  if (!outA && !outB) return null;
  return { winner: outA && outB ? leader(score[0], score[1]) : outA ? 'b' : 'a', termination: 'timeout' };
}

/** How the score ends the match after `round` rounds; `null` where it goes on. */
function decision(game: AnyGame, round: number, a: number, b: number): Ending | null {
  return isOver(game.format, round, a, b) ? { winner: leader(a, b), termination: 'normal' } : null;
}

/**
 * The random numbers of one match, each in [0, 1): draw `index` (from 0) of `round` (from 1). The same place always
 * gives the same number, however often and in whatever order it is asked for.
 */
export type Draws = (round: number, index: number) => number;

/**
 * Fast draws for simulations, in place of the HMAC of a real match: 32 bits each, fair but easy to predict.
 * @param rngSeed any integer; equal seeds give equal draws, neighbouring ones unrelated draws
 */
export function seededDraws(rngSeed: number): Draws {
  const base = mix(mix(rngSeed) ^ Math.floor(rngSeed / 2 ** 32));
  return (round, index) => (mix(mix(base + round) + index) >>> 0) / 2 ** 32;
}

/** Spreads every bit of a 32-bit integer over all of them, one to one. */
function mix(value: number): number {
  let h = (value + 0x9e3779b9) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
