import type { EntrantResult, FaultKind, RunResult } from '../../lab/index.js';
import { formatCount, formatMatches, formatTime } from '../text/format-units.js';
import type { Style } from '../text/output.js';
import { clean, padEnd, squeeze, width } from '../text/text.js';
import { formatLearning } from './format-lab-curve.js';
import { formatCrossTable, formatRatings } from './format-lab-field.js';
import { formatFieldNumbers, formatPairNumbers } from './format-lab-numbers.js';
import { formatDecideMs, formatEntrant, labelled } from './format-lab-units.js';
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

/** What it did to lose a match by it. */
const FAULTS: Readonly<Record<Exclude<FaultKind, 'hook'>, string>> = {
  threw: 'threw',
  illegal: 'made an illegal move',
  late: 'gave no answer in time',
  hung: 'hung',
  crashed: 'crashed',
  unplayed: 'was out of the series',
};

/** Who did what wrong, how often and how it began; nothing of those who did nothing. */
export function formatFaults(
  entrants: readonly Pick<EntrantResult, 'name' | 'faults' | 'firstFault'>[],
  style: Style,
): string[] {
  return entrants.flatMap(({ name, faults, firstFault }) => {
    const kinds = (Object.keys(FAULTS) as (keyof typeof FAULTS)[]).filter((kind) => (faults[kind] ?? 0) > 0);
    const did = kinds.map((kind) => `${FAULTS[kind]} ${times(faults[kind] ?? 0)}`);
    if (faults.hook) did.push(`failed in a hook ${times(faults.hook)}, at no cost`);
    if (did.length === 0) return [];
    const what = did.join('; ');
    const lost = kinds.reduce((sum, kind) => sum + (faults[kind] ?? 0), 0);
    const who = formatEntrant(name);
    const head =
      lost > 0
        ? style.bold(style.bad(`✗ ${who} forfeited ${formatMatches(lost)}: it ${what}.`))
        : style.notice(`! ${who} ${what}.`);
    return firstFault === null ? [head] : [head, `  First in ${clean(firstFault, 300)}`];
  });
}

function times(n: number): string {
  return n === 1 ? 'once' : n === 2 ? 'twice' : `${formatCount(n)} times`;
}

/** How long they took to decide, where that was measured. */
export function formatDecideTimes(entrants: readonly EntrantResult[], style: Style): string[] {
  const measured = entrants.flatMap(({ name, decideMs }) => (decideMs ? [{ name, decideMs }] : []));
  const columns = Math.max(0, ...measured.map(({ name }) => width(formatEntrant(name))));
  return measured.map(({ name, decideMs: { p50, p99 } }, i) => {
    const times = [`half within ${formatDecideMs(p50)}`, `99 % within ${formatDecideMs(p99)}`];
    const parts = [padEnd(formatEntrant(name), columns), ...times];
    return labelled(i === 0 ? 'decided' : '', parts, style);
  });
}
