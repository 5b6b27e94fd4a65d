import type { EntrantResult, FaultKind, RunResult } from '../../lab/index.js';
import { formatTimes } from '../../lib/wording.js';
import type { Rating } from '../../stats/index.js';
import { formatTable } from '../text/format-table.js';
import { formatCounted, formatMatches, formatMs, formatPercent, formatTime } from '../text/format-units.js';
import type { Style } from '../text/output.js';
import { clean, padEnd, padStart, squeeze, width } from '../text/text.js';
import { formatFieldNumbers, formatLearning, formatPairNumbers } from './format-lab-numbers.js';
import { formatTuning } from './format-lab-tune.js';
import { formatVerdict } from './format-lab-verdict.js';
import { cutMiddle, formatEntrant, isOverField, labelled, nameOf, ranking, signed } from './lab-figures.js';

/**
 * The result of a run in the lab: the verdict and faults first, then the numbers.
 * @param columns to keep within
 * @param isOfTune whether it is the verdict on what a tune has found
 */
export function formatLabResult(
  result: RunResult,
  style: Style,
  columns: number,
  isOfTune = false,
): string[] {
  const faults = [...formatFaults(result.entrants, style), ...formatWorkers(result, style)];
  if (result.plan.tune)
    return formatTuning(result, [...formatKeptRun(result, style), ...faults], style, columns);
  const blocks = [
    [...formatVerdict(result, style, isOfTune), ...formatKeptRun(result, style), ...faults],
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
    const did = kinds.map((kind) => `${FAULTS[kind]} ${formatTimes(faults[kind] ?? 0)}`);
    if (faults.hook) did.push(`failed in a hook ${formatTimes(faults.hook)}, at no cost`);
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

/** Of a run by a queue: whose results cannot be those of the others; else that they agree. */
export function formatWorkers({ workers = [] }: RunResult, style: Style): string[] {
  if (workers.length === 0) return [];
  const odd = workers.filter(({ isOdd }) => isOdd);
  const farthest = Math.max(...workers.map(({ chiSquared }) => chiSquared));
  if (odd.length === 0) {
    if (workers.length === 1) return [];
    return [
      style.dim(`Played by ${workers.length} workers, none of them odd (χ² ${farthest.toFixed(1)} at most).`),
    ];
  }
  const lines = odd.map(({ name, series, score, scoreOfAll, chiSquared }) => {
    const scores = `it scored ${formatPercent(score)}, and all ${formatPercent(scoreOfAll)}`;
    return style.bold(
      style.bad(
        `✗ The worker ${clean(name, 60)} has played something else: in ${formatCounted(series, 'series', 'series')} ${scores} (χ² ${chiSquared.toFixed(1)}).`,
      ),
    );
  });
  const advice =
    '  Look for what is different there: a file or a service that a strategy asks, its clock, its load.';
  return [...lines, advice];
}

/** How long they took to decide, where that was measured. */
export function formatDecideTimes(entrants: readonly EntrantResult[], style: Style): string[] {
  const measured = entrants.flatMap(({ name, decideMs }) => (decideMs ? [{ name, decideMs }] : []));
  const columns = Math.max(0, ...measured.map(({ name }) => width(formatEntrant(name))));
  return measured.map(({ name, decideMs: { p50, p99 } }, i) => {
    const times = [`half within ${formatMs(p50)}`, `99 % within ${formatMs(p99)}`];
    const parts = [padEnd(formatEntrant(name), columns), ...times];
    return labelled(i === 0 ? 'decided' : '', parts, style);
  });
}

const GAP = 2;
const LEAST_NAME = 8;
const MOST_NAME = 32;
const BAR_COLUMNS = 17;
/** What heads decision times. */
const DECIDED = 'DECIDED';
/** Ratings this close to each other are told with a decimal. */
const COARSE_ELO = 20;

interface Column {
  readonly head: string;
  readonly cells: readonly string[];
  /** Where there is no room for all, the columns with the highest number go first; 0 stays. */
  readonly goes: number;
  /** Aligned to the left, as all others are to the right. */
  readonly isBar?: true;
}

/** The ratings of a field, best first, with their ranges. @param columns to keep within */
export function formatRatings(result: RunResult, style: Style, columns: number): string[] {
  const order = ranking(result);
  const ratings = order.flatMap((i) => result.ratings?.[i] ?? []);
  const entrants = order.flatMap((i) => result.entrants[i] ?? []);
  const places = ratings.every(({ eloLow, eloHigh }) => eloHigh - eloLow < COARSE_ELO) ? 1 : 0;
  const names = entrants.map(({ name }) => clean(name));
  const after: Column[] = [
    { head: 'ELO', cells: ratings.map(({ elo }) => signed(elo, places)), goes: 0 },
    {
      head: '95 %',
      cells: ratings.map(({ eloLow, eloHigh }) => `${signed(eloLow, places)} to ${signed(eloHigh, places)}`),
      goes: 1,
    },
    ...(result.circle
      ? [{ head: 'α-RANK', cells: order.map((i) => formatPercent(result.circle?.shares[i] ?? 0)), goes: 2 }]
      : []),
    { head: '', cells: barsOf(ratings), goes: 4, isBar: true },
    { head: 'SCORE', cells: entrants.map(({ score }) => formatPercent(score)), goes: 2 },
    {
      head: DECIDED,
      cells: entrants.map(({ decideMs }) => (decideMs ? formatMs(decideMs.p99) : '–')),
      goes: 3,
    },
  ];
  const lines = tabulate(names, after, style, columns);
  const legend = lines[0]?.includes(DECIDED) && entrants.some(({ decideMs }) => decideMs);
  if (legend) lines.push(style.dim(`${DECIDED}: 99 % of moves were made within this time`));
  const [circle, meaning] = circleLines(result);
  if (circle !== undefined && meaning !== undefined) lines.push(style.notice(circle), style.dim(meaning));
  if (ratings.some(({ group }) => group > 0))
    lines.push(
      style.dim('Not all have met, not even through others: only those in one block can be compared.'),
    );
  return lines;
}

/** Where some beat each other in a circle, which no order by one number can show. */
export function circleLines(result: RunResult): readonly string[] {
  const { circle } = result;
  if (!circle) return [];
  const names = [...circle.entrants, circle.entrants[0] ?? 0].map((i) => formatEntrant(nameOf(result, i)));
  return [
    `A circle: ${names.join(' beats ')}.`,
    'Elo cannot show that. α-rank: the share of time that each is played if you keep switching to one that beats the current one.',
  ];
}

/** A table of numbered entrants, of as many columns as there is room for. */
function tabulate(
  names: readonly string[],
  after: readonly Column[],
  style: Style,
  columns: number,
): string[] {
  const shown = [...after];
  const widthOf = ({ head, cells }: Column) => Math.max(width(head), ...cells.map(width));
  const room = () =>
    columns - String(names.length).length - shown.reduce((sum, column) => sum + GAP + widthOf(column), GAP);
  while (room() < nameColumns(names, LEAST_NAME + 6) && shown.some(({ goes }) => goes > 0)) {
    const last = Math.max(...shown.map(({ goes }) => goes));
    shown.splice(
      shown.findIndex(({ goes }) => goes === last),
      1,
    );
  }
  const nameWidth = nameColumns(names, Math.max(LEAST_NAME, room()));
  const rows = names.map((name, i) => [
    String(i + 1),
    padEnd(cutMiddle(name, nameWidth), nameWidth),
    ...shown.map(({ cells }) => cells[i] ?? ''),
  ]);
  const right = [0, ...shown.flatMap(({ isBar }, i) => (isBar ? [] : [i + 2]))];
  const table = formatTable([['#', 'STRATEGY', ...shown.map(({ head }) => head)], ...rows], { right });
  const [head = '', ...lines] = table.split('\n');
  return [style.dim(head), ...lines];
}

function nameColumns(names: readonly string[], most: number): number {
  return Math.min(Math.max(LEAST_NAME, ...names.map(width)), most, MOST_NAME);
}

/** Each rating and its range as a mark on a line, to one scale. */
function barsOf(ratings: readonly Rating[]): string[] {
  const low = Math.min(...ratings.map(({ eloLow }) => eloLow));
  const span = Math.max(...ratings.map(({ eloHigh }) => eloHigh)) - low || 1;
  const cell = (elo: number) => Math.round(((elo - low) / span) * (BAR_COLUMNS - 1));
  return ratings.map(({ elo, eloLow, eloHigh }) => {
    const [from, at, to] = [cell(eloLow), cell(elo), cell(eloHigh)];
    return Array.from({ length: to + 1 }, (_, i) => (i === at ? '●' : i < from ? ' ' : '─')).join('');
  });
}

/**
 * What each got of each, in percent of the points, in the order and by the numbers of the ranking. A field too large for the
 * width is told in several tables. @param columns to keep within
 */
export function formatCrossTable(result: RunResult, style: Style, columns: number): string[] {
  const order = ranking(result);
  const names = order.map((i) => clean(nameOf(result, i)));
  const numberColumns = String(order.length).length;
  const cellWidth = 6;
  const nameWidth = nameColumns(names, Math.max(LEAST_NAME, Math.min(20, columns - 40)));
  const room = columns - numberColumns - GAP - nameWidth;
  const inOne = Math.max(1, Math.floor(room / (cellWidth + 1)));
  const lines = [style.dim('Points of the row against the column, in %; + and - where sure at 95 %')];
  for (let from = 0; from < order.length; from += inOne) {
    const across = order.slice(from, from + inOne);
    const heads = across.map((_, i) => padStart(`${from + i + 1} `, cellWidth));
    if (from > 0) lines.push('');
    lines.push(
      style.dim(
        `${padStart('#', numberColumns)}  ${padEnd('STRATEGY', nameWidth)} ${heads.join(' ')}`.trimEnd(),
      ),
    );
    for (const [i, entrant] of order.entries()) {
      const cells = across.map((other) => crossCell(result, entrant, other, cellWidth, style));
      const name = padEnd(cutMiddle(names[i] ?? '', nameWidth), nameWidth);
      lines.push(`${padStart(String(i + 1), numberColumns)}  ${name} ${cells.join(' ')}`.trimEnd());
    }
  }
  return lines;
}

function crossCell(result: RunResult, row: number, column: number, columns: number, style: Style): string {
  if (row === column) return padStart('· ', columns);
  const pairing = result.pairings.find(
    ({ first, second }) => (first === row && second === column) || (first === column && second === row),
  );
  if (!pairing) return padStart('– ', columns);
  const { score, score95 } = pairing.summary;
  const mirrored = pairing.first === column;
  const [low, high] = mirrored ? [1 - score95.high, 1 - score95.low] : [score95.low, score95.high];
  // Rounded before it is mirrored, so that both sides add up to 100.
  const rounded = Math.round(1000 * score) / 10;
  const text = (mirrored ? 100 - rounded : rounded).toFixed(1);
  if (low > 0.5) return style.good(padStart(`${text}+`, columns));
  return high < 0.5 ? style.bad(padStart(`${text}-`, columns)) : padStart(`${text} `, columns);
}
