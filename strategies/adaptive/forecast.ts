import { Blend } from './blend.js';
import type { Habit, Standing } from './habits.js';
import { FAINT } from './learner.js';
import type { Past } from './past.js';
import { Weights } from './weights.js';

/** How much is believed from the start: that the opponent plays the equilibrium, and that its moves are of one mix. */
const PRIOR_NULL = 0.3;
const PRIOR_PLAIN = 0.35;
const PRIOR_BLEND = 0.03;

/** Up to this many symbols count as few. */
const FEW = 3;
/** How many moves the flat prior of the plain table counts for, with few symbols and with many, ... */
const PLAIN_FEW = 3;
const PLAIN_MANY = 4;
/** ... and the plain table in each case of a habit. */
const HABIT = 2;
/** How much the experts fall back, a round, where symbols are few and experts many. */
const FEW_SHARE = 0.0015;
/** So many times less likely than by the plain table, and a habit is taken to have changed; so much of its counts is kept. */
const LAPSE = Math.exp(8);
const FORGET = 0.1;

/**
 * An ensemble that forecasts an opponent's next move, as one of `size` symbols. Each expert is a habit with a table of what
 * followed; two more sets of experts know what an opponent who answers my frequencies would do, and where symbols are few, one
 * makes a single forecast of all habits. They are weighted by how well they have forecast, as are the experts of the caller
 * and the assumption that there is nothing to learn (`null`).
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
  /** Where symbols are few: all habits in one forecast. */
  readonly #blend: Blend | null;
  /** How many times less likely what came lately was by each habit than by the plain table; 1 where it was not. */
  readonly #lapses: Float64Array;
  readonly #cases: Int32Array;
  readonly #probabilities: Float64Array;
  /** What every habit adds to its own counts: how likely each symbol is by its frequency alone, so many times. */
  readonly #common: Float64Array;

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
    this.#prior = (size <= FEW ? PLAIN_FEW : PLAIN_MANY) / size;
    this.#rotations = rotate && size <= FEW ? 2 * size : 0;
    this.#outsiders = outsiders;
    this.#blend = size <= FEW ? new Blend(habits.length, size) : null;
    this.#lapses = new Float64Array(habits.length).fill(1);
    this.#cases = new Int32Array(habits.length);
    this.#probabilities = new Float64Array(habits.length * size);
    this.#common = new Float64Array(size);
    const experts = 1 + habits.length + this.#rotations + (this.#blend ? 1 : 0) + outsiders;
    const start = new Float64Array(experts).fill((1 - PRIOR_NULL - PRIOR_PLAIN) / (experts - 2));
    start[0] = PRIOR_NULL;
    start[1] = PRIOR_PLAIN;
    if (this.#blend) start[1 + habits.length + this.#rotations] = PRIOR_BLEND;
    const total = start.reduce((sum, share) => sum + share, 0);
    for (let i = 0; i < experts; i++) start[i] = (start[i] as number) / total;
    this.#weights = this.#blend ? new Weights(start, FEW_SHARE) : new Weights(start);
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
    const blend = this.#blend;
    const probabilities = this.#probabilities;
    const common = this.#common;
    for (let symbol = 0; symbol < size; symbol++) common[symbol] = HABIT * this.plain(symbol);
    for (let expert = 0; expert < this.#habits.length; expert++) {
      const habit = this.#habits[expert] as Habit;
      const which = habit.caseOf(past, at);
      this.#cases[expert] = which;
      const table = this.#tables[expert] as Float64Array;
      const total = expert === 0 ? 0 : ((this.#totals[expert] as Float64Array)[which] as number);
      const scale = 1 / (total + HABIT);
      const each = (weights[expert + 1] as number) * scale;
      rest += each * HABIT;
      const from = which * size;
      if (total > 0) {
        for (let symbol = 0; symbol < size; symbol++) {
          mix[symbol] = (mix[symbol] as number) + each * (table[from + symbol] as number);
        }
      }
      if (!blend) continue;
      for (let symbol = 0; symbol < size; symbol++) {
        const seen = total > 0 ? (table[from + symbol] as number) : 0;
        probabilities[expert * size + symbol] = (seen + (common[symbol] as number)) * scale;
      }
    }
    const each = rest / (plainTotal + this.#prior * size);
    for (let symbol = 0; symbol < size; symbol++) {
      mix[symbol] = (mix[symbol] as number) + each * ((plain[symbol] as number) + this.#prior);
    }
    if (blend) {
      blend.look(probabilities);
      const weight = weights[1 + this.#habits.length + this.#rotations] as number;
      for (let symbol = 0; symbol < size; symbol++) {
        mix[symbol] = (mix[symbol] as number) + weight * (blend.odds[symbol] as number);
      }
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
   * Learns the round that `look` was called for.
   * @param symbol what the opponent played
   * @param scale how likely the very move was, given its symbol
   * @param nullLikelihood how likely the move was for an equilibrium player
   * @param outsiders how likely each outsider held the move
   */
  learn(
    past: Past,
    symbol: number,
    scale: number,
    nullLikelihood: number,
    outsiders: readonly number[],
  ): void {
    const { size } = this;
    const faint = FAINT;
    const { likelihoods } = this.#weights;
    const plain = this.plain(symbol);
    likelihoods[0] = nullLikelihood;
    likelihoods[1] = plain * scale;
    for (let expert = 0; expert < this.#habits.length; expert++) {
      const habit = this.#habits[expert] as Habit;
      const which = this.#cases[expert] as number;
      const table = this.#tables[expert] as Float64Array;
      const totals = this.#totals[expert] as Float64Array;
      const total = totals[which] as number;
      const from = which * size;
      if (expert > 0) {
        const hit = table[from + symbol] as number;
        const held = (hit + HABIT * plain) / (total + HABIT);
        likelihoods[expert + 1] = held * scale;
        if (this.#hasLapsed(expert, plain / held)) continue;
      }
      for (let i = from; i < from + size; i++) table[i] = (table[i] as number) * habit.keep + faint;
      table[from + symbol] = (table[from + symbol] as number) + 1;
      totals[which] = total * habit.keep + 1;
    }
    let expert = 1 + this.#habits.length;
    for (let rotation = 0; rotation < this.#rotations; rotation++, expert++) {
      likelihoods[expert] = this.#rotated(past, rotation, symbol) * scale;
    }
    if (this.#blend) {
      likelihoods[expert++] = (this.#blend.odds[symbol] as number) * scale;
      this.#blend.learn(symbol);
    }
    for (const likelihood of outsiders) likelihoods[expert++] = likelihood;
    this.#weights.weigh();
  }

  /** Changes are found for each habit by itself (Page's CUSUM): the counts of one that no longer holds are dropped. */
  #hasLapsed(expert: number, ratio: number): boolean {
    const lapse = Math.max(1, (this.#lapses[expert] as number) * ratio);
    this.#lapses[expert] = lapse;
    if (lapse <= LAPSE) return false;
    this.#lapses[expert] = 1;
    for (const table of [this.#tables[expert], this.#totals[expert]] as Float64Array[]) {
      for (let i = 0; i < table.length; i++) table[i] = (table[i] as number) * FORGET + FAINT;
    }
    return true;
  }

  /** Keeps a little of what was learned: it has turned out not to hold. */
  forget(): void {
    for (const table of [...this.#tables, ...this.#totals]) {
      for (let i = 0; i < table.length; i++) table[i] = (table[i] as number) * FORGET + FAINT;
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
