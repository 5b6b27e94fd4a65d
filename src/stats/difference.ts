import { scoreOfElo } from './elo.js';
import type { Interval } from './interval.js';
import { addSeries, type SeriesCounts } from './series-counts.js';

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

/** The bounds for `judge`: what so much Elo is worth against an equal opponent, on the scale of differences. */
export function differenceBounds(elo0 = 0, elo1 = 5): Interval {
  return { low: scoreOfElo(elo0) / 2 + 0.25, high: scoreOfElo(elo1) / 2 + 0.25 };
}
