import type { Score } from 'botpit';
import type { Stakes } from '../theory/first-to.js';
import type { Board } from './board.js';
import type { Standing } from './habits.js';
import { FAINT } from './learner.js';

/** What moves are worth against one opponent, in match score, when the rest of the match goes as it has gone so far. */
export interface Prospects {
  values(at: Standing, odds: Float64Array, out: Float64Array): void;
  /** Told of each round: moves, -1 for none, and the class of what was shown. */
  learn(at: Standing, mine: number, theirs: number, shown: number): void;
  endMatch(score: Score): void;
}

/** So many rounds speak for the odds of the equilibrium. */
const EVEN = 20;
/** So many matches speak for the odds being the same at every score, and for a round being like any other at its score. */
const DOUBT = 250;
const ALIKE = 120;
/** How near to a sure result a value is bent. */
const END = 0.1;
/** What a match is worth a match later, and a round a round later. */
const KEEP = 0.995;

/** How much more matches have brought than was expected, and how many there were. */
interface Known {
  more: number;
  count: number;
}

/**
 * For games that go to the first side with enough rounds: against somebody who is read, a lead is worth less than in
 * equilibrium, and a tie more, as the rest would be won as well while there are rounds for it. How often rounds have been
 * won tells it, and how matches have ended from each score and round.
 */
export class LearnedStakes implements Prospects {
  readonly #board: Board;
  readonly #lastRound: number;
  /** More than any score. */
  readonly #scores: number;
  /** Rounds won, lost and tied. */
  readonly #results = Float64Array.of(1, 1, 1);
  /** What a match is worth by them, by round and score: for this match where `#isPlanned`. */
  readonly #worth: Float64Array;
  #isPlanned = false;
  /** By score, and by score and round. */
  readonly #known = new Map<number, Known>();
  /** The standings of this match, and what they were estimated to be worth; a score itself counts once, at its first round. */
  readonly #passed = new Map<number, number>();
  #last: Standing | null = null;
  readonly #stakes = { win: 0, tie: 0, loss: 0 };

  constructor(board: Board, bestOf: number) {
    this.#board = board;
    this.#lastRound = 3 * bestOf;
    this.#scores = Math.ceil(bestOf / 2) + 1;
    this.#worth = new Float64Array((this.#lastRound + 2) * this.#scores ** 2);
  }

  values({ round, mine, theirs }: Standing, odds: Float64Array, out: Float64Array): void {
    const next = { round: round + 1, mine, theirs, cue: 0, kind: 0 };
    const stakes = this.#stakes;
    stakes.tie = this.#learned(next);
    next.mine++;
    stakes.win = this.#learned(next);
    next.mine--;
    next.theirs++;
    stakes.loss = this.#learned(next);
    this.#board.values(next, odds, out, stakes satisfies Stakes);
  }

  learn(at: Standing): void {
    this.#count(at);
    this.#last = at;
    const worth = this.#worthOf(at);
    const score = keyOf(at);
    if (!this.#passed.has(score)) this.#passed.set(score, worth);
    this.#passed.set(score + at.round, worth);
  }

  endMatch(score: Score): void {
    const { mine, theirs } = score;
    this.#count(score);
    this.#last = null;
    this.#isPlanned = false;
    const result = mine > theirs ? 1 : mine < theirs ? 0 : 0.5;
    for (const [key, value] of this.#passed) {
      const { more, count } = this.#known.get(key) ?? { more: 0, count: 0 };
      this.#known.set(key, { more: KEEP * more + result - value, count: KEEP * count + 1 });
    }
    this.#passed.clear();
  }

  /** @param next the score that the last round led to */
  #count(next: Score): void {
    if (!this.#last) return;
    const result = next.mine > this.#last.mine ? 0 : next.theirs > this.#last.theirs ? 1 : 2;
    for (let i = 0; i < 3; i++) {
      this.#results[i] = KEEP * (this.#results[i] as number) + (i === result ? 1 : FAINT);
    }
  }

  #learned(at: Standing): number {
    const worth = this.#worthOf(at);
    if (at.round > this.#lastRound) return worth;
    const score = keyOf(at);
    const known = this.#known.get(score);
    // Scores that end a match have never been passed, and are worth what they are.
    if (!known) return worth;
    const usual = known.more / (known.count + DOUBT);
    const { more, count } = this.#known.get(score + at.round) ?? { more: 0, count: 0 };
    return bounded(worth + (more + ALIKE * usual) / (count + ALIKE));
  }

  #worthOf({ round, mine, theirs }: Standing): number {
    if (!this.#isPlanned) this.#plan();
    // Past the last round, where an arena should not go, every round counts as the last.
    const row = Math.min(round, this.#lastRound + 1) * this.#scores;
    return this.#worth[(row + mine) * this.#scores + theirs] as number;
  }

  /** From the last round to the first. */
  #plan(): void {
    this.#isPlanned = true;
    const scores = this.#scores;
    const [won, lost, tied] = this.#results as unknown as readonly [number, number, number];
    const rounds = won + lost + tied;
    for (let round = this.#lastRound + 1; round >= 1; round--) {
      for (let mine = 0; mine < scores; mine++) {
        for (let theirs = 0; theirs < scores; theirs++) {
          const at = { round, mine, theirs, cue: 0, kind: 0 };
          const even = this.#board.value(at);
          const isOver = round > this.#lastRound || Math.max(mine, theirs) === scores - 1;
          const next = { ...at, round: round + 1 };
          const sum = isOver
            ? 0
            : won * this.#worthOf({ ...next, mine: mine + 1 }) +
              lost * this.#worthOf({ ...next, theirs: theirs + 1 }) +
              tied * this.#worthOf(next);
          this.#worth[(round * scores + mine) * scores + theirs] = isOver
            ? even
            : (sum + EVEN * even) / (rounds + EVEN);
        }
      }
    }
  }
}

/** Into (0, 1): near either end in ever smaller steps, so that what is worth more stays worth more. */
function bounded(value: number): number {
  if (value < 0.5) return 1 - bounded(1 - value);
  return value < 1 - END ? value : 1 - END * Math.exp((1 - END - value) / END);
}

function keyOf({ mine, theirs }: Standing): number {
  return (mine * 16 + theirs) * 64;
}
