import type { Habit, Standing } from './habits.js';
import type { Past } from './past.js';
import { Weights } from './weights.js';

/** How much is believed from the start: that the opponent plays the equilibrium, and that its moves are of one mix. */
const PRIOR_NULL = 0.3;
const PRIOR_PLAIN = 0.35;

/** How many moves the flat prior of the plain table counts for, with few symbols and with many, ... */
const FEW = 3;
const MANY = 4;
/** ... and the plain table in each case of a habit. */
const HABIT = 2;

/**
 * A small ensemble that forecasts an opponent's next move, as one of `size` symbols. Each expert is a habit with a table of
 * what followed; two more sets of experts know what an opponent who answers my frequencies would do. They are weighted
 * by how well they have forecast, as is the assumption that there is nothing to learn (`null`).
 */
export class Forecast {
  readonly size: number;
  readonly #mix: Float64Array;
  readonly #habits: readonly Habit[];
  readonly #tables: Float64Array[];
  readonly #totals: Float64Array[];
  readonly #rotations: number;
  /** The plain prior, for each symbol. */
  readonly #prior: number;
  readonly #weights: Weights;
  readonly #outsiders: number;

  /**
   * @param rotate whether to expect answers to my frequencies: symbols that stand for the same as classes of moves
   * @param outsiders experts of the caller, who tells `learn` how likely each held the move
   */
  constructor(size: number, habits: readonly Habit[], rotate: boolean, outsiders: number) {
    this.size = size;
    this.#mix = new Float64Array(size);
    this.#habits = habits;
    this.#tables = habits.map(({ cases }) => new Float64Array(cases * size));
    this.#totals = habits.map(({ cases }) => new Float64Array(cases));
    this.#prior = (size <= FEW ? FEW : MANY) / size;
    this.#rotations = rotate && size <= FEW ? 2 * size : 0;
    this.#outsiders = outsiders;
    const experts = 1 + habits.length + this.#rotations + outsiders;
    const start = new Float64Array(experts).fill((1 - PRIOR_NULL - PRIOR_PLAIN) / (experts - 2));
    start[0] = PRIOR_NULL;
    start[1] = PRIOR_PLAIN;
    this.#weights = new Weights(start);
  }

  /** How much speaks for the equilibrium. */
  get nullWeight(): number {
    return this.#weights.now[0] as number;
  }

  outsiderWeight(index: number): number {
    const { now } = this.#weights;
    return now[now.length - this.#outsiders + index] as number;
  }

  /** How likely a symbol is by its frequency alone. */
  plain(symbol: number): number {
    const count = (this.#tables[0] as Float64Array)[symbol] as number;
    const total = (this.#totals[0] as Float64Array)[0] as number;
    return (count + this.#prior) / (total + this.#prior * this.size);
  }

  /**
   * What those that learn expect. Adds up to 1 - `nullWeight` - the weights of outsiders + `plainWeight`; the same array
   * each time.
   * @param plainWeight how much more the plain table is to count: what outsiders leave to it
   */
  look(past: Past, at: Standing, plainWeight: number): Float64Array {
    const mix = this.#mix;
    const { size } = this;
    const weights = this.#weights.now;
    const plain = this.#tables[0] as Float64Array;
    const plainTotal = (this.#totals[0] as Float64Array)[0] as number;
    mix.fill(0);
    // What all tables fall back on comes in once, at the end.
    let rest = plainWeight;
    for (let expert = 0; expert < this.#habits.length; expert++) {
      const habit = this.#habits[expert] as Habit;
      const which = habit.caseOf(past, at);
      const table = this.#tables[expert] as Float64Array;
      const total = (this.#totals[expert] as Float64Array)[which] as number;
      const weight = weights[expert + 1] as number;
      if (expert === 0 || total === 0) {
        rest += weight;
        continue;
      }
      const each = weight / (total + HABIT);
      rest += each * HABIT;
      const from = which * size;
      for (let symbol = 0; symbol < size; symbol++) {
        mix[symbol] = (mix[symbol] as number) + each * (table[from + symbol] as number);
      }
    }
    const each = rest / (plainTotal + this.#prior * size);
    for (let symbol = 0; symbol < size; symbol++) {
      mix[symbol] = (mix[symbol] as number) + each * ((plain[symbol] as number) + this.#prior);
    }
    for (let rotation = 0; rotation < this.#rotations; rotation++) {
      const weight = weights[1 + this.#habits.length + rotation] as number;
      for (let symbol = 0; symbol < size; symbol++) {
        mix[symbol] = (mix[symbol] as number) + weight * this.#rotated(past, rotation, symbol);
      }
    }
    return mix;
  }

  /**
   * @param symbol what the opponent played
   * @param scale how likely the very move was, given its symbol
   * @param nullLikelihood how likely the move was for an equilibrium player
   * @param outsiders how likely each outsider held the move
   */
  learn(
    past: Past,
    at: Standing,
    symbol: number,
    scale: number,
    nullLikelihood: number,
    outsiders: readonly number[],
  ): void {
    const { size } = this;
    const { likelihoods } = this.#weights;
    const plain = this.plain(symbol);
    likelihoods[0] = nullLikelihood;
    likelihoods[1] = plain * scale;
    for (let expert = 0; expert < this.#habits.length; expert++) {
      const habit = this.#habits[expert] as Habit;
      const which = habit.caseOf(past, at);
      const table = this.#tables[expert] as Float64Array;
      const totals = this.#totals[expert] as Float64Array;
      const total = totals[which] as number;
      const from = which * size;
      if (expert > 0) {
        const hit = table[from + symbol] as number;
        likelihoods[expert + 1] = ((hit + HABIT * plain) / (total + HABIT)) * scale;
      }
      for (let i = from; i < from + size; i++) table[i] = (table[i] as number) * habit.keep;
      table[from + symbol] = (table[from + symbol] as number) + 1;
      totals[which] = total * habit.keep + 1;
    }
    let expert = 1 + this.#habits.length;
    for (let rotation = 0; rotation < this.#rotations; rotation++, expert++) {
      likelihoods[expert] = this.#rotated(past, rotation, symbol) * scale;
    }
    for (const likelihood of outsiders) likelihoods[expert++] = likelihood;
    this.#weights.weigh();
  }

  /** Keeps a little of what was learned: it has turned out not to hold. */
  forget(): void {
    for (const table of [...this.#tables, ...this.#totals]) {
      for (let i = 0; i < table.length; i++) table[i] = (table[i] as number) * 0.1;
    }
    this.#weights.reset();
  }

  /** Plays as often as I do, so many symbols further on; one set looks at all my moves, one at the recent ones. */
  #rotated(past: Past, rotation: number, symbol: number): number {
    const { size } = this;
    const counts = rotation < size ? past.myCounts : past.myRecent;
    let total = size;
    for (let i = 0; i < size; i++) total += counts[i] as number;
    return ((counts[(symbol + rotation) % size] as number) + 1) / total;
  }
}
