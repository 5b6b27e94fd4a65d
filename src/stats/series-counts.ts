import { normalCdf } from './interval.js';
import { momentsOf, type Units } from './units.js';

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

/** The level of the test whether strategies forget, as they declare. */
const LEVEL = 0.001;

/**
 * Whether series scatter as they would if their pairs were independent: the F test of the analysis of variance, between
 * series against within them.
 * @param pairs all pairs of the series, by their scores
 * @param series the same matches by series; a key of `matchesOfPair` is one pair
 */
export function pairsAreIndependent(
  pairs: Units,
  series: Readonly<SeriesCounts>,
  matchesOfPair = 2,
): boolean {
  const all = momentsOf(pairs);
  if (all === null) return true;
  let groups = 0;
  let between = 0;
  for (const [matches, ofLength] of Object.entries(series)) {
    for (const [points, times] of Object.entries(ofLength)) {
      groups += times;
      const distance = Number(points) / (2 * Number(matches)) - all.mean;
      between += times * (Number(matches) / matchesOfPair) * distance ** 2;
    }
  }
  const [one, other] = [groups - 1, all.count - groups];
  if (one < 1 || other < 1) return true;
  // Rounding must not make something of nothing.
  const within = Math.max(0, all.count * all.variance - between);
  if (between < 1e-9 * all.count) return true;
  return within === 0 ? false : chanceAbove(between / one / (within / other), one, other) >= LEVEL;
}

/**
 * The chance that F with these degrees of freedom is larger: the approximation of Paulson (1942), from the cube root of
 * Wilson and Hilferty. Good to a few percent of itself in the tail.
 */
function chanceAbove(f: number, one: number, other: number): number {
  const [a, b] = [2 / (9 * one), 2 / (9 * other)];
  const root = Math.cbrt(f);
  return 1 - normalCdf(((1 - b) * root - (1 - a)) / Math.sqrt(b * root ** 2 + a));
}
