/** What a count is worth when the same case comes again. */
const KEEP = 0.9;

/**
 * What somebody who watches me in one respect expects of me next: what mostly followed each case of it, and what followed
 * it last. Somebody who answers that can be expected to answer it again.
 */
export class Reflection {
  readonly #classes: number;
  readonly #counts: Float64Array;
  readonly #latest: Uint8Array;
  readonly #usual: Uint8Array;

  /** Moves are 0 to `classes` - 1; `classes` stands for no move, and for nothing to expect. */
  constructor(cases: number, classes: number) {
    this.#classes = classes;
    this.#counts = new Float64Array(cases * classes);
    this.#latest = new Uint8Array(cases).fill(classes);
    this.#usual = new Uint8Array(cases).fill(classes);
  }

  usual(which: number): number {
    return this.#usual[which] as number;
  }

  latest(which: number): number {
    return this.#latest[which] as number;
  }

  add(which: number, move: number): void {
    const counts = this.#counts;
    const classes = this.#classes;
    if (move >= classes) return;
    this.#latest[which] = move;
    const from = which * classes;
    for (let i = from; i < from + classes; i++) counts[i] = (counts[i] as number) * KEEP;
    counts[from + move] = (counts[from + move] as number) + 1;
    let best = 0;
    for (let i = 1; i < classes; i++) {
      if ((counts[from + i] as number) > (counts[from + best] as number)) best = i;
    }
    this.#usual[which] = best;
  }
}
