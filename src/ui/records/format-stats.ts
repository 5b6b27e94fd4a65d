import type { StatsGroup, Summary } from '../../stats/index.js';
import { formatNetStyled, GAP } from '../session/format-match.js';
import { formatTally } from '../session/format-session.js';
import { type Fact, formatChart, formatFacts, formatTable } from '../text/format-table.js';
import {
  formatAmount,
  formatCount,
  formatCounted,
  formatMatches,
  formatMs,
  formatNet,
  formatPercent,
} from '../text/format-units.js';
import type { Style } from '../text/output.js';
import { clean, width } from '../text/text.js';

const LABEL_COLUMNS = 13;

/** A group in full. @param columns to keep within */
export function formatStats(group: StatsGroup, style: Style, columns: number): string[] {
  const { summary, decide, fallbacks, timeouts } = group;
  const { winRate, winRate95: range } = summary;
  const trouble = `${formatCounted(fallbacks, 'fallback move')}${GAP}${formatCount(timeouts)} out of time`;
  const facts: readonly (Fact | false)[] = [
    [clean(group.label, 60), style.bold(formatMatches(summary.matches)), formatTally(summary, style)],
    summary.unsettled > 0 && [
      'open',
      style.notice(`${formatCount(summary.unsettled)} of unknown end, counted as lost money only`),
    ],
    winRate !== null && [
      'win rate',
      `${formatPercent(winRate)} of decided matches`,
      range ? `95 % range ${formatPercent(range.low)} to ${formatPercent(range.high)}` : '',
    ],
    ...(summary.wageredLamports > 0 || summary.netLamports !== 0 ? money(group, style) : []),
    ['streaks', ...streaks(summary)],
    decide !== null && [
      'decided',
      `half within ${formatMs(decide.p50Ms)}`,
      `99 % within ${formatMs(decide.p99Ms)}`,
      `slowest ${formatMs(decide.maxMs)}`,
    ],
    ['trouble', fallbacks + timeouts > 0 ? style.notice(trouble) : trouble],
  ];
  return facts.flatMap((fact) => (fact ? formatFact(fact, style, columns) : []));
}

/** On one line where there is room, else each part on lines of its own beside the label. */
function formatFact([label, ...parts]: Fact, style: Style, columns: number): string[] {
  const [whole = ''] = formatFacts([[label, ...parts]], LABEL_COLUMNS, style);
  if (width(whole) <= columns) return [whole];
  const rows = parts.map((part, i) => [style.dim((i === 0 ? label : '').padEnd(LABEL_COLUMNS)), part]);
  return formatTable(rows, { columns }).split('\n');
}

function money({ summary, play, pureChance }: StatsGroup, style: Style): Fact[] {
  const { netLamports, netPerWager, feesLamports, feeRate, breakEven, standpoint } = summary;
  const net = [style.bold(formatNetStyled(netLamports, play, style))];
  if (netPerWager !== null)
    net.push(`${netPerWager > 0 ? '+' : ''}${formatPercent(netPerWager, 2)} of what was wagered`);
  const facts: Fact[] = [['net', ...net]];
  if (feeRate === null || breakEven === null) return [...facts, ['fee', 'not known before a pot is won']];
  facts.push([
    'fee',
    `${formatAmount(feesLamports, play)} kept of the pots won`,
    `${formatPercent(feeRate, 2)}, so ${formatPercent(breakEven, 2)} must be won to break even`,
  ]);
  if (pureChance)
    return [...facts, ['verdict', 'pure chance: 50 % in the long run, which the fee turns into a loss']];
  return standpoint === null ? facts : [...facts, ['verdict', VERDICTS[standpoint](style)]];
}

const VERDICTS = {
  above: (style: Style) => style.good('above break-even, at 95 % confidence'),
  below: (style: Style) => style.bad('below break-even, at 95 % confidence'),
  unclear: () => 'cannot tell yet: break-even lies within the range of the win rate',
};

function streaks({ streaks: { wins, losses, current } }: Summary): string[] {
  const parts = [`longest ${formatCount(wins)} won, ${formatCount(losses)} lost in a row`];
  if (current) parts.push(`now ${formatCount(current.length)} ${current.outcome === 'win' ? 'won' : 'lost'}`);
  return parts;
}

/** Groups as a table, a line each. @param what they are grouped by */
export function formatGroups(
  what: string,
  groups: readonly StatsGroup[],
  style: Style,
  columns?: number,
): string {
  const head = [
    what.toUpperCase(),
    'MATCHES',
    'W–L–D',
    'WIN RATE',
    '95 % RANGE',
    'NET',
    'PER WAGER',
    'VERDICT',
  ];
  const rows = groups.map(({ label, summary, pureChance, play }) => [
    clean(label, 40),
    formatCount(summary.matches),
    `${summary.wins}–${summary.losses}–${summary.draws}`,
    summary.winRate === null ? '–' : formatPercent(summary.winRate),
    summary.winRate95
      ? `${formatPercent(summary.winRate95.low)} – ${formatPercent(summary.winRate95.high)}`
      : '–',
    formatNetStyled(summary.netLamports, play, style),
    summary.netPerWager === null ? '–' : formatPercent(summary.netPerWager, 2),
    pureChance ? 'pure chance' : (summary.standpoint ?? '–'),
  ]);
  return formatTable([head.map((word) => style.dim(word)), ...rows], {
    columns,
    // The name, the win rate and what came of it stay.
    drop: ['PER WAGER', '95 % RANGE', 'VERDICT', 'W–L–D', 'MATCHES'].map((word) => head.indexOf(word)),
    shorten: 0,
  });
}

/** What the matches brought so far, match by match. @param netsLamports the sums so far @param columns of the terminal */
export function formatProfit(
  netsLamports: readonly number[],
  play: boolean,
  columns: number,
  style: Style,
): string[] {
  const label = (value: number) => formatNet(value, play);
  const chart = formatChart(netsLamports, { columns: Math.min(columns, 100), rows: 8, label });
  return [style.dim(`net, over ${formatMatches(netsLamports.length)}`), ...chart];
}
