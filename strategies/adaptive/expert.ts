import type { Standing } from './habits.js';
import type { Past } from './past.js';

/** A round before the moves, as an expert sees it. Moves are indices of the board; -1 stands for none. */
export interface Scene {
  readonly past: Past;
  readonly at: Standing;
  /** Of the last round of this match: the opponent's move, mine, and the one that names what was shown. */
  readonly theirs: number;
  readonly mine: number;
  readonly shown: number;
}

/** What happened in a round. Moves are indices of the board; -1 stands for none. */
export interface Seen {
  readonly theirs: number;
  readonly mine: number;
  readonly shown: number;
  /** The class of what was shown, from 1; 0 where nothing was. */
  readonly shownClass: number;
  /** For the opponent: 1 won, 2 lost, 3 tied. */
  readonly outcome: number;
}

/** Forecasts the opponent's next move, and learns from what came. */
export interface Expert {
  /**
   * Adds its probability of each move, times `weight`, to `odds`.
   * @returns what it leaves of `weight`: that share is a move like any other
   */
  add(scene: Scene, weight: number, odds: Float64Array): number;
  /**
   * @param plain how likely the move is by its frequency alone
   * @returns how likely it held the move, before it learns it
   */
  learn(scene: Scene, move: number, plain: number): number;
  /** Told after each round of any match, after `learn`. */
  see?(round: Seen): void;
  /** Drops what it has learned: it has turned out not to hold. */
  forget(): void;
}
