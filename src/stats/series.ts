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
