/** Rounds that are kept: what a session of some ten thousand matches has. */
const KEPT = 2 ** 16;
/** Room for so many at first, as most opponents are met less often. */
const FIRST = 2 ** 10;
/** So many different contexts, about, are told apart before their past is looked at. */
const CONTEXTS = 240;
/** No more places are compared: the latest ones. */
const MOST_COMPARED = 300;
/** Longer runs say nothing more. */
const LONGEST = 40;

/** What a run counts for at most: for programs that look at so many rounds and no more. */
export const RECALL_CAPS = [5, 6, 8, 10, 12, LONGEST] as const;

/**
 * The longest run that ends now and has ended earlier, the latest of equals, over a whole session: for opponents who forget
 * nothing. Rounds with the same few symbols before them form a chain, and only those are compared, as in the compression
 * of texts (LZ77).
 */
export class Recall {
  readonly #base: number;
  /** How many symbols are a context, and how many contexts there are. */
  readonly #depth: number;
  /** The latest round that ended with each context; -1 if it has not occurred. */
  readonly #latest: Int32Array;
  /** By round: its symbol, and the round before that ended with the same context. */
  #symbols = new Uint8Array(FIRST);
  #before = new Int32Array(FIRST);
  #context = 0;
  #count = 0;
  /** For each cap, how many rounds ago the run ended, and its length; 0 for none. */
  readonly ages = new Int32Array(RECALL_CAPS.length);
  readonly lengths = new Uint8Array(RECALL_CAPS.length);

  /** @param base how many symbols there are */
  constructor(base: number) {
    this.#base = base;
    this.#depth = Math.ceil(Math.log(CONTEXTS) / Math.log(base));
    this.#latest = new Int32Array(base ** this.#depth).fill(-1);
  }

  /** The symbol of a round that is kept. @param age how many rounds ago it was, 0 for the last one */
  symbolAt(age: number): number {
    return this.#symbols[(this.#count - 1 - age) & (this.#symbols.length - 1)] as number;
  }

  add(symbol: number): void {
    if (this.#count === this.#symbols.length && this.#count < KEPT) this.#grow();
    const now = this.#count++;
    const latest = this.#latest;
    this.#context = (this.#context * this.#base + symbol) % latest.length;
    const place = now & (this.#symbols.length - 1);
    this.#symbols[place] = symbol;
    this.#before[place] = latest[this.#context] as number;
    // Before that, the context is not whole.
    if (now >= this.#depth - 1) latest[this.#context] = now;
    this.#search(now);
  }

  #search(now: number): void {
    const before = this.#before;
    const mask = before.length - 1;
    const { ages, lengths } = this;
    ages.fill(0);
    lengths.fill(0);
    const last = RECALL_CAPS.length - 1;
    let then = before[now & mask] as number;
    for (let compared = 0; then >= 0 && now - then <= mask && compared < MOST_COMPARED; compared++) {
      const length = this.#lengthOf(then, now);
      for (let k = 0; k <= last; k++) {
        const capped = Math.min(length, RECALL_CAPS[k] as number);
        if (capped <= (lengths[k] as number)) continue;
        lengths[k] = capped;
        ages[k] = now - then;
      }
      if (lengths[last] === LONGEST) return;
      then = before[then & mask] as number;
    }
  }

  /** Of the run that ended then and ends now: the context is known to be the same. */
  #lengthOf(then: number, now: number): number {
    const symbols = this.#symbols;
    const mask = symbols.length - 1;
    const most = Math.min(LONGEST, then + 1, mask - (now - then));
    let length = Math.min(this.#depth, most);
    while (length < most && symbols[(then - length) & mask] === symbols[(now - length) & mask]) length++;
    return length;
  }

  #grow(): void {
    const symbols = new Uint8Array(2 * this.#symbols.length);
    const before = new Int32Array(symbols.length);
    symbols.set(this.#symbols);
    before.set(this.#before);
    this.#symbols = symbols;
    this.#before = before;
  }
}
