import { END_REASONS, EXIT } from '../../exit-codes.js';
import type { FleetEvent } from '../../fleet/index.js';
import type { Phase } from '../../session-progress.js';
import { formatSol } from '../../wager.js';
import { formatName, formatScore } from '../session/format-match.js';
import { formatTable } from '../text/format-table.js';
import { formatCount, formatCounted, formatPercent, formatTime, formatWait } from '../text/format-units.js';
import type { Style } from '../text/output.js';
import { clean, truncate } from '../text/text.js';
import type { Board, BotRow, BotStanding } from './board.js';

/** What an exit code means, in a word or two; the whole is in the README. */
const EXIT_WORDS: Readonly<Record<number, string>> = {
  [EXIT.ok]: 'done',
  1: 'crashed',
  [EXIT.usage]: 'refused',
  [EXIT.strategy]: 'strategy not loaded',
  [EXIT.unreachable]: 'arena out of reach',
  [EXIT.unexpected]: 'crashed',
  [EXIT.records]: 'records not written',
  [EXIT.unfair]: 'unfair',
  [EXIT.rejected]: 'key rejected',
  [EXIT.config]: 'configuration',
  [EXIT.limit]: 'limit',
  [EXIT.replaced]: 'session replaced',
  [EXIT.running]: 'plays elsewhere',
  [EXIT.sigint]: 'forced',
  [EXIT.sigterm]: 'forced',
};

type BotEnd = Extract<FleetEvent, { event: 'bot_end' }>;

function endWords({ exitCode, signal }: Pick<BotEnd, 'exitCode' | 'signal'>): string {
  if (exitCode === null) return `killed by ${signal}`;
  return EXIT_WORDS[exitCode] ?? `exit code ${exitCode}`;
}

interface Column {
  readonly head: string;
  /** Where there is no room for all, the columns with the highest number go first. */
  readonly goes: number;
  readonly right?: true;
  readonly cell: (row: BotRow, given: Given) => string;
}

interface Given {
  readonly nowMs: number;
  readonly isStopping: boolean;
  readonly standing: BotStanding;
  readonly style: Style;
}

/** Of the names of bots and opponents, at most. */
export const NAME_COLUMNS = 20;

const COLUMNS: readonly Column[] = [
  { head: 'bot', goes: 0, cell: ({ name }, { style }) => style.name(clean(name, NAME_COLUMNS)) },
  { head: 'game', goes: 7, cell: ({ progress }) => clean(progress.game ?? '', 16) },
  { head: 'does', goes: 1, cell: doing },
  { head: 'opponent', goes: 8, cell: ({ progress }) => clean(opponentOf(progress), NAME_COLUMNS) },
  {
    head: 'score',
    goes: 6,
    right: true,
    cell: ({ progress }) => (progress.inMatch && progress.match ? formatScore(progress.match.score) : ''),
  },
  { head: 'won', goes: 3, right: true, cell: ({ wins }, { style }) => style.good(formatCount(wins)) },
  { head: 'lost', goes: 3, right: true, cell: ({ losses }, { style }) => style.bad(formatCount(losses)) },
  { head: 'net', goes: 2, right: true, cell: ({ netLamports }, { style }) => money(netLamports, style) },
  {
    head: 'today',
    goes: 5,
    right: true,
    cell: ({ todayLamports }, { standing, style }) => money(standing.todayLamports ?? todayLamports, style),
  },
  {
    head: 'nearest limit',
    goes: 4,
    cell: ({ progress }, { standing }) => standing.limit || ofSession(progress),
  },
];

const places = COLUMNS.map((column, i) => ({ ...column, i }));
const RIGHT = places.filter(({ right }) => right).map(({ i }) => i);
// Its name is what a bot is known by, and is cut short before anything is left out.
const NAME = 0;
const DROP = places
  .slice(NAME + 1)
  .sort((a, b) => b.goes - a.goes)
  .map(({ i }) => i);

function opponentOf({ inMatch, match }: BotRow['progress']): string {
  return inMatch && match ? formatName(match.start.opponentName) : '';
}

/** Of play without money, of which the books know nothing: limits hold within the session. */
function ofSession({ session, netLamports }: BotRow['progress']): string {
  const most = session?.maxLossLamports ?? null;
  return most === null || most === 0
    ? ''
    : formatLimitUse('max-loss', Math.min(1, Math.max(0, -netLamports / most)));
}

/** `max-loss 60 %`: how far a limit is used up. */
export function formatLimitUse(limit: string, share: number): string {
  return `${limit} ${formatPercent(share, 0)}`;
}

function money(lamports: number, style: Style): string {
  const text = `${lamports > 0 ? '+' : ''}${formatSol(lamports)}`;
  return lamports > 0 ? style.good(text) : lamports < 0 ? style.bad(text) : text;
}

/** What a bot does at this moment, in a few words. */
function doing({ progress, end, againMs }: BotRow, { nowMs, isStopping, style }: Given): string {
  if (end?.next === 'gave_up') return style.bad(`gave up: ${endWords(end)}`);
  if (end && againMs !== null) {
    return style.notice(`again in ${formatWait(againMs - nowMs + 999)}`);
  }
  if (end)
    return end.exitCode === EXIT.ok ? style.dim(progress.ended ?? 'done') : style.notice(endWords(end));
  if (progress.session === null) return 'starting';
  const now = phaseWords(progress.phase, progress.match?.round ?? 0, nowMs);
  return isStopping || progress.draining ? `stopping, ${now}` : now;
}

function phaseWords(phase: Phase, round: number, nowMs: number): string {
  switch (phase.is) {
    case 'connecting':
      return 'connecting';
    case 'reconnecting':
      return `connects again in ${formatWait(phase.untilMs - nowMs + 999)}`;
    case 'idle':
      return 'connected';
    case 'paused':
      return phase.untilMs === null ? 'stopped' : `paused for ${formatWait(phase.untilMs - nowMs + 999)}`;
    case 'waiting':
      return `waits until ${formatTime(phase.untilMs).slice(5, 16)}`;
    case 'queued':
      return `waits ${formatWait(nowMs - phase.sinceMs)}`;
    case 'challenge':
      return `open challenge ${formatWait(nowMs - phase.sinceMs)}`;
    case 'match':
    case 'turn':
      return round === 0 ? 'match begins' : `round ${round}`;
  }
}

export interface FleetTableOptions {
  readonly nowMs: number;
  readonly columns: number;
  /** At most so many lines; those for which there is no room are counted in the last one. */
  readonly rows: number;
  readonly standingOf: (bot: string) => BotStanding;
  readonly style: Style;
}

/** One line a bot below a head, none wider than `columns`: of the columns those that there is room for. */
export function formatFleetTable(board: Board, options: FleetTableOptions): string[] {
  const { nowMs, columns, rows, standingOf, style } = options;
  const shown = [...board.rows.values()].slice(0, Math.max(1, rows - 2));
  const cells = shown.map((row) => {
    const given = { nowMs, isStopping: board.isStopping, standing: standingOf(row.name), style };
    return COLUMNS.map(({ cell }) => cell(row, given));
  });
  const lines = formatTable([COLUMNS.map(({ head }) => style.dim(head)), ...cells], {
    columns,
    right: RIGHT,
    drop: DROP,
  }).split('\n');
  const hidden = board.rows.size - shown.length;
  const more = hidden > 0 ? [style.dim(`… and ${formatCounted(hidden, 'more bot')}`)] : [];
  return [...lines, ...more].map((line) => truncate(line, columns));
}

/** What the fleet itself has to say, as lines for a person; none where its bots say it. */
export function formatFleetEvent(event: FleetEvent, style: Style): string[] {
  const told: (event: never, style: Style) => string[] = FLEET_EVENTS[event.event];
  return told(event as never, style);
}

const FLEET_EVENTS: {
  readonly [Name in FleetEvent['event']]: (
    event: Extract<FleetEvent, { event: Name }>,
    style: Style,
  ) => string[];
} = {
  fleet_start: ({ version, bots, config }, style) => [
    `${style.bold(`botpit ${version}`)}   ${formatCounted(bots.length, 'bot')}: ${bots.map((bot) => style.name(clean(bot, NAME_COLUMNS))).join(', ')}`,
    style.dim(clean(config)),
  ],
  bot_start: ({ pid, restarts }) => [restarts === 0 ? `process ${pid}` : `started again, process ${pid}`],
  bot_end: (event, style) => [endLine(event, style)],
  bot_output: ({ line }, style) => [`${style.dim('process │')} ${clean(line, 1000)}`],
  fleet_reload: ({ started, changed, removed, unchanged }) => {
    const parts = Object.entries({ started, changed, removed, unchanged }).flatMap(([what, bots]) =>
      bots.length === 0 ? [] : [`${what} ${bots.map((bot) => clean(bot, NAME_COLUMNS)).join(', ')}`],
    );
    return [`the config was read again: ${parts.join('; ')}`];
  },
  fleet_reload_failed: ({ message }, style) => [
    `${style.bold(style.bad('error'))}  the config was read again and cannot be used; the one before stays in force: ${clean(message, 1000)}`,
  ],
  fleet_stopping: ({ message }, style) => [style.notice(clean(message))],
  fleet_end: () => [],
};

const NEXT: Readonly<Record<BotEnd['next'], string>> = {
  restarts: 'starts again in',
  gave_up: 'five ends within ten minutes are too many: it is not started again',
  stays_ended: '',
  starts_anew: 'starts anew with its new settings',
  removed: 'its profile is gone',
};

function endLine(event: BotEnd, style: Style): string {
  const { exitCode, next, pauseMs } = event;
  const code = exitCode === null ? '' : ` (exit code ${exitCode})`;
  const after = `${NEXT[next]}${pauseMs === null ? '' : ` ${formatWait(pauseMs + 999)}`}`;
  const line = `ended: ${endWords(event)}${code}${after === '' ? '' : `; ${after}`}`;
  return exitCode === EXIT.ok ? line : next === 'gave_up' ? style.bad(line) : style.notice(line);
}

/** What every bot came to. */
export function formatFleetSummary(board: Board, style: Style, columns: number): string[] {
  const rows = [...board.rows.values()].map(
    ({ name, matches, wins, losses, draws, netLamports, end, progress }) => [
      style.name(clean(name, NAME_COLUMNS)),
      formatCount(matches),
      style.good(formatCount(wins)),
      style.bad(formatCount(losses)),
      formatCount(draws),
      money(netLamports, style),
      end?.exitCode === EXIT.ok && progress.ended ? END_REASONS[progress.ended] : end ? endWords(end) : '',
    ],
  );
  const head = ['bot', 'matches', 'won', 'lost', 'drawn', 'net', 'ended'].map((text) => style.dim(text));
  return formatTable([head, ...rows], { columns, right: [1, 2, 3, 4, 5] }).split('\n');
}
