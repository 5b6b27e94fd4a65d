import type { Interval } from './interval.js';

/**
 * The Elo difference at which the expected score is `score`: A. E. Elo, "The Rating of Chessplayers", 1978.
 * @returns null at 0 and 1, where it is infinite: JSON knows no infinity
 */
export function eloOfScore(score: number): number | null {
  return score <= 0 || score >= 1 ? null : 400 * Math.log10(score / (1 - score));
}

/** The expected score, in (0, 1), at a difference in Elo. */
export function scoreOfElo(elo: number): number {
  return 1 / (1 + 10 ** (-elo / 400));
}

/** The scores at two differences in Elo: above the first is better, below the second not worth having. */
export function eloBounds(elo0 = 0, elo1 = 5): Interval {
  return { low: scoreOfElo(elo0), high: scoreOfElo(elo1) };
}

/** The bounds for `judge`: what so much Elo is worth against an equal opponent, on the scale of differences. */
export function differenceBounds(elo0 = 0, elo1 = 5): Interval {
  return { low: scoreOfElo(elo0) / 2 + 0.25, high: scoreOfElo(elo1) / 2 + 0.25 };
}
