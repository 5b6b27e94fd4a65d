/**
 * What an error of the arena means. `fatal`: asking again would bring the same. `later`: not now. `match`: it is
 * about a move, a taunt or a match, and never the answer to an entrance. `unknown`: worth a few more attempts.
 */
export type RefusalClass = 'fatal' | 'later' | 'match' | 'unknown';

/** The documented codes, and those that arenas of this kind are known to use beside them. */
const CLASSES: Readonly<Record<string, RefusalClass>> = {
  invalid_game: 'fatal',
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
