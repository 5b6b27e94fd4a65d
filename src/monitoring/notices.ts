import type { EventOf, RunnerEvent, RunnerEventName } from '../runner/index.js';
import { formatSol } from '../wager.js';
import { isAboutFairness } from './monitor.js';

/** The kinds of notices that a webhook gets. */
export type NoticeKind = 'start' | 'stop' | 'limit' | 'fairness' | 'crash';

export interface Notice {
  readonly kind: NoticeKind;
  /** A sentence for a person. */
  readonly text: string;
}

/** An error of botpit itself. */
const CRASH = 'unexpected';

/** The warning about a run before this one that ended without a word. */
const EARLIER_CRASH = 'previous_crash';

const MOST_LENGTH = 1000;

/**
 * The notice for an event that somebody who is not watching has to know of; null for all others.
 * @param local whether the session is for play money
 * @param who the bot, which the text begins with; null where it has no name
 */
export function noticeOf(event: RunnerEvent, local: boolean, who: string | null = null): Notice | null {
  const tell: ((event: never, local: boolean) => NoticeParts) | undefined = NOTICES[event.event];
  const [kind, text] = tell?.(event as never, local) ?? [];
  if (kind === undefined || text === undefined) return null;
  return { kind, text: sentence(who === null ? text : `${who}: ${text}`) };
}

type NoticeParts = readonly [kind: NoticeKind, text: string] | null;

const NOTICES: {
  readonly [Name in RunnerEventName]?: (event: EventOf<Name>, local: boolean) => NoticeParts;
} = {
  session_start: ({ version, game = 'any game', strategy, wagerLamports, sandbox, local }) => {
    const amount = wagerLamports === 0 ? 'free play' : `${formatSol(wagerLamports)} ${unitOf(local)} a match`;
    return ['start', `botpit ${version} started: ${game} with ${strategy}, ${sandbox ? 'sandbox' : amount}.`];
  },
  session_end: ({ reason, exitCode, matches, wins, losses, draws, netLamports }, local) => {
    const played = `${matches} matches, ${wins} won, ${losses} lost, ${draws} drawn`;
    const net = `net ${formatSol(netLamports)} ${unitOf(local)}`;
    return ['stop', `botpit stopped (${reason}, exit code ${exitCode}): ${played}, ${net}.`];
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
  warning: ({ code, message }) => (code === EARLIER_CRASH ? ['crash', `botpit: ${message}`] : null),
};

function unitOf(local: boolean): string {
  return local ? 'play SOL' : 'SOL';
}

/**
 * One line that a chat shows as it is. Messages may quote strangers: they must not call the whole channel (`@everyone`,
 * `<!here>`) or make a link of anything.
 */
function sentence(text: string): string {
  const plain = text
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .replace(/@/g, '(at)')
    // Chats make links of addresses without a scheme, too.
    .replace(/:\/\//g, ':/ /')
    .replace(/\.(?=\p{L}{2})/gu, '(dot)')
    .replace(/[<>[\]]/g, ' ');
  return plain.length > MOST_LENGTH ? `${plain.slice(0, MOST_LENGTH)}…` : plain;
}
