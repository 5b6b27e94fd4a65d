import type { PairingResult, RunResult } from '../../lab/index.js';
import { type CurvePoint, isNormalized, type PairSummary, type Standpoint } from '../../stats/index.js';
import { formatTally } from '../session/format-session.js';
import { formatChart, formatTable } from '../text/format-table.js';
import { formatCount, formatMatches, formatPercent } from '../text/format-units.js';
import type { Style } from '../text/output.js';
import { clean, padStart } from '../text/text.js';
import {
  confidenceOf,
  cutMiddle,
  figuresOf,
  formatConfidence,
  formatEloRange,
  formatEntrant,
  formatLikelihood,
  formatScoreRange,
  type LabFigures,
  labelled,
  nameOf,
  signedPercent,
} from './lab-figures.js';

/** The numbers of two that played each other. */
export function formatPairNumbers(result: RunResult, style: Style): string[] {
  const figures = figuresOf(result);
  const summary = result.pairings[0]?.summary;
  if (!figures || !summary) return [];
  const a = formatEntrant(figures.a);
  const line = (label: string, ...parts: string[]) => labelled(label, parts, style);
  return [
    line(figures.game, style.bold(formatMatches(figures.matches)), formatTally(figures, style)),
    ...scoreLines(figures, formatConfidence(confidenceOf(result)), line),
    ...normalizedLines(result, line),
    ...(summary.enough ? certain(summary, a, line, style) : []),
    line('errors', errorsOf(result, summary)),
  ];
}

/** What is told only where there are units enough. */
function certain(summary: PairSummary, a: string, line: LineFormatter, style: Style): string[] {
  return [
    line('superiority', formatLikelihood(summary.superiority), `likelihood that ${a} is the stronger`),
    line(
      'net',
      `${style.bold(signedPercent(summary.netPerWager, 2))} of a wager after the fee`,
      `95 %: ${signedPercent(summary.net95.low, 2)} to ${signedPercent(summary.net95.high, 2)}`,
    ),
    line(
      'break-even',
      `${formatPercent(summary.breakEvenScore, 2)} must be scored; ${STANDPOINTS[summary.standpoint](style)}`,
    ),
  ];
}

type LineFormatter = (label: string, ...parts: string[]) => string;

function scoreLines(figures: LabFigures, confidence: string, line: LineFormatter): string[] {
  const score = formatScoreRange(figures);
  const elo = formatEloRange(figures);
  // From too few pairs or series there is no interval.
  const range = (text: string) => (figures.scoreLow === null ? [] : [`${confidence}: ${text}`]);
  return [
    line('score', score.value, ...range(score.range)),
    line('Elo', elo.value.replace(' Elo', ''), ...range(elo.range)),
  ];
}

const STANDPOINTS: Readonly<Record<Standpoint, (style: Style) => string>> = {
  above: (style) => style.good('above it, at 95 % confidence'),
  below: (style) => style.bad('below it, at 95 % confidence'),
  unclear: () => 'cannot tell yet',
};

function errorsOf(result: RunResult, summary: PairSummary): string {
  const { comparison } = result;
  if (!comparison) return unitsOf(summary.unit, summary.units, summary.remembers);
  const { units, unitCount, remembers } = comparison;
  return `${unitsOf(units, unitCount, remembers)}, ${howSure(result)} (net, superiority: at the end)`;
}

/** Earlier versions kept runs with a test that corrected nothing, and were sure all the time. */
function howSure({ plan: { test } }: RunResult): string {
  return test && 'confidence' in test ? 'valid at every look' : 'corrected for the stop';
}

/** Where the question was put in it. */
function normalizedLines({ comparison, plan: { test } }: RunResult, line: LineFormatter): string[] {
  if (!comparison?.enough || !test || !isNormalized(test)) return [];
  const { value, range } = formatEloRange(comparison.normalized);
  return [line('normalized', value, `95 %: ${range}`)];
}

function unitsOf(unit: 'pairs' | 'series', count: number, remembers: boolean): string {
  if (unit === 'pairs') return `from ${formatCount(count)} pairs (same draws, sides swapped)`;
  const why = remembers
    ? ', which scatter more than their pairs: somebody remembers, though none declares it'
    : '';
  return `from ${formatCount(count)} series${why}`;
}
/** The numbers of a comparison through third strategies: what both got of each. @param columns to keep within */
export function formatFieldNumbers(result: RunResult, style: Style, columns: number): string[] {
  const figures = figuresOf(result);
  if (!figures || !result.comparison) return [];
  const [ofNew, ofOld] = [0, 1].map((side) => result.pairings.filter(({ first }) => first === side));
  if (!ofNew || !ofOld) return [];
  const line: LineFormatter = (label, ...parts) => labelled(label, parts, style);
  const rows = ofNew.map(({ second, summary }) => {
    const old = ofOld.find((pairing) => pairing.second === second)?.summary;
    const name = cutMiddle(clean(nameOf(result, second)), Math.max(8, Math.min(32, columns - 46)));
    return [
      name,
      padStart(formatCount(summary.matches + (old?.matches ?? 0)), 7),
      withReach(summary),
      old ? withReach(old) : '–',
      old ? padStart(signedPercent(summary.score - old.score), 7) : '',
    ];
  });
  const head = ['AGAINST', 'MATCHES', 'NEW', 'OLD', 'GAIN'].map((word) => style.dim(word));
  const nets = [ofNew, ofOld].map((pairings) =>
    signedPercent(mean(pairings.map(({ summary }) => [summary.netPerWager, summary.matches])), 2),
  );
  return [
    line(figures.game, style.bold(formatMatches(result.matches)), `new one: ${formatTally(figures, style)}`),
    line('net', `${nets[0]} of a wager after the fee`, `old one: ${nets[1]}`),
    ...normalizedLines(result, line),
    line('errors', `${howSure(result)}, from ${result.comparison.units} with the same draws for both`),
    '',
    ...formatTable([head, ...rows]).split('\n'),
  ];
}

/** `52.0 % ±1.1` */
function withReach({ score, score95 }: PairSummary): string {
  return `${padStart(formatPercent(score), 7)} ±${(50 * (score95.high - score95.low)).toFixed(1)}`;
}

function mean(weighted: readonly (readonly [value: number, weight: number])[]): number {
  const weights = weighted.reduce((sum, [, weight]) => sum + weight, 0);
  return weighted.reduce((sum, [value, weight]) => sum + value * weight, 0) / (weights || 1);
}

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
