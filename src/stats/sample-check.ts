/** Values in sums. */
export interface ValueSums {
  readonly count: number;
  readonly sum: number;
  readonly squares: number;
  readonly least: number;
  readonly most: number;
}

export const NO_VALUES: ValueSums = { count: 0, sum: 0, squares: 0, least: Infinity, most: -Infinity };

export function withValue({ count, sum, squares, least, most }: ValueSums, value: number): ValueSums {
  return {
    count: count + 1,
    sum: sum + value,
    squares: squares + value * value,
    least: Math.min(least, value),
    most: Math.max(most, value),
  };
}

/** How far the mean of some values lies from that of all, which they are a part of. */
export interface SampleCheck {
  /** Chi-squared of one degree of freedom: the squared distance by its variance, that of a sample without replacement. */
  readonly chiSquared: number;
  /** No smaller than the chance of such a distance, or a larger one, where it is chance which of all values these are. */
  readonly chanceAtMost: number;
}

/**
 * Whether some values may be any of all. Chi-squared alone would accuse too often where a few values are far from the others. So
 * the chance is bounded by inequalities that hold for any values, also in a sample without replacement (Hoeffding, "Probability
 * inequalities for sums of bounded random variables", Journal of the American Statistical Association 58, 1963, theorem 1 and
 * section 6), and that of Bernstein, which knows the variance.
 */
export function checkSample(some: ValueSums, all: ValueSums): SampleCheck {
  const others = all.count - some.count;
  const mean = all.sum / all.count;
  const variance = Math.max(0, all.squares / all.count - mean * mean);
  // Rounding must not make something of nothing.
  if (some.count === 0 || others <= 0 || variance < 1e-12) return { chiSquared: 0, chanceAtMost: 1 };
  const off = some.sum / some.count - mean;
  const reach = Math.max(all.most - mean, mean - all.least);
  // From 0 to 1.
  const scaled = (value: number) => (value - all.least) / (all.most - all.least);
  // What holds for these holds for the others: whichever says more.
  const exponents = [
    { count: some.count, from: off },
    { count: others, from: (-off * some.count) / others },
  ].flatMap(({ count, from }) => [
    (count * from * from) / (2 * variance + (2 / 3) * reach * Math.abs(from)),
    count * divergence(scaled(mean + from), scaled(mean)),
  ]);
  return {
    chiSquared: (some.count * off ** 2) / ((variance * others) / (all.count - 1)),
    chanceAtMost: Math.min(1, 2 * Math.exp(-Math.max(...exponents))),
  };
}

/** Of Kullback and Leibler, between the chances of a coin. */
function divergence(one: number, other: number): number {
  const term = (p: number, q: number) => (p <= 0 ? 0 : p * Math.log(p / q));
  const p = Math.min(1, Math.max(0, one));
  return term(p, other) + term(1 - p, 1 - other);
}
