import type { RunResult } from '../lab/index.js';
import { formatKeptRun } from './format-kept-run.js';
import { formatDecideTimes, formatFaults } from './format-lab-conduct.js';
import { formatLearning } from './format-lab-curve.js';
import { formatCrossTable, formatRatings } from './format-lab-field.js';
import { formatFieldNumbers, formatPairNumbers } from './format-lab-numbers.js';
import { formatVerdict } from './format-lab-verdict.js';
import { isOverField } from './lab-figures.js';
import type { Style } from './style.js';
import { squeeze } from './text.js';

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
