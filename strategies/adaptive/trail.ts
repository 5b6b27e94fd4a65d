import { FAINT } from './learner.js';

/** Rounds that are kept of each trail. */
const KEPT = 100;
const WINDOWS = [2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50, 100] as const;
/** What a fading mean moves by, a round. */
const FADES = [0.05, 0.1, 0.2, 0.3, 0.5] as const;
/** How far up the sorted numbers of a window somebody may look: from the smallest, 0, to the largest, 1. */
const RANKS: readonly (readonly [window: number, shares: readonly number[]])[] = [
  [2, [0, 1]],
  [3, [0, 0.5, 1]],
  [4, [0, 1]],
  [5, [0, 0.5, 1]],
  [7, [0.5]],
  [9, [0, 0.25, 0.5, 0.75, 1]],
  [11, [0.5]],
  [15, [0.5]],
  [20, [0, 0.25, 0.5, 0.75, 1]],
  [21, [0.5]],
  [25, [0.25, 0.5, 0.75]],
  [30, [0.5]],
  [50, [0.5]],
  [100, [0.5]],
];
/** The window in which a player shows how far it goes. */
const REACH = 50;

/** How many numbers there are of each trail. */
export const OF_MATCH = 6;
const RANKS_FROM = 6 + FADES.length + WINDOWS.length;
export const OF_ALL = RANKS_FROM + RANKS.reduce((sum, [, shares]) => sum + shares.length, 0);

/** What the numbers of all rounds are, in their order. */
export const ALL_KINDS: readonly ('lag' | 'before' | 'mean' | 'median' | 'rank')[] = [
  ...(['lag', 'lag', 'lag', 'mean', 'before', 'before'] as const),
  ...[...FADES, ...WINDOWS].map(() => 'mean' as const),
  ...RANKS.flatMap(([, shares]) => shares.map((share) => (share === 0.5 ? 'median' : 'rank'))),
];

/** The last so many numbers, the smallest first. */
class Sorted {
  readonly window: number;
  readonly #values: Float64Array;
  count = 0;

  constructor(window: number) {
    this.window = window;
    this.#values = new Float64Array(window);
  }

  /** @param gone the number that drops out, once there are more than the window holds */
  add(value: number, gone: number): void {
    const values = this.#values;
    let at = this.count < this.window ? this.count++ : values.indexOf(gone);
    for (; at + 1 < this.count && (values[at + 1] as number) < value; at++)
      values[at] = values[at + 1] as number;
    for (; at > 0 && (values[at - 1] as number) > value; at--) values[at] = values[at - 1] as number;
    values[at] = value;
  }

  /** @param share from 0 to 1. @returns `NaN` if the window is empty */
  at(share: number): number {
    const { count } = this;
    return count > 0 ? (this.#values[Math.min(Math.floor(share * count), count - 1)] as number) : Number.NaN;
  }

  /** @param place from the smallest, or from the largest where it is negative */
  nth(place: number): number {
    return this.#values[place < 0 ? this.count + place : place] as number;
  }
}

/** Numbers in a row, match by match, and what a player may remember of them: `NaN` where there is nothing to remember yet. */
export class Trail {
  readonly #most: number;
  readonly #kept = new Float64Array(KEPT);
  readonly #sums = new Float64Array(WINDOWS.length);
  readonly #sorted = RANKS.map(([window]) => new Sorted(window));
  readonly #fading = new Float64Array(FADES.length).fill(Number.NaN);
  #count = 0;
  #sum = 0;
  /** Of this match, and the last one. */
  #match: number[] = [];
  #before: readonly number[] = [];

  /** @param most whatever is larger counts as this */
  constructor(most = Infinity) {
    this.#most = most;
  }

  startMatch(): void {
    if (this.#match.length > 0) this.#before = this.#match;
    this.#match = [];
  }

  add(number: number): void {
    if (Number.isNaN(number)) return;
    const value = Math.min(number, this.#most);
    const kept = this.#kept;
    const count = this.#count;
    // Whole numbers, so that nothing is lost however long this goes on.
    for (let i = 0; i < WINDOWS.length; i++) {
      this.#sums[i] = (this.#sums[i] as number) + value - this.#ago(WINDOWS[i] as number);
    }
    for (const sorted of this.#sorted) sorted.add(value, this.#ago(sorted.window));
    this.#match.push(value);
    this.#sum += value;
    for (let i = 0; i < FADES.length; i++) {
      const level = this.#fading[i] as number;
      this.#fading[i] = Number.isNaN(level) ? value : level + (FADES[i] as number) * (value - level) + FAINT;
    }
    kept[count % KEPT] = value;
    this.#count = count + 1;
  }

  /** What is remembered of this match, to `out` from `at` on. */
  ofMatch(out: Float64Array, at: number): void {
    const match = this.#match;
    const { length } = match;
    let sum = 0;
    let least = Infinity;
    let most = -Infinity;
    for (const value of match) {
      sum += value;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    out[at] = length > 0 ? (match[length - 1] as number) : Number.NaN;
    out[at + 1] = length > 1 ? (match[length - 2] as number) : Number.NaN;
    out[at + 2] = length > 0 ? (match[0] as number) : Number.NaN;
    out[at + 3] = sum / length;
    out[at + 4] = length > 0 ? least : Number.NaN;
    out[at + 5] = length > 0 ? most : Number.NaN;
  }

  /** What is remembered of all rounds. */
  ofAll(out: Float64Array, at: number): void {
    const count = this.#count;
    for (let lag = 1; lag <= 3; lag++) out[at++] = count >= lag ? this.#ago(lag) : Number.NaN;
    out[at++] = this.#sum / count;
    out[at++] = this.#before[0] ?? Number.NaN;
    out[at++] = this.#before[this.#match.length] ?? Number.NaN;
    for (let i = 0; i < FADES.length; i++) out[at++] = this.#fading[i] as number;
    for (let i = 0; i < WINDOWS.length; i++) {
      out[at++] = (this.#sums[i] as number) / Math.min(WINDOWS[i] as number, count);
    }
    for (let i = 0; i < RANKS.length; i++) {
      const sorted = this.#sorted[i] as Sorted;
      for (const share of (RANKS[i] as (typeof RANKS)[number])[1]) out[at++] = sorted.at(share);
    }
  }

  /** How far down or up the numbers go where they have lately stopped there at least three times; `fallback` where not. */
  end(isUpper: boolean, fallback: number): number {
    const sorted = this.#sorted[REACHED] as Sorted;
    const [end, third] = isUpper ? [-1, -3] : [0, 2];
    return sorted.count > 2 && sorted.nth(end) === sorted.nth(third) ? sorted.nth(end) : fallback;
  }

  /** 0 where nothing has been so long ago. */
  #ago(rounds: number): number {
    return rounds > this.#count ? 0 : (this.#kept[(this.#count - rounds) % KEPT] as number);
  }
}

const REACHED = RANKS.findIndex(([window]) => window === REACH);
