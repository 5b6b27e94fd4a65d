import { Z95 } from './interval.js';
import { studentT } from './normal.js';
import type { Units } from './units.js';

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

/** The standard error of a score from series, and the quantile of 95 % that belongs to it. */
interface SeriesError {
  readonly variance: number;
  readonly z: number;
}

/** Fewer series say too little of how they scatter. */
const ENOUGH = 10;

/**
 * The variance of the score of all matches, from how the series scatter: the ratio estimator for clusters of unequal size
 * (Cochran, "Sampling Techniques", 3rd edition, 1977, section 9A.1), with Student's t for the small number of them.
 * @returns null for fewer than 10 series
 */
export function seriesError(counts: Readonly<SeriesCounts>): SeriesError | null {
  let series = 0;
  let allMatches = 0;
  let allPoints = 0;
  for (const [matches, points, times] of entriesOf(counts)) {
    series += times;
    allMatches += matches * times;
    allPoints += points * times;
  }
  if (series < ENOUGH) return null;
  const perMatch = allPoints / allMatches;
  let squares = 0;
  for (const [matches, points, times] of entriesOf(counts))
    squares += times * (points - perMatch * matches) ** 2;
  const variance = ((series / (series - 1)) * squares) / (2 * allMatches) ** 2;
  return { variance, z: studentT(Z95, series - 1) };
}

function* entriesOf(
  counts: Readonly<SeriesCounts>,
): Generator<[matches: number, points: number, times: number]> {
  for (const [matches, ofLength] of Object.entries(counts)) {
    for (const [points, times] of Object.entries(ofLength)) yield [Number(matches), Number(points), times];
  }
}
