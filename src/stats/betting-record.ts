import type { Units } from './counts.js';

/** What is expected weighs as much as so many units. */
export const EXPECTED_UNITS = 2;

/** So many times as many units as before make a moment that is worth keeping: a run of any length has a few dozen. */
const LATER = 1.1;

/** What each share of a capital has staked, and when: less at first, until it is known how units scatter. */
export class Staked {
  /** By the number of units: the sums and the sums of squares of the stakes on all of them, of each share. */
  readonly #moments: { readonly count: number; readonly sums: number[]; readonly squares: number[] }[] = [];

  /** The same stakes on so many more units. */
  add(count: number, stakes: readonly number[]): void {
    const [before, last] = [this.#moments.at(-2), this.#moments.at(-1)];
    const next = {
      count: (last?.count ?? 0) + count,
      sums: stakes.map((stake, i) => (last?.sums[i] ?? 0) + count * stake),
      squares: stakes.map((stake, i) => (last?.squares[i] ?? 0) + count * stake ** 2),
    };
    if (last && before && last.count < LATER * before.count) this.#moments.pop();
    this.#moments.push(next);
  }

  /** On the first so many units. @param share which of the capital's */
  upTo(count: number, share: number): { readonly sum: number; readonly squares: number } {
    const at = this.#moments.findIndex((moment) => moment.count >= count);
    const [before, after] = [this.#moments[at - 1], this.#moments.at(at)];
    const [from, to] = [before?.count ?? 0, after?.count ?? 1];
    const part = (count - from) / (to - from);
    const between = (low = 0, high = 0) => low + part * (high - low);
    return {
      sum: between(before?.sums[share], after?.sums[share]),
      squares: between(before?.squares[share], after?.squares[share]),
    };
  }
}

/** The mean and the variance of what was seen, as if a few more units had been at 1/2, and scattered as expected. */
export class Seen {
  readonly #expected: number;
  #sum = 0;
  #squares = 0;
  count = 0;
  /** Of the scores. */
  least = 0.5;
  most = 0.5;

  constructor(expected: number) {
    this.#expected = expected;
  }

  add(units: Units): void {
    for (const [score, times] of units) {
      if (times === 0) continue;
      this.count += times;
      this.least = Math.min(this.least, score);
      this.most = Math.max(this.most, score);
      this.#sum += times * (score - 0.5);
      this.#squares += times * (score - 0.5) ** 2;
    }
  }

  get mean(): number {
    return 0.5 + this.#sum / (this.count + EXPECTED_UNITS);
  }

  get variance(): number {
    const squares = this.#squares + EXPECTED_UNITS * this.#expected;
    return squares / (this.count + EXPECTED_UNITS) - (this.mean - 0.5) ** 2;
  }
}
