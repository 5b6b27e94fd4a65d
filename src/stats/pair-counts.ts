/**
 * How many pairs of matches ended how, for one side: twice lost, a loss and a draw, two draws, a win and a loss, a win
 * and a draw, twice won. A pair is two matches with the same draws and the sides swapped. Plain integers: sums of them
 * are the same in any order.
 */
export type PairCounts = [ll: number, ld: number, dd: number, wl: number, wd: number, ww: number];

/** Of one match: 0 lost, 1 drawn, 2 won. */
export type Points = 0 | 1 | 2;

export interface Tally {
  readonly wins: number;
  readonly draws: number;
  readonly losses: number;
}

/** The place of a pair in the counts, by the points of its two matches. */
const PLACE = [
  [0, 1, 3],
  [1, 2, 4],
  [3, 4, 5],
] as const;

export function emptyPairCounts(): PairCounts {
  return [0, 0, 0, 0, 0, 0];
}

/** Counts one pair in `counts`. */
export function addPair(counts: PairCounts, first: Points, second: Points): void {
  counts[PLACE[first][second]]++;
}

export function mergePairs(a: Readonly<PairCounts>, b: Readonly<PairCounts>): PairCounts {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3], a[4] + b[4], a[5] + b[5]];
}

/** By their scores of 0, 1/2, 1, 3/2 and 2. */
export function pentanomial([ll, ld, dd, wl, wd, ww]: Readonly<PairCounts>): readonly [
  number,
  number,
  number,
  number,
  number,
] {
  return [ll, ld, dd + wl, wd, ww];
}

/** The single matches in them. */
export function tallyOf([ll, ld, dd, wl, wd, ww]: Readonly<PairCounts>): Tally {
  return { wins: 2 * ww + wd + wl, draws: 2 * dd + wd + ld, losses: 2 * ll + ld + wl };
}
