import { type Interval, wilson } from './interval.js';
import type { Points } from './pair-counts.js';

/**
 * Results by the place of the match in its series: for each bin losses, draws and wins, one after the other. Bins grow with
 * the place: single matches up to the eighth, then four bins for every doubling, 99 in all. Plain integers.
 */
export type Curve = number[];

export interface CurvePoint {
  /** The matches of the series in this bin, from 1, both included; `to` is null in the last bin, which has no end. */
  readonly from: number;
  readonly to: number | null;
  readonly matches: number;
  readonly score: number;
  /** As if the matches were independent. */
  readonly score95: Interval;
}

const LAST = 98;

export function emptyCurve(): Curve {
  return [];
}

/** Counts a match in `curve`. @param place in its series, from 1 */
export function addToCurve(curve: Curve, place: number, points: Points): void {
  const cell = 3 * (BINS[place] ?? binOf(place)) + points;
  while (curve.length <= cell) curve.push(0);
  curve[cell] = (curve[cell] ?? 0) + 1;
}

/** The bins that hold matches. */
export function curvePoints(curve: readonly number[]): CurvePoint[] {
  const points: CurvePoint[] = [];
  for (let bin = 0; 3 * bin < curve.length; bin++) {
    const [losses = 0, draws = 0, wins = 0] = curve.slice(3 * bin, 3 * bin + 3);
    const matches = losses + draws + wins;
    // A draw is taken for half a win: an interval too wide rather than too narrow.
    const score95 = wilson(wins + draws / 2, matches);
    if (score95 === null) continue;
    const to = bin === LAST ? null : startOf(bin + 1) - 1;
    points.push({ from: startOf(bin), to, matches, score: (wins + draws / 2) / matches, score95 });
  }
  return points;
}

/** Its place in binary: the leading one and the two digits after it. */
function binOf(place: number): number {
  if (place < 4) return place - 1;
  const octave = 31 - Math.clz32(Math.min(place, 2 ** 31));
  return Math.min(LAST, 4 * (octave - 2) + 3 + (Math.floor(place / 2 ** (octave - 2)) & 3));
}

/** Of the places of a usual series, as every match of a simulation asks. */
const BINS = Uint8Array.from({ length: 1_025 }, (_, place) => (place === 0 ? 0 : binOf(place)));

function startOf(bin: number): number {
  if (bin < 3) return bin + 1;
  return (4 + ((bin - 3) % 4)) * 2 ** Math.floor((bin - 3) / 4);
}
