/** The last rounds that somebody may look back on for the best answer to them. */
const LOOKS = [10, 30, 100, 300] as const;
export const ANSWERS = LOOKS.length;

/** How much more often each move wins than it loses, against one move. */
export type Gains = (theirs: number) => Float64Array;
/** What is less is an error of rounding. */
const EQUAL = 1e-9;

/** The best answers to what a player has done lately. */
export class Answers {
  readonly #gains: Gains;
  /** What each move would have gained in all, by look. */
  readonly #sums: readonly Float64Array[];
  readonly #moves: number[] = [];

  constructor(size: number, gains: Gains) {
    this.#gains = gains;
    this.#sums = LOOKS.map(() => new Float64Array(size));
  }

  /** The answers go to `out` from `at` on. */
  add(move: number, out: Float64Array, at: number): void {
    if (move < 0) return;
    const gains = this.#gains(move);
    this.#moves.push(move);
    LOOKS.forEach((look, which) => {
      const gone = this.#moves.at(-1 - look);
      out[at + which] = best(
        this.#sums[which] as Float64Array,
        gains,
        gone === undefined ? null : this.#gains(gone),
      );
    });
    if (this.#moves.length > Math.max(...LOOKS)) this.#moves.shift();
  }
}

/** Adds what each move gained in the last round, and takes off what lies too far back. @returns the best move, the first of equals */
function best(sums: Float64Array, gained: Float64Array, lost: Float64Array | null): number {
  let most = -Infinity;
  let found = 0;
  for (let i = 0; i < sums.length; i++) {
    const sum = (sums[i] as number) - (lost ? (lost[i] as number) : 0) + (gained[i] as number);
    sums[i] = sum;
    if (sum <= most + EQUAL) continue;
    most = sum;
    found = i;
  }
  return found;
}
