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

/** As `MatchState`, and changed in place: what a simulation would make anew for each round. */
export interface MatchAtHand extends MutableState {
  score: [number, number];
}

type MutableState = { -readonly [K in Exclude<keyof MatchState, 'score'>]: MatchState[K] };

/** The match before its first round, which is dealt. */
export function startMatch(game: AnyGame, draws: Draws): MatchState {
  return matchAtHand(game, draws);
}

/** The same, to be changed in place. */
export function matchAtHand(game: AnyGame, draws: Draws): MatchAtHand {
  const dealt = { deal: null, carry: null, dealDraws: 0 };
  const match: MatchAtHand = { round: 0, score: [0, 0], ended: null, lateA: 0, lateB: 0, ...dealt };
  restartMatch(game, match, draws);
  return match;
}

/** Makes of a match, in place, another one before its first round. */
export function restartMatch(game: AnyGame, match: MatchAtHand, draws: Draws): void {
  resetMatch(match);
  match.carry = game.start();
  dealRound(game, match, 1, draws);
}

/** The same for a game that deals and carries nothing. */
export function resetMatch(match: MatchAtHand): void {
  match.round = 1;
  match.score[0] = 0;
  match.score[1] = 0;
  match.ended = null;
  match.lateA = 0;
  match.lateB = 0;
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
  const { round, deal } = match;
  const next: MatchAtHand = { ...match, score: [...match.score] };
  const resolved = resolveRound(game, match, a, b, draws);
  countRound(game, next, resolved, a === null, b === null);
  if (next.ended === null) dealRound(game, next, round + 1, draws);
  return { match: next, round: { round, deal, a: a ? a.move : null, b: b ? b.move : null, resolved } };
}

/** What the moves of the round at hand come to: nothing is counted yet. Throws as `playRound`. */
export function resolveRound(
  game: AnyGame,
  match: MatchState,
  a: Played<object> | null,
  b: Played<object> | null,
  draws: Draws,
): Resolved<unknown, unknown> {
  if (match.ended !== null) throw new Error('a match that has ended has no further round');
  const { round, deal, carry, dealDraws } = match;
  return game.resolve(deal, carry, a, b, CURSOR.at(draws, round, dealDraws));
}

/** How many draws of its round were taken by what was dealt or resolved last. */
export function drawsTaken(): number {
  return CURSOR.index;
}

/** Counts what a round came to, in place, and ends the match where that does. */
export function countRound(
  game: AnyGame,
  match: MatchAtHand,
  { points, carry }: Resolved<unknown, unknown>,
  isLateA: boolean,
  isLateB: boolean,
): void {
  countPoints(game, match, points);
  match.carry = carry;
  match.lateA = isLateA ? match.lateA + 1 : 0;
  match.lateB = isLateB ? match.lateB + 1 : 0;
  const { score } = match;
  match.ended = forfeit(match.lateA, match.lateB, score[0], score[1]) ?? match.ended;
}

/** The same where nobody was late and nothing is carried from round to round: all that a simulation of such a game counts. */
export function countPoints(game: AnyGame, match: MatchAtHand, points: readonly [number, number]): void {
  const { round, score } = match;
  // No array is taken apart here: this is what a simulation does most.
  const a = score[0] + points[0];
  const b = score[1] + points[1];
  score[0] = a;
  score[1] = b;
  match.ended = decision(game, round, a, b);
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

/** Deals a round of the match, in place. */
export function dealRound(game: AnyGame, match: MatchAtHand, round: number, draws: Draws): void {
  match.round = round;
  match.deal = game.deal(match.carry, round, CURSOR.at(draws, round, 0));
  match.dealDraws = CURSOR.index;
}

/** Where both sides are out at once, the score decides: a client reads an uneven score without a winner that way too. */
function forfeit(lateA: number, lateB: number, a: number, b: number): Ending | null {
  const outA = lateA >= LATE_ROUNDS_TO_FORFEIT;
  const outB = lateB >= LATE_ROUNDS_TO_FORFEIT;
  if (!outA && !outB) return null;
  return ending(outA && outB ? leader(a, b) : outA ? 'b' : 'a', LATE);
}

/** How the score ends the match after `round` rounds; `null` where it goes on. */
function decision(game: AnyGame, round: number, a: number, b: number): Ending | null {
  return isOver(game.format, round, a, b) ? ending(leader(a, b), DECIDED) : null;
}

/** All that a match can come to, made once: a simulation ends millions. */
type Endings = Readonly<Record<'a' | 'b' | 'draw', Ending>>;

function endings(termination: Termination): Endings {
  const of = (winner: Side | null): Ending => Object.freeze({ winner, termination });
  return { a: of('a'), b: of('b'), draw: of(null) };
}

const DECIDED = endings('normal');
const LATE = endings('timeout');

function ending(winner: Side | null, { a, b, draw }: Endings): Ending {
  return winner === null ? draw : winner === 'a' ? a : b;
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
  const { draws, seed } = reseedableDraws();
  seed(rngSeed);
  return draws;
}

/** The same for one match after the other: `seed` makes them those of the next one. */
export function reseedableDraws(): { readonly draws: Draws; readonly seed: (rngSeed: number) => void } {
  let base = 0;
  return {
    draws: (round, index) => (mix(mix(base + round) + index) >>> 0) / 2 ** 32,
    seed: (rngSeed) => {
      base = mix(mix(rngSeed) ^ Math.floor(rngSeed / 2 ** 32));
    },
  };
}

/** Spreads every bit of a 32-bit integer over all of them, one to one. */
function mix(value: number): number {
  let h = (value + 0x9e3779b9) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
