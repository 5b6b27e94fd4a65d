/**
 * The smallest of the values that at least the share `q` of them does not exceed (nearest rank).
 * @param sorted ascending
 * @param q 0 to 1
 * @returns null of no values
 */
export function quantile(sorted: readonly number[], q: number): number | null {
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? null;
}

/** The sums so far: as many as there are values. */
export function cumulative(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
}

/**
 * How long decisions took: counts by buckets, each 2 % wider than the one before (Masson, Rim and Lee, "DDSketch",
 * VLDB 2019). Plain integers under integer keys, at most 1,161 of them.
 */
export type TimeHistogram = Record<number, number>;

const GROWTH = 1.02;
const LOG_GROWTH = Math.log(GROWTH);
/** The end of the first bucket. */
const SHORTEST_MS = 1e-4;
/** About a quarter of an hour; longer times count as that. */
const LAST = 1_160;

export function addTime(histogram: TimeHistogram, ms: number): void {
  const bucket = ms <= SHORTEST_MS ? 0 : Math.min(LAST, Math.ceil(Math.log(ms / SHORTEST_MS) / LOG_GROWTH));
  histogram[bucket] = (histogram[bucket] ?? 0) + 1;
}

/**
 * The time that at least the share `q` of the decisions did not exceed, in milliseconds: within 1 % of the exact one, if
 * that is between 100 ns and ten minutes.
 * @returns null of none
 */
export function timeQuantile(histogram: Readonly<TimeHistogram>, q: number): number | null {
  // Integer keys come in ascending order.
  const buckets = Object.entries(histogram);
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  let left = Math.max(1, Math.ceil(q * total));
  for (const [bucket, count] of buckets) {
    left -= count;
    // The value from which both ends of the bucket are the same share away.
    if (left <= 0) return (SHORTEST_MS * GROWTH ** Number(bucket) * 2) / (GROWTH + 1);
  }
  return null;
}
