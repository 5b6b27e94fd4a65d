import { END_REASONS } from '../../exit-codes.js';
import type { EventOf } from '../../runner/index.js';
import type { SessionProgress } from '../../session-progress.js';
import { formatSol, LAMPORTS_PER_SOL, settle } from '../../wager.js';
import { formatFacts } from '../text/format-table.js';
import {
  formatAmount,
  formatCount,
  formatCounted,
  formatDuration,
  formatMatches,
  formatNet,
  formatPercent,
  formatTime,
} from '../text/format-units.js';
import type { Style } from '../text/output.js';
import { clean } from '../text/text.js';
import { formatName, formatNetStyled, formatStake, GAP } from './format-match.js';
import type { StretchTotals } from './pace.js';

/** Two lines: what is played, and where and how far. @param bot null where it has no name */
export function formatSessionStart(
  start: EventOf<'session_start'>,
  bot: string | null,
  style: Style,
): string[] {
  const stake = formatStake(start, start.local);
  const what = [
    style.bold(`botpit ${start.version}`),
    ...(bot === null ? [] : [`bot ${style.name(formatName(bot))}`]),
    ...(start.game === undefined ? [] : [style.name(start.games?.join(', ') ?? start.game)]),
    start.wagerLamports > 0 && !start.sandbox ? `${stake} a match` : stake,
    `strategy ${clean(start.strategy, 200)}`,
  ];
  const host = URL.canParse(start.url) ? new URL(start.url).host : clean(start.url, 60);
  const where = [start.local ? 'local arena, play money' : host];
  if (start.maxLossLamports !== null) {
    where.push(`stops before losing more than ${formatAmount(start.maxLossLamports, start.local)}`);
  }
  return [what.join(GAP), style.dim(where.join(GAP))];
}

/** `place 2 of 7` in the queue. @param players null if the arena does not say how many there are */
export function formatPlace(position: number, players: number | null): string {
  return `place ${position}${players === null ? '' : ` of ${players}`}`;
}

/** `8 won   3 lost   1 drawn`; draws only where there were some. */
export function formatTally(tally: { wins: number; losses: number; draws: number }, style: Style): string {
  const parts = [
    style.good(`${formatCount(tally.wins)} won`),
    style.bad(`${formatCount(tally.losses)} lost`),
  ];
  if (tally.draws > 0) parts.push(`${formatCount(tally.draws)} drawn`);
  return parts.join('  ');
}

/** Why no match is started now, and when one will be. */
export function formatLimit(event: EventOf<'limit'>, style: Style): string {
  const { message, remedy, until } = event;
  const then = until === null ? (remedy ?? '') : `Play goes on at ${formatTime(Date.parse(until))}.`;
  return `${style.bold(style.notice('limit'))}  ${clean(message, 300)} ${then}`.trimEnd();
}

/** Why nothing is played for a while. */
export function formatWaiting({ message, until }: EventOf<'waiting'>, style: Style): string {
  return style.dim(`${clean(message, 300)} Play goes on at ${formatTime(Date.parse(until))}.`);
}

/** What was played since the last time that it was told, in a line or two. */
export function formatDailySummary(event: EventOf<'summary'>, play: boolean, style: Style): string[] {
  const { from, games, openCount, openLamports } = event;
  const parts = [
    style.bold(`summary since ${formatTime(Date.parse(from))}`),
    formatMatches(event.matches),
    formatTally(event, style),
    formatNet(event.netLamports, play),
  ];
  const each = games.map(
    ({ game, matches, net_lamports: net }) =>
      `${style.name(clean(game, 24))} ${formatMatches(matches)}, ${formatNet(net, play)}`,
  );
  const open = openCount === 0 ? [] : [formatOpenIntents({ count: openCount, lamports: openLamports })];
  return [parts.join(GAP), ...(games.length > 1 ? [`  ${each.join(GAP)}`] : []), ...open];
}

export function formatOpenIntents({
  count,
  lamports,
}: Pick<EventOf<'intents_open'>, 'count' | 'lamports'>): string {
  const what = count === 1 ? 'one commitment is' : `${formatCount(count)} commitments are`;
  return `${what} not settled: ${formatSol(lamports)} SOL count as lost until settled (botpit status)`;
}

const LABEL_COLUMNS = 9;

/** What remains to be said when a session is over, line by line. The counts are those of the event. */
export function formatSummary(
  end: EventOf<'session_end'>,
  progress: SessionProgress,
  durationMs: number,
  style: Style,
): string[] {
  const { session, play, wageredLamports: wagered } = progress;
  const decided = end.wins + end.losses;
  const played = [style.bold(formatMatches(end.matches))];
  if (end.matches > 0) played.push(formatTally(end, style));
  if (decided > 0)
    played.push(`${formatPercent(end.wins / decided)} won${end.draws > 0 ? ', draws aside' : ''}`);
  // As the arena paid the latest win; where nothing was won, as its fee rule says.
  const breakEven = progress.breakEven ?? LAMPORTS_PER_SOL / settle(LAMPORTS_PER_SOL).payoutLamports;
  const perWager = end.netLamports / wagered;
  return formatFacts(
    [
      [clean(session?.games?.join(', ') ?? session?.game ?? 'played', 60), ...played],
      (wagered > 0 || end.netLamports !== 0) && [
        'net',
        style.bold(formatNetStyled(end.netLamports, false, style)),
        ...(play ? ['play money'] : []),
      ],
      wagered > 0 && [
        'per wager',
        `${perWager > 0 ? '+' : ''}${formatPercent(perWager)}`,
        `break-even at ${formatPercent(breakEven, 2)} of decided matches won`,
      ],
      end.fallbacks > 0 && ['fallbacks', `${formatCounted(end.fallbacks, 'fallback move')} played`],
      end.timeouts > 0 && ['timeouts', `${formatCounted(end.timeouts, 'turn')} out of time`],
      end.unknownMessages > 0 && [
        'unknown',
        `${formatCounted(end.unknownMessages, 'message')} of types that this version does not know (--verbose shows them)`,
      ],
      ['ended', END_REASONS[end.reason], style.dim(`after ${formatDuration(durationMs)}`)],
    ],
    LABEL_COLUMNS,
    style,
  );
}

/** `#13 to #512   500 matches   251 won  249 lost   +0.1 SOL   412 a second` */
export function formatStretch(stretch: StretchTotals, money: boolean, play: boolean, style: Style): string {
  const parts = [
    `${style.bold(`#${stretch.from}`)} to ${style.bold(`#${stretch.from + stretch.matches - 1}`)}`,
    formatTally(stretch, style),
  ];
  if (money) parts.push(formatNet(stretch.netLamports, play));
  parts.push(style.dim(`${formatCount(Math.round(stretch.perSecond))} matches a second`));
  return parts.join(GAP);
}
