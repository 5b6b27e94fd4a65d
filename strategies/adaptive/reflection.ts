/** As `FAINT` of the learner, for numbers of single precision. */
const FAINT_SINGLE = 1e-30;
/** What a count is worth when the same case comes again. */
const KEEP = 0.9;

/**
 * What somebody who watches one player in one respect expects of it next: what mostly followed each case of it, of all time
 * and lately, and what followed it first and last. Somebody who answers that can be expected to answer it again.
 */
export class Reflection {
  readonly #classes: number;
  readonly #all: Float32Array;
  readonly #recent: Float32Array;
  readonly #first: Uint8Array;
  readonly #latest: Uint8Array;
  readonly #usual: Uint8Array;
  readonly #lately: Uint8Array;

  /** Moves are 0 to `classes` - 1; `classes` stands for no move, and for nothing to expect. */
  constructor(cases: number, classes: number) {
    this.#classes = classes;
    this.#all = new Float32Array(cases * classes);
    this.#recent = new Float32Array(cases * classes);
    this.#first = new Uint8Array(cases).fill(classes);
    this.#latest = new Uint8Array(cases).fill(classes);
    this.#usual = new Uint8Array(cases).fill(classes);
    this.#lately = new Uint8Array(cases).fill(classes);
  }

  usual(which: number): number {
    return this.#usual[which] as number;
  }

  lately(which: number): number {
    return this.#lately[which] as number;
  }

  first(which: number): number {
    return this.#first[which] as number;
  }

  latest(which: number): number {
    return this.#latest[which] as number;
  }

  add(which: number, move: number): void {
    const classes = this.#classes;
    if (move >= classes) return;
    if (this.#first[which] === classes) this.#first[which] = move;
    this.#latest[which] = move;
    this.#usual[which] = count(this.#all, which * classes, classes, move, 1);
    this.#lately[which] = count(this.#recent, which * classes, classes, move, KEEP);
  }
}

/** Counts a move of a case, whose older counts are worth less now. @returns the move that has been made most */
function count(counts: Float32Array, from: number, classes: number, move: number, keep: number): number {
  let best = 0;
  for (let i = 0; i < classes; i++) {
    const now = (counts[from + i] as number) * keep + (i === move ? 1 : FAINT_SINGLE);
    counts[from + i] = now;
    if (now > (counts[from + best] as number)) best = i;
  }
  return best;
}
