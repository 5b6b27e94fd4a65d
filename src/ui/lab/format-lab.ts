import type { RunResult } from '../../lab/index.js';
import { formatTime } from '../text/format-units.js';
import type { Style } from '../text/style.js';
import { squeeze } from '../text/text.js';
import { formatDecideTimes, formatFaults } from './format-lab-conduct.js';
import { formatLearning } from './format-lab-curve.js';
import { formatCrossTable, formatRatings } from './format-lab-field.js';
import { formatFieldNumbers, formatPairNumbers } from './format-lab-numbers.js';
import { formatVerdict } from './format-lab-verdict.js';
import { isOverField } from './lab-figures.js';

/** The result of a run in the lab: the verdict and faults first, then the numbers. @param columns to keep within */
export function formatLabResult(result: RunResult, style: Style, columns: number): string[] {
  const faults = formatFaults(result.entrants, style);
  const blocks = [
    [...formatVerdict(result, style), ...formatKeptRun(result, style), ...faults],
    ...(result.matches === 0 ? [] : numbers(result, style, columns)),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .flatMap((lines, i) => (i === 0 ? lines : ['', ...lines]))
    .map((line) => squeeze(line, columns));
}

/** Blocks of lines. */
function numbers(result: RunResult, style: Style, columns: number): string[][] {
  const learning = formatLearning(result, style, columns);
  if (isOverField(result)) {
    const times = formatDecideTimes(result.entrants.slice(0, 2), style);
    return [formatFieldNumbers(result, style, columns), times, learning];
  }
  if (result.ratings)
    return [formatRatings(result, style, columns), formatCrossTable(result, style, columns), learning];
  return [[...formatPairNumbers(result, style), ...formatDecideTimes(result.entrants, style)], learning];
}

/** Where results come from a run that was kept: a result that was not played now must not pass for one that was. */
export function formatKeptRun({ kept }: RunResult, style: Style, now = new Date()): string[] {
  if (!kept) return [];
  const run = `kept run of ${timeOf(kept.at, now)}`;
  const text = kept.isWhole
    ? `${run}, nothing was played (--fresh plays it again)`
    : `goes on with the ${run}`;
  return [style.dim(text)];
}

/** As a person remembers it: without the day if that is today. */
function timeOf(at: Date, now: Date): string {
  const isToday = at.toDateString() === now.toDateString();
  return formatTime(at.getTime()).slice(isToday ? 11 : 0, 16);
}
