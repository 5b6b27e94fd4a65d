import type { AccountLatch, AccountStanding, BookName, OpenIntent, SessionRow } from '../history/index.js';
import { formatSol } from '../wager.js';
import { formatTable } from './format-table.js';
import { formatTime } from './format-time.js';
import type { Style } from './style.js';
import { clean } from './text.js';

/** How things stand in one book. */
export interface Operation {
  readonly book: BookName;
  readonly running: readonly SessionRow[];
  readonly latches: readonly AccountLatch[];
  readonly intents: readonly OpenIntent[];
  readonly standings: readonly AccountStanding[];
  /** As they are configured. */
  readonly limits: readonly (readonly [name: string, value: string])[];
}

/** What `botpit status` shows of a book. */
export function formatOperation(operation: Operation, style: Style): string[] {
  const { book, running, latches, intents, standings, limits } = operation;
  const lines = [style.bold(book === 'real' ? 'For money' : 'Practice')];
  const part = (title: string, rows: readonly string[], none: string) => {
    lines.push(`  ${style.dim(title)}${rows.length === 0 ? `  ${none}` : ''}`);
    for (const row of rows) lines.push(`    ${row}`);
  };
  part('running', running.map(formatProcess), 'nothing');
  if (book === 'real') {
    part(
      'limits',
      limits.length === 0 ? [] : formatTable(limits.map(([name, value]) => [name, clean(value)])).split('\n'),
      'none',
    );
    part('standing', standings.map(formatStanding), 'nothing played yet');
    part('open', intents.map(formatIntent), 'nothing');
  }
  part(
    'latched',
    latches.map((latch) => formatLatch(latch, style)),
    'nothing',
  );
  return lines;
}

function formatProcess({ pid, startedAt, account, arena, strategy }: SessionRow): string {
  return `process ${pid}  since ${formatTime(startedAt)}  ${clean(strategy)}  ${clean(arena)}  account ${account}`;
}

function formatStanding(standing: AccountStanding): string {
  const { account, netLamports, dayNetLamports, openLamports, lossesInARow } = standing;
  const streak = lossesInARow === 0 ? '' : `  ${lossesInARow} lost in a row`;
  return `account ${account}  session ${formatSol(netLamports)} SOL  today ${formatSol(dayNetLamports)} SOL  open ${formatSol(openLamports)} SOL${streak}`;
}

function formatIntent({ id, game, wagerLamports, createdAt, matchId }: OpenIntent): string {
  const what = matchId === null ? 'no match known' : `match ${clean(matchId, 80)}`;
  return `intent ${id}  ${formatSol(wagerLamports)} SOL  ${clean(game)}  ${formatTime(createdAt)}  ${what}  (botpit settle ${id} --payout <sol>)`;
}

function formatLatch({ limit, message, trippedAt, until }: AccountLatch, style: Style): string {
  const end = until === null ? `until \`botpit resume ${limit}\`` : `until ${formatTime(until)}`;
  return `${style.notice(limit)}  since ${formatTime(trippedAt)}, ${end}: ${clean(message, 200)}`;
}
