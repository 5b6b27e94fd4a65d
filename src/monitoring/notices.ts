import type { EventOf, RunnerEvent } from '../runner/index.js';
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
 */
export function noticeOf(event: RunnerEvent, local: boolean): Notice | null {
  switch (event.event) {
    case 'session_start':
      return { kind: 'start', text: sentence(`botpit ${event.version} started: ${startText(event)}.`) };
    case 'session_end':
      return { kind: 'stop', text: sentence(endText(event, local)) };
    case 'limit':
      return {
        kind: 'limit',
        text: sentence(
          ['botpit: a limit keeps play from going on.', event.message, event.remedy ?? ''].join(' ').trim(),
        ),
      };
    case 'error': {
      const kind = errorKind(event.code);
      if (kind === null) return null;
      const match = event.matchId === undefined ? '' : ` (match ${event.matchId})`;
      return { kind, text: sentence(`botpit: ${event.code}${match}. ${event.message}`) };
    }
    case 'warning':
      if (event.code !== EARLIER_CRASH) return null;
      return { kind: 'crash', text: sentence(`botpit: ${event.message}`) };
    default:
      return null;
  }
}

/** Codes of errors that somebody has to look into. The arena's own error codes come as warnings and are not among them. */
function errorKind(code: string): NoticeKind | null {
  if (isAboutFairness(code)) return 'fairness';
  return code === CRASH ? 'crash' : null;
}

function startText(start: EventOf<'session_start'>): string {
  const { game = 'any game', strategy, wagerLamports, sandbox, local } = start;
  const stake = sandbox
    ? 'sandbox'
    : wagerLamports === 0
      ? 'free play'
      : `${formatSol(wagerLamports)} ${unitOf(local)} a match`;
  return `${game} with ${strategy}, ${stake}`;
}

function endText(end: EventOf<'session_end'>, local: boolean): string {
  const { reason, exitCode, matches, wins, losses, draws, netLamports } = end;
  const played = `${matches} matches, ${wins} won, ${losses} lost, ${draws} drawn`;
  return `botpit stopped (${reason}, exit code ${exitCode}): ${played}, net ${formatSol(netLamports)} ${unitOf(local)}.`;
}

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
