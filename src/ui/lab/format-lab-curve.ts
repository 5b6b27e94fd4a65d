import type { PairingResult, RunResult } from '../../lab/index.js';
import type { CurvePoint } from '../../stats/index.js';
import { formatChart } from '../text/format-table.js';
import { formatCount, formatPercent } from '../text/format-units.js';
import type { Style } from '../text/output.js';
import { formatEntrant } from './format-lab-units.js';
import { nameOf } from './lab-figures.js';

/** As many standard errors as one of many places to split at does not reach by chance. */
const CLEAR = 4;
/** A smaller change of the score is not shown. */
const LEAST_CHANGE = 0.01;
const ROWS = 6;
const MOST_COLUMNS = 72;
const MOST_TOLD = 5;
/** No point of a chart stands for less than this share of all matches: few of them scatter much. */
const LEAST_SHARE = 0.03;

/** How the score changes within a series. */
interface Change {
  /** Up to this match of the series. */
  readonly until: number;
  readonly before: number;
  readonly after: number;
}

/** The score along a series, where it moves: who learns, and how fast. @param columns to keep within */
export function formatLearning(result: RunResult, style: Style, columns: number): string[] {
  const moving = result.pairings.flatMap((pairing) => {
    const change = changeIn(pairing.curve);
    return change ? [{ pairing, change }] : [];
  });
  const [only] = moving;
  if (!only) return [];
  if (result.pairings.length === 1) return chartOf(result, only.pairing, style, columns);
  const size = ({ change }: { change: Change }) => Math.abs(change.after - change.before);
  const told = moving.toSorted((one, other) => size(other) - size(one)).slice(0, MOST_TOLD);
  const rest = moving.length > told.length ? [`  and ${moving.length - told.length} more pairings`] : [];
  return [
    style.dim('Somebody learns within a series:'),
    ...told.map(({ pairing, change }) => `  ${sentenceOf(result, pairing, change)}`),
    ...rest,
  ];
}

/**
 * The split of a curve where the scores before and after it differ most clearly; null where no split shows more than chance
 * does.
 */
function changeIn(curve: readonly CurvePoint[]): Change | null {
  let best: (Change & { readonly clear: number }) | null = null;
  for (let i = 1; i < curve.length; i++) {
    const [early, late] = [pooled(curve.slice(0, i)), pooled(curve.slice(i))];
    const error = 0.5 * Math.sqrt(1 / early.matches + 1 / late.matches);
    const clear = Math.abs(late.score - early.score) / error;
    if (Math.abs(late.score - early.score) < LEAST_CHANGE || clear < Math.max(CLEAR, best?.clear ?? 0))
      continue;
    best = { until: (curve[i]?.from ?? 1) - 1, before: early.score, after: late.score, clear };
  }
  return best;
}

function pooled(points: readonly CurvePoint[]): { matches: number; score: number } {
  const matches = points.reduce((sum, point) => sum + point.matches, 0);
  return { matches, score: points.reduce((sum, point) => sum + point.score * point.matches, 0) / matches };
}

function sentenceOf(result: RunResult, { first, second }: PairingResult, change: Change): string {
  const { until, before, after } = change;
  const [a, b] = [formatEntrant(nameOf(result, first)), formatEntrant(nameOf(result, second))];
  return `${a} against ${b}: ${formatPercent(before)} up to match ${formatCount(until)}, then ${formatPercent(after)}`;
}

function chartOf(
  result: RunResult,
  { first, curve }: PairingResult,
  style: Style,
  columns: number,
): string[] {
  const label = (value: number) => formatPercent(value + 0.5);
  const last = curve.at(-1);
  const end = last?.to ?? last?.from ?? 1;
  const length = Math.min(end, result.plan.series);
  return [
    style.dim(
      `Score of ${formatEntrant(nameOf(result, first))} by the match of the series, 1 to ${formatCount(length)}, each doubling as wide:`,
    ),
    ...formatChart(smooth(curve), { columns: Math.min(columns, MOST_COLUMNS), rows: ROWS, label }),
  ];
}

/** The distance of the score from 1/2 in each bin, those with few matches together. */
function smooth(curve: readonly CurvePoint[]): number[] {
  const least = LEAST_SHARE * pooled(curve).matches;
  const groups: CurvePoint[][] = [];
  for (const point of curve) {
    const last = groups.at(-1);
    if (last && pooled(last).matches < least) last.push(point);
    else groups.push([point]);
  }
  return groups.flatMap((group) => group.map(() => pooled(group).score - 0.5));
}
