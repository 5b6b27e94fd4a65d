import type { Round } from 'botpit';
import type { Stakes } from '../theory/first-to.js';
import type { Expert } from './expert.js';
import type { Extent, Habit, Standing } from './habits.js';
import type { Prospects } from './prospects.js';

/** A game as a learner sees it. Moves are indices from 0. */
export interface Board extends Extent {
  readonly size: number;
  /** The symbol that a move is forecast as; symbols count up with the moves. */
  readonly symbols: Uint8Array;
  /** What an opponent of this game may hang on, beside the habits of all games. */
  readonly habits?: readonly Habit[];
  /** New experts of this game, one set for each opponent. */
  experts?(): readonly Expert[];
  standing(at: Situation): Standing;
  /** The index of a canonical move. */
  indexOf(move: object, at: Standing): number;
  moveAt(index: number, at: Standing): string | number;
  /** The class that a move is remembered as. */
  classOf(index: number, at: Standing): number;
  /** The class of what a round showed, from 1. */
  shown(result: object, at: Standing): number;
  /** How a round ended for the opponent: 1 well, 2 badly, 3 neither. */
  outcome(round: Round, at: Standing): number;
  /** The index of the move that names what a round showed, beyond either end where none does; `NaN` where nothing was shown. */
  shownMove(result: object): number;
  /** How an equilibrium player who stands like this plays: the probability of each move. */
  equilibrium(at: Standing): Float64Array;
  /** What the match is worth before the round (a card being shown) and after it, in equilibrium. */
  value(at: Standing): number;
  stakes(at: Standing): Stakes;
  /** What each move is worth, in match score, against an opponent's `odds`. @param stakes those of the equilibrium if not given */
  values(at: Standing, odds: Float64Array, out: Float64Array, stakes?: Stakes): void;
  /** What a move is worth against one of the opponent's, in match score. */
  valueAgainst(at: Standing, mine: number, theirs: number, stakes: Stakes): number;
  /** The same for the equilibrium: the mean of its moves. */
  equilibriumAgainst(at: Standing, theirs: number, stakes: Stakes): number;
  /** What is planned with where that is not the equilibrium, anew for each opponent. */
  prospects?(): Prospects;
}

/** What a `Turn` and a finished round have in common. */
export interface Situation {
  readonly round: number;
  readonly score: { readonly mine: number; readonly theirs: number };
  readonly state: object | null;
}

/** The same standing, as the other side sees it. */
export function mirrored(at: Standing): Standing {
  return { round: at.round, mine: at.theirs, theirs: at.mine, cue: at.cue, kind: at.kind };
}
