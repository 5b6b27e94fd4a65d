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
export function pentanomial([ll, ld, dd, wl, wd, ww]: Readonly<PairCounts>) {
  return [ll, ld, dd + wl, wd, ww] as const;
}

/** The single matches in them. */
export function tallyOf([ll, ld, dd, wl, wd, ww]: Readonly<PairCounts>): Tally {
  return { wins: 2 * ww + wd + wl, draws: 2 * dd + wd + ld, losses: 2 * ll + ld + wl };
}

/**
 * How many series of matches ended how: by the number of their matches, then by their points (2 a win, 1 a draw). What a
 * strategy learns ties the matches of a series to each other; series are independent. At most two numbers a match of the
 * longest series, however many series; plain integers under integer keys, so that the JSON is the same in any order.
 */
export type SeriesCounts = Record<number, Record<number, number>>;

/** Counts `times` series of that many matches and points in `counts`. */
export function addSeries(counts: SeriesCounts, matches: number, points: number, times = 1): void {
  const ofLength = counts[matches] ?? {};
  counts[matches] = ofLength;
  ofLength[points] = (ofLength[points] ?? 0) + times;
}

/**
 * Each series of the full length, that is the longest seen, as a unit: its score. Shorter ones are left out, since a
 * learner's score depends on the length.
 */
export function seriesUnits(counts: Readonly<SeriesCounts>): Units {
  const longest = Math.max(0, ...Object.keys(counts).map(Number));
  return Object.entries(counts[longest] ?? {}).map(
    ([points, times]) => [Number(points) / (2 * longest), times] as const,
  );
}

/**
 * Counts in `counts`, for comparing two strategies through third ones, how much more the first got than the second from
 * the same opponent with the same draws: in so many matches, which are a pair (2) or a series. `seriesUnits` of them are 1/2
 * for no difference; a mean of m is a gain in score of 2 m - 1.
 * @param points 2 a win, 1 a draw
 */
export function addDifference(
  counts: SeriesCounts,
  matches: number,
  points: { readonly first: number; readonly second: number },
): void {
  addSeries(counts, 2 * matches, 2 * matches + points.first - points.second);
}

/**
 * Independent observations, each a score in [0, 1], by value: what intervals and tests are computed from. A value occurs
 * once, with how often it was seen.
 */
export type Units = readonly (readonly [score: number, count: number])[];

/** @param counts each pair is a unit: its mean score for a match */
export function pairUnits(counts: Readonly<PairCounts>): Units {
  return pentanomial(counts).map((count, i) => [i / 4, count] as const);
}

export interface Moments {
  readonly count: number;
  readonly mean: number;
  /** The mean squared distance from the mean. */
  readonly variance: number;
}

/** @returns null of no units */
export function momentsOf(units: Units): Moments | null {
  const count = units.reduce((sum, [, n]) => sum + n, 0);
  if (count === 0) return null;
  const mean = units.reduce((sum, [score, n]) => sum + score * n, 0) / count;
  const variance = units.reduce((sum, [score, n]) => sum + n * (score - mean) ** 2, 0) / count;
  return { count, mean, variance };
}

/** Fewer units say too little of how they scatter: no interval is made from them, and no verdict. */
export const ENOUGH_UNITS = 10;
