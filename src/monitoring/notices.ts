import type { Config } from '../config/index.js';
import type { EventOf, RunnerEvent, RunnerEventName } from '../runner/index.js';
import { formatSol, type Lamports } from '../wager.js';
import { isAboutFairness } from './monitor.js';

/** The kinds of notices that a webhook gets. */
export type NoticeKind = NonNullable<Config['webhookEvents']>[number];

export interface Notice {
  readonly kind: NoticeKind;
  /** A sentence for a person. */
  readonly text: string;
}

/** An error of botpit itself. */
const CRASH = 'unexpected';

/** The warning about a run before this one that ended without a word. */
const EARLIER_CRASH = 'previous_crash';

/** The warning of a fleet in place of a bot that it starts no more. */
const GIVEN_UP = 'given_up';

/** What the words of a notice go by, beside its event. */
export interface NoticeContext {
  /** The bot, which the text begins with; null where it has no name. */
  readonly who: string | null;
  /** The session is for play money. */
  readonly local: boolean;
  /** The times of a summary are told by its clock; null is UTC. */
  readonly timeZone: string | null;
}

/** The notice for an event that somebody who is not watching has to know of; null for all others. */
export function noticeOf(event: RunnerEvent, context: NoticeContext): Notice | null {
  const tell: ((event: never, context: NoticeContext) => NoticeParts) | undefined = NOTICES[event.event];
  const [kind, text] = tell?.(event as never, context) ?? [];
  if (kind === undefined || text === undefined) return null;
  const { who } = context;
  return { kind, text: sentence(who === null ? text : `${who}: ${text}`) };
}

type NoticeParts = readonly [kind: NoticeKind, text: string] | null;

const NOTICES: {
  readonly [Name in RunnerEventName]?: (event: EventOf<Name>, context: NoticeContext) => NoticeParts;
} = {
  session_start: ({ version, game, games, strategy, wagerLamports, sandbox, local }) => {
    const amount = wagerLamports === 0 ? 'free play' : `${sol(wagerLamports, local)} a match`;
    const what = games?.join(', ') ?? game ?? 'any game';
    return ['start', `botpit ${version} started: ${what} with ${strategy}, ${sandbox ? 'sandbox' : amount}.`];
  },
  session_end: ({ reason, exitCode, ...totals }, { local }) => {
    return ['stop', `botpit stopped (${reason}, exit code ${exitCode}): ${played(totals, local)}.`];
  },
  limit: ({ message, remedy }) => {
    return ['limit', `botpit: a limit keeps play from going on. ${message} ${remedy ?? ''}`.trim()];
  },
  // The arena's own error codes come as warnings and are not among these.
  error: ({ code, message, matchId }) => {
    const kind = isAboutFairness(code) ? 'fairness' : code === CRASH ? 'crash' : null;
    const match = matchId === undefined ? '' : ` (match ${matchId})`;
    return kind && [kind, `botpit: ${code}${match}. ${message}`];
  },
  warning: ({ code, message }) =>
    code === EARLIER_CRASH || code === GIVEN_UP ? ['crash', `botpit: ${message}`] : null,
  arena_lost: ({ message }) => ['outage', `botpit: ${message} The bot keeps trying to connect.`],
  intents_open: ({ count, lamports }, { local }) => ['exposure', `botpit: ${openOf(count, lamports, local)}`],
  summary: (event, { local, timeZone }) => {
    const { from, until, games, limits, sessionNetLamports: net, maxLossLamports: most } = event;
    const when = `${timeOf(from, timeZone)} to ${timeOf(until, timeZone)} (${timeZone ?? 'UTC'})`;
    const each = games.map(
      ({ game, matches, net_lamports: own }) => `${game} ${matches} matches, net ${sol(own, local)}`,
    );
    const held = limits.map(({ limit, until: end }) => (end === null ? limit : `${limit} until ${end}`));
    const bound = most === null ? '' : `, with a loss limit of ${sol(most, local)}`;
    const parts = [
      `botpit, summary of ${when}: ${played(event, local)}.`,
      games.length > 1
        ? `By game: ${each.join('; ')}.`
        : games.length === 1
          ? `Game: ${games[0]?.game}.`
          : '',
      `Limits: ${held.length === 0 ? 'none has tripped' : held.join(', ')}; session net ${sol(net, local)}${bound}.`,
      event.openCount === 0 ? 'Open: nothing.' : openOf(event.openCount, event.openLamports, local),
    ];
    return ['summary', parts.filter((part) => part !== '').join(' ')];
  },
};

interface Totals {
  readonly matches: number;
  readonly wins: number;
  readonly losses: number;
  readonly draws: number;
  readonly netLamports: Lamports;
}

function played({ matches, wins, losses, draws, netLamports }: Totals, local: boolean): string {
  return `${matches} matches, ${wins} won, ${losses} lost, ${draws} drawn, net ${sol(netLamports, local)}`;
}

function openOf(count: number, lamports: Lamports, local: boolean): string {
  const what = count === 1 ? '1 commitment is' : `${count} commitments are`;
  return `${what} open, and ${sol(lamports, local)} count as lost until settled (botpit status, botpit settle).`;
}

function sol(lamports: Lamports, local: boolean): string {
  return `${formatSol(lamports)} ${local ? 'play SOL' : 'SOL'}`;
}

/** As the clock of the zone shows it. */
function timeOf(iso: string, timeZone: string | null): string {
  const shown = { timeZone: timeZone ?? 'UTC', dateStyle: 'short', timeStyle: 'short' } as const;
  // Of all languages, this one has the year first.
  return new Intl.DateTimeFormat('sv-SE', shown).format(Date.parse(iso));
}

/**
 * One line that a chat shows as it is. Messages may quote strangers: they must not call the whole channel (`@everyone`,
 * `<!here>`) or make a link of anything.
 */
function sentence(text: string): string {
  return (
    text
      .replace(/[\p{C}\p{Z}]+/gu, ' ')
      .replace(/@/g, '(at)')
      // Chats make links of addresses without a scheme, too.
      .replace(/:\/\//g, ':/ /')
      .replace(/\.(?=\p{L}{2})/gu, '(dot)')
      .replace(/[<>[\]]/g, ' ')
  );
}
