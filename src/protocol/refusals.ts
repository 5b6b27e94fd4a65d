/**
 * What an error of the arena means. `fatal`: asking again would bring the same. `later`: not now. `match`: it is
 * about a move, a taunt or a match, and never the answer to an entrance. `unknown`: worth a few more attempts.
 */
export type RefusalClass = 'fatal' | 'later' | 'match' | 'unknown';

/** The documented codes, and those that arenas of this kind are known to use beside them. */
const CLASSES: Readonly<Record<string, RefusalClass>> = {
  invalid_game: 'fatal',
  other_game: 'fatal',
  tournament_over: 'fatal',
  no_challenges: 'fatal',
  invalid_wager: 'fatal',
  insufficient_balance: 'fatal',
  insufficient_funds: 'fatal',
  wager_too_low: 'fatal',
  wager_too_high: 'fatal',
  sandbox_only: 'fatal',
  account_suspended: 'fatal',
  banned: 'fatal',
  forbidden: 'fatal',
  auth_failed: 'fatal',
  auth_timeout: 'fatal',
  not_authenticated: 'fatal',
  not_queued: 'fatal',
  invalid_message: 'fatal',
  unknown_type: 'fatal',
  challenge_not_found: 'fatal',
  own_challenge: 'fatal',
  not_your_challenge: 'fatal',
  rate_limited: 'later',
  already_in_match: 'later',
  server_busy: 'later',
  server_error: 'later',
  server_overloaded: 'later',
  overloaded: 'later',
  busy: 'later',
  internal: 'later',
  internal_error: 'later',
  service_unavailable: 'later',
  temporarily_unavailable: 'later',
  too_many_requests: 'later',
  too_many_connections: 'later',
  restarting: 'later',
  maintenance: 'later',
  queue_full: 'later',
  unavailable: 'later',
  timeout: 'later',
  match_not_found: 'match',
  not_your_turn: 'match',
  invalid_move: 'match',
  invalid_taunt: 'match',
  taunt_limit: 'match',
};

export function classOf(code: string): RefusalClass {
  return Object.hasOwn(CLASSES, code) ? (CLASSES[code] ?? 'unknown') : 'unknown';
}

/** Whether it passes by itself: an arena that says when to try again means that too. */
export function passesLater(code: string, retryAfterMs: number | undefined): boolean {
  return retryAfterMs !== undefined || classOf(code) === 'later';
}

/** What a close code means for the connection: try again, or give up because the next attempt would end the same. */
export interface CloseVerdict {
  readonly verdict: 'reconnect' | 'fatal';
  /** What it says about the cause, as a sentence for a person. */
  readonly hint: string;
}

/** The codes of RFC 6455 and its registry. The arena documents none of its own. */
export const CLOSE_POLICY = {
  1000: { verdict: 'reconnect', hint: 'The arena ended the connection normally.' },
  1001: { verdict: 'reconnect', hint: 'The arena is going away, perhaps for a restart.' },
  1002: { verdict: 'reconnect', hint: 'The arena could not make sense of a frame.' },
  1003: { verdict: 'fatal', hint: 'The arena does not take text frames. Check the URL.' },
  1005: { verdict: 'reconnect', hint: 'The arena ended the connection without giving a reason.' },
  1006: { verdict: 'reconnect', hint: 'The connection broke without a word. Check the network.' },
  1007: { verdict: 'reconnect', hint: 'A frame was not valid text.' },
  1008: {
    verdict: 'fatal',
    hint: 'The arena closed the connection for a breach of its rules. Ask its operator why.',
  },
  1009: { verdict: 'reconnect', hint: 'A frame was longer than 64 KiB.' },
  1010: {
    verdict: 'fatal',
    hint: 'One side wants a WebSocket extension that the other lacks. Check the URL.',
  },
  1011: { verdict: 'reconnect', hint: 'The arena failed on its side.' },
  1012: { verdict: 'reconnect', hint: 'The arena is restarting.' },
  1013: { verdict: 'reconnect', hint: 'The arena is overloaded and asks to come back later.' },
  1014: { verdict: 'reconnect', hint: 'A gateway before the arena got no valid answer from it.' },
  1015: { verdict: 'reconnect', hint: 'The secure channel could not be set up.' },
} as const satisfies Record<number, CloseVerdict>;

const UNLISTED: CloseVerdict = { verdict: 'reconnect', hint: 'The arena gave a close code of its own.' };

/** The verdict for any code; one that nobody documents is worth another attempt, after the back-off. */
export function closeVerdict(code: number): CloseVerdict {
  return (CLOSE_POLICY as Record<number, CloseVerdict>)[code] ?? UNLISTED;
}
