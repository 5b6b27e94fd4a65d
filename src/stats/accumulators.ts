import type { Points } from './counts.js';
import { type Interval, wilson } from './interval.js';
import { quantile } from './summary.js';

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

const LAST_BIN = 98;

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
    const to = bin === LAST_BIN ? null : startOf(bin + 1) - 1;
    points.push({ from: startOf(bin), to, matches, score: (wins + draws / 2) / matches, score95 });
  }
  return points;
}

/** Its place in binary: the leading one and the two digits after it. */
function binOf(place: number): number {
  if (place < 4) return place - 1;
  const octave = 31 - Math.clz32(Math.min(place, 2 ** 31));
  return Math.min(LAST_BIN, 4 * (octave - 2) + 3 + (Math.floor(place / 2 ** (octave - 2)) & 3));
}

/** Of the places of a usual series, as every match of a simulation asks. */
const BINS = Uint8Array.from({ length: 1_025 }, (_, place) => (place === 0 ? 0 : binOf(place)));

function startOf(bin: number): number {
  if (bin < 3) return bin + 1;
  return (4 + ((bin - 3) % 4)) * 2 ** Math.floor((bin - 3) / 4);
}

/**
 * How often which move was made in which state. Names of states and moves are the caller's. Only the first 200 states in
 * the order of their names (by code units) are kept, and the first 200 moves of each: a name that is among the first of
 * all is among the first of every part, so what is kept has been counted from the start, in whatever order parts are
 * merged. Put what matters first in the name.
 */
export type MoveCounts = Record<string, Record<string, number>>;

const MOST = 200;

/** Counts a move in `counts`. */
export function addMove(counts: MoveCounts, state: string, move: string, times = 1): void {
  const moves = placeFor<Record<string, number>>(counts, state, () => ({}));
  if (moves === null) return;
  if (placeFor(moves, move, () => 0) !== null) moves[move] = (moves[move] ?? 0) + times;
}

/** In one order of names, so that the JSON is the same whichever came first. */
export function mergeMoves(a: Readonly<MoveCounts>, b: Readonly<MoveCounts>): MoveCounts {
  const sum: MoveCounts = {};
  for (const counts of [a, b]) {
    for (const [state, moves] of Object.entries(counts)) {
      for (const [move, times] of Object.entries(moves)) addMove(sum, state, move, times);
    }
  }
  return sorted(sum, (moves) => sorted(moves, (times) => times));
}

/** What `record` holds under the name; null where it is full of names that come before. */
function placeFor<T>(record: Record<string, T>, name: string, empty: () => T): T | null {
  const held = Object.hasOwn(record, name) ? record[name] : undefined;
  if (held !== undefined) return held;
  const names = Object.keys(record);
  if (names.length >= MOST) {
    let last = name;
    for (const other of names) if (other > last) last = other;
    if (name === last) return null;
    delete record[last];
  }
  const place = empty();
  record[name] = place;
  return place;
}

function sorted<T>(record: Readonly<Record<string, T>>, each: (value: T) => T): Record<string, T> {
  const entries = Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, value]) => [name, each(value)]));
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
const LAST_BUCKET = 1_160;

export function addTime(histogram: TimeHistogram, ms: number): void {
  const bucket =
    ms <= SHORTEST_MS ? 0 : Math.min(LAST_BUCKET, Math.ceil(Math.log(ms / SHORTEST_MS) / LOG_GROWTH));
  histogram[bucket] = (histogram[bucket] ?? 0) + 1;
}

/**
 * The time that at least the share `q` of the decisions did not exceed, in milliseconds: within 1 % of the exact one, if
 * that is between 100 ns and ten minutes.
 * @returns null of none
 */
export function timeQuantile(histogram: Readonly<TimeHistogram>, q: number): number | null {
  // Integer keys come in ascending order.
  const counts = Object.entries(histogram).map(([bucket, count]) => [Number(bucket), count] as const);
  const bucket = quantile(counts, q);
  // The value from which both ends of the bucket are the same share away.
  return bucket === null ? null : (SHORTEST_MS * GROWTH ** bucket * 2) / (GROWTH + 1);
}
