/** Longer runs say nothing more. */
const LONGEST = 40;

/**
 * Where what has just happened has happened before: the longest run that ends now and has ended earlier, the latest of
 * equals. It is found as a table of all lengths that is brought up to date in each round, over the last rounds only.
 */
export class Runs {
  readonly #size: number;
  readonly #symbols: Uint8Array;
  /** How long the run is that ends at each place and now. */
  readonly #lengths: Uint8Array;
  #next = 0;
  #seen = 0;

  /** @param size so many rounds are remembered */
  constructor(size: number) {
    this.#size = size;
    this.#symbols = new Uint8Array(size);
    this.#lengths = new Uint8Array(size);
  }

  add(symbol: number): void {
    const symbols = this.#symbols;
    const lengths = this.#lengths;
    const size = this.#size;
    const now = this.#next;
    // Backwards, as each length grows out of the one before it.
    const last = Math.min(this.#seen, size - 1);
    for (let age = 1, i = now; age <= last; age++) {
      i = i === 0 ? size - 1 : i - 1;
      if (symbols[i] !== symbol) lengths[i] = 0;
      else {
        const before = age === last ? 0 : (lengths[i === 0 ? size - 1 : i - 1] as number);
        lengths[i] = before < LONGEST ? before + 1 : LONGEST;
      }
    }
    symbols[now] = symbol;
    lengths[now] = 0;
    this.#next = now + 1 === size ? 0 : now + 1;
    this.#seen++;
  }

  /**
   * How many rounds ago the longest run ended, and how long it was; 0 where nothing like it is known.
   * @param within looks at so many rounds only
   */
  find(within: number, out: { age: number; length: number }): void {
    const lengths = this.#lengths;
    const size = this.#size;
    const last = Math.min(this.#seen - 1, size - 1, within);
    let best = 0;
    let bestAge = 0;
    for (let age = 1, i = this.#next === 0 ? size - 1 : this.#next - 1; age <= last; age++) {
      i = i === 0 ? size - 1 : i - 1;
      const length = lengths[i] as number;
      if (length > best) {
        best = length;
        bestAge = age;
        if (length === LONGEST) break;
      }
    }
    out.age = bestAge;
    out.length = best;
  }
}
