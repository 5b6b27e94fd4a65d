import type { Moments } from './counts.js';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The 97.5 % point of the normal distribution: 95 % lie within it on both sides. */
export const Z95 = 1.959963984540054;

/**
 * The range in which a rate lies at 95 %, seen `successes` times in `trials`: the score interval of Wilson (1927),
 * without continuity correction. Sound for small numbers and for rates near 0 and 1.
 * @returns null without trials
 */
export function wilson(successes: number, trials: number, z = Z95): Interval | null {
  if (trials === 0) return null;
  const rate = successes / trials;
  const z2 = z * z;
  const centre = rate + z2 / (2 * trials);
  const reach = z * Math.sqrt((rate * (1 - rate)) / trials + z2 / (4 * trials * trials));
  const scale = 1 + z2 / trials;
  // At the ends it is exact: rounding must not leave a rate of 0 or 1 outside of its own interval.
  const low = successes === 0 ? 0 : Math.max(0, (centre - reach) / scale);
  const high = successes === trials ? 1 : Math.min(1, (centre + reach) / scale);
  return { low, high };
}

/** Where a score lies at 95 % that is predicted with a standard deviation: within 0 and 1. */
export function predictedInterval({
  score,
  deviation,
}: {
  readonly score: number;
  readonly deviation: number;
}): Interval {
  const within = (value: number) => Math.min(1, Math.max(0, value));
  return { low: within(score - Z95 * deviation), high: within(score + Z95 * deviation) };
}

/** Where a win rate stands to the one that breaks even: beyond doubt (at 95 %) above or below, or not to be told yet. */
export type Standpoint = 'above' | 'unclear' | 'below';

/** @returns null where either is unknown */
export function standpointOf(rate: Interval | null, breakEven: number | null): Standpoint | null {
  if (rate === null || breakEven === null) return null;
  return rate.low > breakEven ? 'above' : rate.high < breakEven ? 'below' : 'unclear';
}

/** The terms after it change nothing, at 8 either. */
const LAST_TERM = 201;

/**
 * The share of a standard normal distribution below `x`, to about 1e-15: the Taylor series of Marsaglia, "Evaluating the
 * Normal Distribution", Journal of Statistical Software 11(4), 2004.
 */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return x;
  // Beyond, the series loses its digits and the result is 0 or 1 to fifteen of them anyway.
  if (Math.abs(x) > 8) return x < 0 ? 0 : 1;
  let term = x;
  let sum = 0;
  for (let i = 1; i <= LAST_TERM && sum + term !== sum; i += 2) {
    sum += term;
    term *= (x * x) / (i + 2);
  }
  return 0.5 + (sum * Math.exp(-(x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

/**
 * Student's t at the same probability as the normal `z`, within 0.5 % for 8 degrees of freedom or more: the expansion of
 * Cornish and Fisher, Abramowitz and Stegun 26.7.5.
 */
export function studentT(z: number, degrees: number): number {
  const first = (z ** 3 + z) / 4;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  return z + first / degrees + second / degrees ** 2;
}

/**
 * The variance of a unit as a share of the most that its mean allows, m (1 - m): 1 if it is only ever 0 or 1, 1/2 if it
 * is the mean of two such, independent. As if one more unit had been 0 and one 1, half a unit's squared distance in all,
 * so that few units, or units that are all the same, do not look certain.
 */
export function spreadOf({ count, mean, variance }: Moments): number {
  return (count * variance + 0.5) / (count * mean * (1 - mean) + 0.5);
}

/**
 * The range in which the mean of units in [0, 1] lies at 95 %, their number being fixed beforehand: the interval of Wilson
 * (1927) on the effective number of trials, as Korn and Graubard, "Confidence intervals for proportions with small
 * expected number of positive counts estimated from survey data", Survey Methodology 24 (1998), do with that of Clopper
 * and Pearson. It stays within [0, 1], is never of no width, and becomes the normal interval as the number grows.
 */
export function meanInterval(moments: Moments, z = Z95): Interval {
  const trials = moments.count / spreadOf(moments);
  return wilson(moments.mean * trials, trials, z) ?? { low: 0, high: 1 };
}

/**
 * The likelihood of superiority: how far the mean lies above 1/2, in standard errors at 1/2, as a normal probability. Above
 * 0.975 exactly where `meanInterval` lies above 1/2. With wins and losses alone it is the formula of the chess programmers,
 * (1 + erf((W - L) / sqrt(2 (W + L)))) / 2; without any variance it is near 0 or 1 as the number of units tells, 1/2 at 1/2.
 */
export function superiority(moments: Moments): number {
  return normalCdf((moments.mean - 0.5) / Math.sqrt(spreadOf(moments) / (4 * moments.count)));
}

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

/**
 * Normalized Elo (M. Van den Bergh, "Normalized Elo"): the distance of the score from 1/2 in standard deviations of a match,
 * on a scale on which it is near to Elo where there are no draws. The same number of it is seen in as many pairs, in any game.
 */
const NORMALIZED = 800 / Math.LN10;

/** Bounds of a unit of so many matches at two differences in normalized Elo: in standard deviations of a unit. */
export function tBounds(elo0: number, elo1: number, matchesOfUnit: number): Interval {
  const scale = Math.sqrt(matchesOfUnit) / NORMALIZED;
  return { low: scale * elo0, high: scale * elo1 };
}

/**
 * The difference in normalized Elo at which units of so many matches have this mean.
 * @param variance of the mean scores of units
 * @returns null where it is infinite
 */
export function normalizedElo(mean: number, variance: number, matchesOfUnit: number): number | null {
  if (mean === 0.5) return 0;
  return variance === 0 ? null : (NORMALIZED * (mean - 0.5)) / Math.sqrt(variance * matchesOfUnit);
}
