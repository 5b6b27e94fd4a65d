import { any, type Look, largest, mod3 } from './moves.js';
import { longestMatch, Markov, type Stream } from './readers.js';

/** Guesses your next move, or its own: where the guess is its own, you are expected to beat it. */
interface Predictor {
  readonly whose: 'your' | 'own';
  next(look: Look): number | null;
}

const STREAMS: readonly Stream[] = ['your', 'own', 'both'];

function matcher(stream: Stream, whose: 'your' | 'own', window: number, longest: number): Predictor {
  return {
    whose,
    next(look) {
      const end = longestMatch(look, stream, { window, longest });
      return end < 0 ? null : (look[whose][end + 1] as number);
    },
  };
}

function frequency(whose: 'your' | 'own', window: number): Predictor {
  return {
    whose,
    next(look) {
      const counts = [0, 0, 0];
      for (const move of look[whose].slice(-window)) counts[move] = (counts[move] as number) + 1;
      return look.now === 0 ? null : largest(counts);
    },
  };
}

function chain(order: number, stream: Stream, whose: 'your' | 'own', keep: number): Predictor {
  const markov = new Markov(order, stream, keep);
  return {
    whose,
    next(look) {
      const counts = markov.counts(look, whose);
      return counts ? largest(counts) : null;
    },
  };
}

/** What is believed of a choice: `keep` of a round's points is left a round later, and a wrong guess costs `penalty`. */
interface Scoring {
  readonly keep: number;
  readonly penalty: number;
  /** A wrong guess throws away all that was known. */
  readonly drops?: boolean;
}

/**
 * Each predictor on six levels of second-guessing, as in the contests: what beats the guess, what beats what beats that, and
 * so on, for guesses of your move and of its own. It plays the level that has scored best.
 */
export class Levels {
  readonly #predictors: readonly Predictor[];
  readonly #scoring: Scoring;
  readonly #floor: number;
  readonly #scores: Float64Array;
  readonly #guesses: Int8Array;
  #seen = 0;

  /** @param floor plays any move where the best level has scored less */
  constructor(predictors: readonly Predictor[], scoring: Scoring, floor = Number.NEGATIVE_INFINITY) {
    this.#predictors = predictors;
    this.#scoring = scoring;
    this.#floor = floor;
    this.#scores = new Float64Array(3 * predictors.length);
    this.#guesses = new Int8Array(3 * predictors.length).fill(-1);
  }

  next(look: Look): number {
    if (look.now > this.#seen) this.#score(look.your[look.now - 1] as number);
    this.#seen = look.now;
    this.#predictors.forEach((predictor, i) => {
      const guess = predictor.next(look);
      for (let level = 0; level < 3; level++) {
        // Your move is beaten by one more; who expects its own move to be guessed plays two more than that.
        const base = guess === null ? -1 : mod3(guess + (predictor.whose === 'your' ? 1 : 2) + level);
        this.#guesses[3 * i + level] = base;
      }
    });
    const best = largest(this.#scores);
    const move = this.#guesses[best] as number;
    return move < 0 || (this.#scores[best] as number) <= this.#floor ? any(look) : move;
  }

  #score(your: number): void {
    const { keep, penalty, drops } = this.#scoring;
    for (let i = 0; i < this.#scores.length; i++) {
      const guess = this.#guesses[i] as number;
      if (guess < 0) continue;
      const won = mod3(guess - your);
      const points = won === 1 ? 1 : won === 2 ? -penalty : 0;
      this.#scores[i] = drops && won === 2 ? 0 : keep * (this.#scores[i] as number) + points;
    }
  }
}

/** Matchers of all streams and lengths of memory, and frequencies. */
export function matchers(windows: readonly number[], longest: number): readonly Predictor[] {
  return windows.flatMap((window) => [
    ...STREAMS.flatMap((stream) => [
      matcher(stream, 'your', window, longest),
      matcher(stream, 'own', window, longest),
    ]),
    frequency('your', window),
    frequency('own', window),
  ]);
}

/** Chains of all streams and orders. */
export function chains(orders: readonly number[], keep: number): readonly Predictor[] {
  return orders.flatMap((order) =>
    STREAMS.flatMap((stream) => [chain(order, stream, 'your', keep), chain(order, stream, 'own', keep)]),
  );
}
