import type {
  AccountLatch,
  AccountStanding,
  BookName,
  OpenIntent,
  SessionLimits,
  SessionRow,
} from '../../history/index.js';
import { formatDuration } from '../../lib/clock.js';
import { formatSol } from '../../wager.js';
import { formatTable } from '../text/format-table.js';
import { formatTime } from '../text/format-units.js';
import type { Style } from '../text/output.js';
import { clean } from '../text/text.js';

/** An open intent, and the process that plays for its account: null where none does. */
export interface IntentUnderWay extends OpenIntent {
  readonly pid: number | null;
}

/** A process that plays. */
export interface Running extends SessionRow {
  /** It is stopped, by Ctrl-Z for example, and does nothing until it is continued. */
  readonly isStopped: boolean;
}

/** How things stand in one book. */
export interface Operation {
  readonly book: BookName;
  readonly running: readonly Running[];
  readonly latches: readonly AccountLatch[];
  readonly intents: readonly IntentUnderWay[];
  readonly standings: readonly AccountStanding[];
  /** The limits that a session for money would have if it started now; null if they are not shown. */
  readonly limitsToCome: SessionLimits | null;
}

/** What `botpit status` shows of a book. */
export function formatOperation(operation: Operation, style: Style): string[] {
  const { book, running, latches, intents, standings, limitsToCome } = operation;
  const lines = [style.bold(book === 'real' ? 'For money' : 'Practice')];
  const part = (title: string, rows: readonly string[], none: string) => {
    lines.push(`  ${style.dim(title)}${rows.length === 0 ? `  ${none}` : ''}`);
    for (const row of rows) lines.push(`    ${row}`);
  };
  part(
    'running',
    running.flatMap((one) => formatProcess(one, style)),
    'nothing',
  );
  if (limitsToCome)
    part('limits of a session begun here and now', formatLimits(limitsToCome, 'ten wagers'), 'none');
  if (book === 'real') {
    part('standing', [...standings.map(formatStanding), ...formatFolder(standings)], 'nothing played yet');
    part('open', intents.map(formatIntent), 'nothing');
  }
  part(
    'latched',
    latches.map((latch) => formatLatch(latch, style)),
    'nothing',
  );
  return lines;
}

function formatProcess(running: Running, style: Style): string[] {
  const { pid, isStopped, startedAt, account, arena, strategy, limits } = running;
  const stopped = `stopped (Ctrl-Z?): its turns run out; \`kill -CONT ${pid}\` or \`fg\` lets it go on`;
  const head = `process ${pid}  since ${formatTime(startedAt)}  ${clean(strategy)}  ${clean(arena)}  account ${account}`;
  const held = limits === null ? [] : formatLimits(limits, null);
  return [head, ...[...(isStopped ? [style.notice(stopped)] : []), ...held].map((row) => `  ${row}`)];
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

function formatStanding(standing: AccountStanding): string {
  const { account, netLamports, dayNetLamports, openLamports, lossesInARow } = standing;
  const drawdown = standing.drawdown();
  const below = drawdown === 0 ? '' : `  ${formatSol(drawdown)} SOL below the highest point`;
  const streak = lossesInARow === 0 ? '' : `  ${lossesInARow} lost in a row`;
  return `account ${account}  session ${formatSol(netLamports)} SOL  today ${formatSol(dayNetLamports)} SOL  open ${formatSol(openLamports)} SOL${below}${streak}`;
}

/** What limits over the folder count, where that is not what one account has. */
function formatFolder([first, ...others]: readonly AccountStanding[]): string[] {
  if (!first || others.length === 0) return [];
  const { dayNetLamports, openLamports } = first.folder;
  return [`all accounts  today ${formatSol(dayNetLamports)} SOL  open ${formatSol(openLamports)} SOL`];
}

function formatIntent({ id, game, wagerLamports, createdAt, matchId, pid }: IntentUnderWay): string {
  const what = matchId === null ? 'no match known' : `match ${clean(matchId, 80)}`;
  // While a process plays, its own intents close by themselves, and a settlement is refused.
  const then = pid === null ? `botpit settle ${id} --payout <sol>` : `process ${pid} plays`;
  return `intent ${id}  ${formatSol(wagerLamports)} SOL  ${clean(game)}  ${formatTime(createdAt)}  ${what}  (${then})`;
}

function formatLatch({ limit, account, message, trippedAt, until }: AccountLatch, style: Style): string {
  const end = until === null ? `until \`botpit resume ${limit}\`` : `until ${formatTime(until)}`;
  const whose = account === null ? ' (all accounts)' : '';
  return `${style.notice(limit)}${whose}  since ${formatTime(trippedAt)}, ${end}: ${clean(message, 200)}`;
}
