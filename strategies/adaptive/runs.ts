/** Longer runs say nothing more. */
const LONGEST = 40;

/**
 * Where what has just happened has happened before: the longest run that ends now and has ended earlier, the latest of
 * equals, or the oldest. It is found as a table of all lengths that is brought up to date in each round, over the last
 * rounds only.
 */
export class Runs {
  readonly #symbols: Uint8Array;
  /** How long the run is that ends at each place and now. */
  readonly #lengths: Uint8Array;
  readonly #windows: readonly number[];
  readonly #caps: readonly number[];
  /** Within each window, the latest and then the oldest for each cap: how many rounds ago it ended, and its length; or 0. */
  readonly ages: Int32Array;
  readonly lengths: Uint8Array;
  readonly #bestAges: Int32Array;
  readonly #best: Uint8Array;
  readonly #size: number;
  /** The first place is for nothing: before it, all runs end. */
  #next = 1;
  #seen = 0;

  /**
   * @param windows looks back so many rounds: in ascending order, and no further than the last
   * @param caps looks for the oldest run, where what is longer than this counts for no more: one at least, in ascending order
   */
  constructor(windows: readonly number[], caps: readonly number[]) {
    this.#windows = windows;
    this.#caps = caps;
    this.#size = windows.at(-1) as number;
    // Room for many more than are looked at, so that they need not be moved in each round.
    this.#symbols = new Uint8Array(1 + 3 * this.#size);
    this.#lengths = new Uint8Array(this.#symbols.length);
    this.#bestAges = new Int32Array(1 + caps.length);
    this.#best = new Uint8Array(1 + caps.length);
    this.ages = new Int32Array(windows.length * this.#best.length);
    this.lengths = new Uint8Array(windows.length * this.#best.length);
  }

  add(symbol: number): void {
    if (this.#next === this.#symbols.length) this.#moveToStart();
    const symbols = this.#symbols;
    const lengths = this.#lengths;
    const now = this.#next++;
    const best = this.#best.fill(0);
    const bestAges = this.#bestAges.fill(0);
    const last = Math.min(this.#seen, this.#size - 1);
    // What came before is forgotten.
    lengths[now - last - 1] = 0;
    let age = 1;
    // What is shorter than the best for the smallest cap is not worth a look.
    let least = 1;
    for (let window = 0; window < this.#windows.length; window++) {
      const until = Math.min(last, this.#windows[window] as number);
      // Backwards, as each length grows out of the one before it.
      for (; age <= until; age++) {
        const i = now - age;
        // All bits where the symbols are the same, else none: processors cannot guess which it will be.
        const same = (((symbols[i] as number) ^ symbol) - 1) >> 31;
        const length = Math.min((lengths[i - 1] as number) + 1, LONGEST) & same;
        lengths[i] = length;
        if (length < least) continue;
        this.#compare(age, length);
        least = best[1] as number;
      }
      this.ages.set(bestAges, window * best.length);
      this.lengths.set(best, window * best.length);
    }
    symbols[now] = symbol;
    lengths[now] = 0;
    this.#seen++;
  }

  /** The last rounds go to the start of their arrays, as those are full. */
  #moveToStart(): void {
    const from = this.#next - this.#size;
    this.#symbols.copyWithin(1, from);
    this.#lengths.copyWithin(1, from);
    this.#next = 1 + this.#size;
  }

  #compare(age: number, length: number): void {
    const best = this.#best;
    if (length > (best[0] as number)) {
      best[0] = length;
      this.#bestAges[0] = age;
    }
    for (let k = 1; k < best.length; k++) {
      const capped = Math.min(length, this.#caps[k - 1] as number);
      if (capped < (best[k] as number)) continue;
      best[k] = capped;
      this.#bestAges[k] = age;
    }
  }
}
