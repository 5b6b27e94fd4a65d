import type {
  AccountLatch,
  AccountNames,
  AccountStanding,
  BookName,
  OpenIntent,
  SessionLimits,
  SessionRow,
} from '../../history/index.js';
import { formatDuration } from '../../lib/clock.js';
import { resumeCommand } from '../../lib/wording.js';
import { formatSol } from '../../wager.js';
import { formatTable } from '../text/format-table.js';
import { formatTime } from '../text/format-units.js';
import type { Style } from '../text/output.js';
import { clean, squeeze } from '../text/text.js';

type Names = Pick<AccountNames, 'bot' | 'agentName'>;

/** An open intent, and the process that plays for its account: null where none does. */
export interface IntentUnderWay extends OpenIntent, Names {
  readonly pid: number | null;
}

/** A process that plays. */
export interface Running extends SessionRow {
  /** It is stopped, by Ctrl-Z for example, and does nothing until it is continued. */
  readonly isStopped: boolean;
  /** It was asked to stop, and plays its match to the end. */
  readonly isStopping: boolean;
}

/** How things stand in one book. */
export interface Operation {
  readonly book: BookName;
  readonly running: readonly Running[];
  readonly latches: readonly (AccountLatch & Names)[];
  readonly intents: readonly IntentUnderWay[];
  readonly standings: readonly (AccountStanding & Names)[];
  /** The limits that a session for money would have if it started now; null if they are not shown. */
  readonly limitsToCome: SessionLimits | null;
}

/** What `botpit status` shows of a book. @param columns of the terminal; as wide as needed where there is none */
export function formatOperation(operation: Operation, style: Style, columns = Infinity): string[] {
  const { book, running, latches, intents, standings, limitsToCome } = operation;
  const lines = [style.bold(book === 'real' ? 'For money' : 'Practice')];
  const part = (title: string, rows: readonly string[], none: string) => {
    lines.push(`  ${style.dim(title)}${rows.length === 0 ? `  ${none}` : ''}`);
    for (const row of rows) lines.push(`    ${row}`);
  };
  const place: Place = { style, columns: columns - 4 };
  part('running', formatProcesses(running, place), 'nothing');
  if (limitsToCome)
    part('limits of a session begun here and now', formatLimits(limitsToCome, 'ten wagers'), 'none');
  if (book === 'real') {
    const standing = [...formatStandings(standings, place), ...formatFolder(standings, place)];
    part('standing', standing, 'nothing played yet');
    part('open', formatIntents(intents, place), 'nothing');
  }
  part(
    'latched',
    latches.map((latch) => formatLatch(latch, style)),
    'nothing',
  );
  return lines.flatMap((line) => squeeze(line, columns).split('\n'));
}

/** Where rows are shown. */
interface Place {
  readonly style: Style;
  /** That there is room for. */
  readonly columns: number;
}

/** A terminal narrower than this has no room for whole names. */
const NARROW = 60;

/** Empty where it has no name. */
function botCell({ bot }: Names, { style, columns }: Place): string {
  return bot === null ? '' : style.name(clean(bot, columns < NARROW ? 14 : 32));
}

/**
 * A line for each row. Columns that are empty in all of them are left out, and of the others as many of `drop`, from its
 * beginning, as there is no room for.
 */
function aligned(rows: readonly (readonly string[])[], drop: readonly number[], columns: number): string[] {
  if (rows.length === 0) return [];
  const used = [...(rows[0] ?? []).keys()].filter((i) => rows.some((row) => row[i] !== ''));
  const cells = rows.map((row) => used.map((i) => row[i] ?? ''));
  const dropped = drop.map((i) => used.indexOf(i)).filter((i) => i >= 0);
  return formatTable(cells, { columns, drop: dropped }).split('\n');
}

/** The columns of a process that are left out, from the first to the last. */
const [SINCE, STRATEGY, ARENA, AGENT, AGENT_ID, ACCOUNT] = [2, 3, 4, 5, 6, 7];
const DROPPED = [ACCOUNT, AGENT_ID, ARENA, SINCE, AGENT, STRATEGY];

function formatProcesses(running: readonly Running[], place: Place): string[] {
  const rows = running.map((one) => [
    botCell(one, place),
    `process ${one.pid}`,
    `since ${formatTime(one.startedAt)}`,
    clean(one.strategy, 60),
    clean(one.arena, 80),
    clean(one.agentName ?? '', 32),
    clean(one.agentId ?? '', 40),
    `account ${one.account}`,
  ]);
  const heads = aligned(rows, DROPPED, place.columns);
  return running.flatMap(({ pid, isStopped, isStopping, limits, restsUntil }, i) => {
    const stopped = `stopped (Ctrl-Z?): its turns run out; \`kill -CONT ${pid}\` or \`fg\` lets it go on`;
    const held = limits === null ? [] : formatLimits(limits, null);
    const stopping = 'asked to stop: it finishes its match';
    const waits =
      restsUntil === null ? [] : [`waiting for its hours of play until ${formatTime(restsUntil)}`];
    const marks = [...(isStopped ? [stopped] : []), ...(isStopping ? [stopping] : [])];
    const below = [...waits, ...marks.map((mark) => place.style.notice(mark)), ...held];
    return [heads[i] ?? '', ...below.map((row) => `  ${row}`)];
  });
}

/** @param preset what is said of a loss limit that is not set */
function formatLimits(limits: SessionLimits, preset: string | null): string[] {
  const { maxFallbacks, maxStreak, coolDownMs, maxPerOpponent, allow, deny } = limits;
  const sol = (lamports: number | null) => (lamports === null ? null : `${formatSol(lamports)} SOL`);
  const over = (whose: 'account' | 'folder', limit: string | null) =>
    limit !== null && (limits.limitsOver ?? whose) === 'folder'
      ? `${limit}, all accounts of the folder`
      : limit;
  const all: readonly (readonly [string, string | null])[] = [
    ['max-wager', sol(limits.maxWagerLamports)],
    ['max-loss', over('account', sol(limits.maxLossLamports) ?? preset)],
    ['max-daily-loss', over('folder', sol(limits.maxDailyLossLamports))],
    ['take-profit', sol(limits.takeProfitLamports)],
    ['max-drawdown', sol(limits.maxDrawdownLamports)],
    ['max-fallbacks', maxFallbacks === null ? null : `${maxFallbacks} in a row`],
    ['max-streak', maxStreak === null ? null : `${maxStreak} losses in a row`],
    ['cool-down', coolDownMs === null ? null : formatDuration(coolDownMs)],
    ['max-per-opponent', maxPerOpponent === null ? null : `${maxPerOpponent} an hour`],
    ['allow', allow?.join(', ') ?? null],
    ['deny', deny?.join(', ') ?? null],
  ];
  const rows = all.flatMap(([name, value]) => (value === null ? [] : [[name, clean(value)]]));
  return rows.length === 0 ? [] : formatTable(rows).split('\n');
}

function formatStandings(standings: readonly (AccountStanding & Names)[], place: Place): string[] {
  const rows = standings.map((standing) => {
    const { account, bot, netLamports, dayNetLamports, openLamports, lossesInARow } = standing;
    const drawdown = standing.drawdown();
    const shown = `account ${place.columns < NARROW ? account.slice(0, 8) : account}`;
    return [
      bot === null ? shown : botCell(standing, place),
      bot === null ? '' : shown,
      `session ${formatSol(netLamports)} SOL`,
      `today ${formatSol(dayNetLamports)} SOL`,
      `open ${formatSol(openLamports)} SOL`,
      drawdown === 0 ? '' : `drawdown ${formatSol(drawdown)} SOL`,
      lossesInARow === 0 ? '' : `${lossesInARow} lost in a row`,
    ];
  });
  return aligned(rows, [1, 6, 5, 4, 2], place.columns);
}

/** What limits over the folder count, where that is not what one account has. */
function formatFolder([first, ...others]: readonly AccountStanding[], { columns }: Place): string[] {
  if (!first || others.length === 0) return [];
  const { dayNetLamports, openLamports } = first.folder;
  const row = [
    'all accounts',
    `today ${formatSol(dayNetLamports)} SOL`,
    `open ${formatSol(openLamports)} SOL`,
  ];
  return aligned([row], [2], columns);
}

function formatIntents(intents: readonly IntentUnderWay[], place: Place): string[] {
  const rows = intents.map((intent) => [
    botCell(intent, place),
    `intent ${intent.id}`,
    `${formatSol(intent.wagerLamports)} SOL`,
    clean(intent.game, 24),
    formatTime(intent.createdAt),
    intent.matchId === null ? 'no match known' : `match ${clean(intent.matchId, 80)}`,
    // While a process plays, its own intents close by themselves, and a settlement is refused.
    intent.pid === null ? '' : `process ${intent.pid} plays`,
  ]);
  const isLeft = intents.some(({ pid }) => pid === null);
  const settle = '`botpit settle <intent> --payout <sol>` closes what no process plays for';
  return [...aligned(rows, [5, 4, 6, 3], place.columns), ...(isLeft ? [place.style.dim(settle)] : [])];
}

function formatLatch(latch: AccountLatch & Names, style: Style): string {
  const { limit, account, bot, message, trippedAt, until } = latch;
  const release = resumeCommand(limit, bot === null ? null : clean(bot, 60));
  const end = `until ${until === null ? release : formatTime(until)}`;
  const whose = account === null ? ' (all accounts)' : '';
  const name = bot === null ? '' : `${style.name(clean(bot, 32))}  `;
  return `${name}${style.notice(limit)}${whose}  since ${formatTime(trippedAt)}, ${end}: ${clean(message, 200)}`;
}
