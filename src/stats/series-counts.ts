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
