import type { RunResult } from '../../lab/index.js';
import type { PairSummary, Standpoint } from '../../stats/index.js';
import { formatTally } from '../session/format-session.js';
import { formatTable } from '../text/format-table.js';
import { formatCount, formatMatches, formatPercent } from '../text/format-units.js';
import type { Style } from '../text/output.js';
import { clean, padStart } from '../text/text.js';
import {
  cutMiddle,
  formatConfidence,
  formatEloRange,
  formatEntrant,
  formatLikelihood,
  formatShareRange,
  labelled,
  signedPercent,
} from './format-lab-units.js';
import { confidenceOf, figuresOf, type LabFigures, nameOf } from './lab-figures.js';

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
    ...(summary.enough ? certain(summary, a, line, style) : []),
    line('errors', errorsOf(result, summary)),
  ];
}

/** What is told only where there are units enough. */
function certain(summary: PairSummary, a: string, line: Line, style: Style): string[] {
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

type Line = (label: string, ...parts: string[]) => string;

function scoreLines(figures: LabFigures, confidence: string, line: Line): string[] {
  const { score: value, scoreLow: low, scoreHigh: high } = figures;
  const score = formatShareRange({ value, low, high });
  const elo = formatEloRange(
    { value: figures.elo, low: figures.eloLow, high: figures.eloHigh },
    value ?? 0.5,
  );
  // From too few pairs or series there is no interval.
  const range = (text: string) => (low === null ? [] : [`${confidence}: ${text}`]);
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

function errorsOf({ comparison }: RunResult, summary: PairSummary): string {
  if (comparison)
    return `${unitsOf(comparison.units, comparison.unitCount, comparison.remembers)}, valid at every look (net, superiority: at the end)`;
  return unitsOf(summary.unit, summary.units, summary.remembers);
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
  const line: Line = (label, ...parts) => labelled(label, parts, style);
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
    line('errors', `valid at every look, from ${result.comparison.units} with the same draws for both`),
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
