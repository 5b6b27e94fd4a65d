import { type Interval, wilson, Z95 } from './interval.js';
import { normalCdf } from './normal.js';
import type { Moments } from './units.js';

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
 * @param inflation how many times larger the variance of the mean is than that of independent units
 */
export function meanInterval(moments: Moments, inflation = 1, z = Z95): Interval {
  const trials = moments.count / (spreadOf(moments) * inflation);
  return wilson(moments.mean * trials, trials, z) ?? { low: 0, high: 1 };
}

/**
 * The likelihood of superiority: how far the mean lies above 1/2, in standard errors at 1/2, as a normal probability. Above
 * 0.975 exactly where `meanInterval` lies above 1/2. With wins and losses alone it is the formula of the chess programmers,
 * (1 + erf((W - L) / sqrt(2 (W + L)))) / 2; without any variance it is near 0 or 1 as the number of units tells, 1/2 at 1/2.
 */
export function superiority(moments: Moments, inflation = 1): number {
  return normalCdf((moments.mean - 0.5) / Math.sqrt((spreadOf(moments) * inflation) / (4 * moments.count)));
}
