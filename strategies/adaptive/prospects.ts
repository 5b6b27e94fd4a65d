import type { Score } from 'botpit';
import type { Stakes } from '../theory/first-to.js';
import type { Board } from './board.js';
import type { Standing } from './habits.js';

/** What moves are worth against one opponent, in match score, when the rest of the match goes as it has gone so far. */
export interface Prospects {
  values(at: Standing, odds: Float64Array, out: Float64Array): void;
  /** Told of each round: moves, -1 for none, and the class of what was shown. */
  learn(at: Standing, mine: number, theirs: number, shown: number): void;
  endMatch(score: Score): void;
}

/** So many matches speak for what a standing is worth in equilibrium. */
const DOUBT = 20;
/** How near to a sure result a value is bent. */
const END = 0.1;
/** What a match is worth a match later. */
const KEEP = 0.995;

/**
 * For games that go to the first side with enough rounds: against somebody who is read, a lead is worth less than in
 * equilibrium, and a tie more, as the rest would be won as well. How matches have ended from each score is what tells it.
 */
export class LearnedStakes implements Prospects {
  readonly #board: Board;
  readonly #lastRound: number;
  /** By score: how much more matches have brought than in equilibrium, and how many there were. */
  readonly #known = new Map<number, { more: number; count: number }>();
  /** The scores of this match, and what they were worth in equilibrium. */
  readonly #passed = new Map<number, number>();
  readonly #stakes = { win: 0, tie: 0, loss: 0 };

  constructor(board: Board, lastRound: number) {
    this.#board = board;
    this.#lastRound = lastRound;
  }

  values(at: Standing, odds: Float64Array, out: Float64Array): void {
    const { win, tie, loss } = this.#board.stakes(at);
    if (at.round >= this.#lastRound) {
      this.#board.values(at, odds, out);
      return;
    }
    const stakes = this.#stakes;
    stakes.win = this.#learned(at.mine + 1, at.theirs, win);
    stakes.tie = this.#learned(at.mine, at.theirs, tie);
    stakes.loss = this.#learned(at.mine, at.theirs + 1, loss);
    this.#board.values(at, odds, out, stakes satisfies Stakes);
  }

  learn(at: Standing): void {
    const key = keyOf(at.mine, at.theirs);
    if (!this.#passed.has(key)) this.#passed.set(key, this.#board.value(at));
  }

  endMatch({ mine, theirs }: Score): void {
    const result = mine > theirs ? 1 : mine < theirs ? 0 : 0.5;
    for (const [key, value] of this.#passed) {
      const { more, count } = this.#known.get(key) ?? { more: 0, count: 0 };
      this.#known.set(key, { more: KEEP * more + result - value, count: KEEP * count + 1 });
    }
    this.#passed.clear();
  }

  /** Scores that end a match have never been passed, and are worth what they are. */
  #learned(mine: number, theirs: number, value: number): number {
    const known = this.#known.get(keyOf(mine, theirs));
    return known ? bounded(value + known.more / (known.count + DOUBT)) : value;
  }
}

/** Into (0, 1): near either end in ever smaller steps, so that what is worth more stays worth more. */
function bounded(value: number): number {
  if (value < 0.5) return 1 - bounded(1 - value);
  return value < 1 - END ? value : 1 - END * Math.exp((1 - END - value) / END);
}

function keyOf(mine: number, theirs: number): number {
  return mine * 16 + theirs;
}
