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
  #next = 0;
  #seen = 0;

  /**
   * @param windows looks back so many rounds: in ascending order, and no further than the last
   * @param caps looks for the oldest run, where what is longer than this counts for no more: one at least, in ascending order
   */
  constructor(windows: readonly number[], caps: readonly number[]) {
    this.#windows = windows;
    this.#caps = caps;
    this.#symbols = new Uint8Array(windows.at(-1) as number);
    this.#lengths = new Uint8Array(this.#symbols.length);
    this.#bestAges = new Int32Array(1 + caps.length);
    this.#best = new Uint8Array(1 + caps.length);
    this.ages = new Int32Array(windows.length * this.#best.length);
    this.lengths = new Uint8Array(windows.length * this.#best.length);
  }

  add(symbol: number): void {
    const symbols = this.#symbols;
    const lengths = this.#lengths;
    const size = symbols.length;
    const now = this.#next;
    const best = this.#best.fill(0);
    const bestAges = this.#bestAges.fill(0);
    const last = Math.min(this.#seen, size - 1);
    let age = 1;
    let i = now;
    // What is shorter than the best for the smallest cap is not worth a look.
    let least = 0;
    for (let window = 0; window < this.#windows.length; window++) {
      const until = Math.min(last, this.#windows[window] as number);
      // Backwards, as each length grows out of the one before it.
      for (; age <= until; age++) {
        i = i === 0 ? size - 1 : i - 1;
        if (symbols[i] !== symbol) {
          lengths[i] = 0;
          continue;
        }
        const before = age === last ? 0 : (lengths[i === 0 ? size - 1 : i - 1] as number);
        const length = before < LONGEST ? before + 1 : LONGEST;
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
    this.#next = now + 1 === size ? 0 : now + 1;
    this.#seen++;
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
