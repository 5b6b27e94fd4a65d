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
