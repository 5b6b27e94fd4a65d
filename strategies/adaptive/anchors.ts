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

/** The last rounds, and the last whole matches, that somebody may look back on for the best answer to them. */
const ROUNDS = [10, 30, 100] as const;
const MATCHES = [10, 100] as const;
export const ANSWERS = ROUNDS.length + MATCHES.length;

/** How much more often each move wins than it loses, against one move. */
export type Gains = (theirs: number) => Float64Array;
/** What is less is an error of rounding. */
const EQUAL = 1e-9;

/** The best answers to what a player has done lately, to `told` from `from` on; `NaN` where there is nothing to answer. */
class Answers {
  readonly #gains: Gains;
  readonly #told: Float64Array;
  readonly #from: number;
  /** What each move would have gained in all, by look-back. */
  readonly #sums: readonly Float64Array[];
  readonly #rounds: number[] = [];
  readonly #matches: number[][] = [];
  #match: number[] = [];

  constructor(size: number, gains: Gains, told: Float64Array, from: number) {
    this.#gains = gains;
    this.#told = told;
    this.#from = from;
    this.#sums = Array.from({ length: ANSWERS }, () => new Float64Array(size));
  }

  startMatch(): void {
    const before = this.#match;
    if (before.length === 0) return;
    this.#matches.push(before);
    this.#match = [];
    MATCHES.forEach((window, i) => {
      this.#tell(ROUNDS.length + i, before, this.#matches.at(-1 - window) ?? []);
    });
    if (this.#matches.length > Math.max(...MATCHES)) this.#matches.shift();
  }

  add(move: number): void {
    if (move < 0) return;
    this.#match.push(move);
    this.#rounds.push(move);
    ROUNDS.forEach((window, i) => {
      const gone = this.#rounds.at(-1 - window);
      this.#tell(i, [move], gone === undefined ? [] : [gone]);
    });
    if (this.#rounds.length > Math.max(...ROUNDS)) this.#rounds.shift();
  }

  /** Adds moves that have come into view, and takes away those that have left it. */
  #tell(which: number, come: readonly number[], gone: readonly number[]): void {
    const sums = this.#sums[which] as Float64Array;
    for (const move of come) addTo(sums, this.#gains(move), 1);
    for (const move of gone) addTo(sums, this.#gains(move), -1);
    let best = 0;
    let most = -Infinity;
    for (let i = 0; i < sums.length; i++) {
      const sum = sums[i] as number;
      if (sum > most + EQUAL) {
        most = sum;
        best = i;
      }
    }
    this.#told[this.#from + which] = best;
  }
}

function addTo(sums: Float64Array, gains: Float64Array, times: number): void {
  for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) + times * (gains[i] as number);
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
    this.#answers = gains && new Answers(size, gains, this.all, TRAILS * OF_ALL);
  }

  startMatch(): void {
    for (const trail of this.#trails) trail.startMatch();
    this.#answers?.startMatch();
    this.#update();
  }

  see({ theirs, mine, shown }: Seen): void {
    this.#trails[0].add(theirs < 0 ? Number.NaN : theirs);
    this.#trails[1].add(mine < 0 ? Number.NaN : mine);
    this.#trails[2].add(shown);
    this.#answers?.add(mine);
    this.#update();
  }

  #update(): void {
    this.#trails.forEach((trail, i) => {
      trail.ofMatch(this.match, i * OF_MATCH);
      trail.ofAll(this.all, i * OF_ALL);
    });
  }
}
