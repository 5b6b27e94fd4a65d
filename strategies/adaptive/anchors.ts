import type { Seen } from './expert.js';

/** Rounds that are kept of each trail. */
const KEPT = 100;
const WINDOWS = [2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50, 100] as const;
const MEDIANS = [3, 5, 9, 20, 50, 100] as const;
/** What a fading mean moves by, a round. */
const FADES = [0.05, 0.1, 0.2, 0.3, 0.5] as const;

/** Numbers in a row, match by match, and what a player may remember of them: `NaN` where there is nothing to remember yet. */
class Trail {
  readonly #kept = new Float64Array(KEPT);
  readonly #sorted = new Float64Array(KEPT);
  readonly #fading = new Float64Array(FADES.length).fill(Number.NaN);
  #count = 0;
  #sum = 0;
  /** Of this match, and the last one. */
  #match: number[] = [];
  #before: readonly number[] = [];

  startMatch(): void {
    if (this.#match.length > 0) this.#before = this.#match;
    this.#match = [];
  }

  add(value: number): void {
    if (Number.isNaN(value)) return;
    this.#match.push(value);
    this.#kept[this.#count++ % KEPT] = value;
    this.#sum += value;
    for (let i = 0; i < FADES.length; i++) {
      const level = this.#fading[i] as number;
      this.#fading[i] = Number.isNaN(level) ? value : level + (FADES[i] as number) * (value - level);
    }
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
    const kept = this.#kept;
    const count = this.#count;
    out[at++] = count > 0 ? (kept[(count - 1) % KEPT] as number) : Number.NaN;
    out[at++] = this.#sum / count;
    out[at++] = this.#before[0] ?? Number.NaN;
    out[at++] = this.#before[this.#match.length] ?? Number.NaN;
    for (const level of this.#fading) out[at++] = level;
    let sum = 0;
    let from = 0;
    for (const window of WINDOWS) {
      const to = Math.min(window, count);
      for (; from < to; from++) sum += kept[(count - 1 - from) % KEPT] as number;
      out[at++] = sum / to;
    }
    for (const window of MEDIANS) {
      const to = Math.min(window, count);
      const sorted = this.#sorted.subarray(0, to);
      for (let i = 0; i < to; i++) sorted[i] = kept[(count - 1 - i) % KEPT] as number;
      sorted.sort();
      out[at++] = to > 0 ? (sorted[Math.floor(to / 2)] as number) : Number.NaN;
    }
  }
}

/** The last rounds that somebody may look back on for the best answer to them. */
const LOOKS = [10, 30, 100, 300] as const;
export const ANSWERS = LOOKS.length;

/** How much more often each move wins than it loses, against one move. */
export type Gains = (theirs: number) => Float64Array;
/** What is less is an error of rounding. */
const EQUAL = 1e-9;

/** The best answers to what a player has done lately. */
class Answers {
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
      const sums = this.#sums[which] as Float64Array;
      const gone = this.#moves.at(-1 - look);
      const lost = gone === undefined ? null : this.#gains(gone);
      let most = -Infinity;
      for (let i = 0; i < sums.length; i++) {
        const sum = (sums[i] as number) + (gains[i] as number) - (lost ? (lost[i] as number) : 0);
        sums[i] = sum;
        if (sum <= most + EQUAL) continue;
        most = sum;
        out[at + which] = i;
      }
    });
    if (this.#moves.length > Math.max(...LOOKS)) this.#moves.shift();
  }
}

/** How many numbers there are of each trail. */
export const OF_MATCH = 6;
export const OF_ALL = 4 + FADES.length + WINDOWS.length + MEDIANS.length;
/** The opponent's moves, mine, and what was shown. */
export const TRAILS = 3;

/**
 * The numbers that a player may go by: what it played, what I played and what was shown, each as the last one, as running
 * means and medians, and as what stood in its place in the match before. Of each trail the last number comes first, and the
 * mean of the match fourth. After the trails come the best answers to my moves.
 */
export class Anchors {
  /** Trail by trail: of this match, and of all rounds. */
  readonly match = new Float64Array(TRAILS * OF_MATCH).fill(Number.NaN);
  readonly all = new Float64Array(TRAILS * OF_ALL + ANSWERS).fill(Number.NaN);
  readonly #trails = [new Trail(), new Trail(), new Trail()] as const;
  readonly #answers: Answers | undefined;

  /** @param gains of each of `size` moves; without them there are no best answers */
  constructor(size: number, gains?: Gains) {
    this.#answers = gains && new Answers(size, gains);
  }

  startMatch(): void {
    for (const trail of this.#trails) trail.startMatch();
    this.#update();
  }

  see({ theirs, mine, shown }: Seen): void {
    this.#trails[0].add(theirs < 0 ? Number.NaN : theirs);
    this.#trails[1].add(mine < 0 ? Number.NaN : mine);
    this.#trails[2].add(shown);
    this.#answers?.add(mine, this.all, TRAILS * OF_ALL);
    this.#update();
  }

  #update(): void {
    this.#trails.forEach((trail, i) => {
      trail.ofMatch(this.match, i * OF_MATCH);
      trail.ofAll(this.all, i * OF_ALL);
    });
  }
}
