import { normalCdf } from './normal.js';
import type { SeriesCounts } from './series-counts.js';
import { momentsOf, type Units } from './units.js';

/** Fewer units say too little of how they scatter: no interval is made from them, and no verdict. */
export const ENOUGH_UNITS = 10;

/** The level of the test whether strategies forget, as they declare. */
const LEVEL = 0.001;

/**
 * Whether series scatter as they would if their pairs were independent: the F test of the analysis of variance, between
 * series against within them.
 * @param pairs all pairs of the series, by their scores
 * @param series the same matches by series; a key of `matchesOfPair` is one pair
 */
export function pairsAreIndependent(
  pairs: Units,
  series: Readonly<SeriesCounts>,
  matchesOfPair = 2,
): boolean {
  const all = momentsOf(pairs);
  if (all === null) return true;
  let groups = 0;
  let between = 0;
  for (const [matches, ofLength] of Object.entries(series)) {
    for (const [points, times] of Object.entries(ofLength)) {
      groups += times;
      const distance = Number(points) / (2 * Number(matches)) - all.mean;
      between += times * (Number(matches) / matchesOfPair) * distance ** 2;
    }
  }
  const [one, other] = [groups - 1, all.count - groups];
  if (one < 1 || other < 1) return true;
  // Rounding must not make something of nothing.
  const within = Math.max(0, all.count * all.variance - between);
  if (between < 1e-9 * all.count) return true;
  return within === 0 ? false : chanceAbove(between / one / (within / other), one, other) >= LEVEL;
}

/**
 * The chance that F with these degrees of freedom is larger: the approximation of Paulson (1942), from the cube root of
 * Wilson and Hilferty. Good to a few percent of itself in the tail.
 */
function chanceAbove(f: number, one: number, other: number): number {
  const [a, b] = [2 / (9 * one), 2 / (9 * other)];
  const root = Math.cbrt(f);
  return 1 - normalCdf(((1 - b) * root - (1 - a)) / Math.sqrt(b * root ** 2 + a));
}
