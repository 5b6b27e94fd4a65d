import { type PairCounts, pentanomial } from './pair-counts.js';

/**
 * Independent observations, each a score in [0, 1], by value: what intervals and tests are computed from. A value occurs
 * once, with how often it was seen.
 */
export type Units = readonly (readonly [score: number, count: number])[];

/** @param counts each pair is a unit: its mean score for a match */
export function pairUnits(counts: Readonly<PairCounts>): Units {
  return pentanomial(counts).map((count, i) => [i / 4, count] as const);
}

export interface Moments {
  readonly count: number;
  readonly mean: number;
  /** The mean squared distance from the mean. */
  readonly variance: number;
}

/** @returns null of no units */
export function momentsOf(units: Units): Moments | null {
  const count = units.reduce((sum, [, n]) => sum + n, 0);
  if (count === 0) return null;
  const mean = units.reduce((sum, [score, n]) => sum + score * n, 0) / count;
  const variance = units.reduce((sum, [score, n]) => sum + n * (score - mean) ** 2, 0) / count;
  return { count, mean, variance };
}

/** Fewer units say too little of how they scatter: no interval is made from them, and no verdict. */
export const ENOUGH_UNITS = 10;
