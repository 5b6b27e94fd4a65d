import type { Interval } from './interval.js';

/** Where a win rate stands to the one that breaks even: beyond doubt (at 95 %) above or below, or not to be told yet. */
export type Standpoint = 'above' | 'unclear' | 'below';

/** @returns null where either is unknown */
export function standpointOf(rate: Interval | null, breakEven: number | null): Standpoint | null {
  if (rate === null || breakEven === null) return null;
  return rate.low > breakEven ? 'above' : rate.high < breakEven ? 'below' : 'unclear';
}
