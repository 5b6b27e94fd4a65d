import type { BotpitError } from '../errors.js';
import { classOf, passesLater } from '../protocol/index.js';
import * as calendar from './calendar.js';
import { type Draft, warn } from './draft.js';
import * as entry from './entry.js';
import { giveUp } from './match-end.js';
import * as money from './money-guard.js';
import { ENDS, endBy, refusal, type SessionEnd } from './session-end.js';
import type { Following } from './state.js';

/*
 * What interrupts play from outside: the operator, the clock, what botpit itself runs on, and an arena that refuses.
 */

/** Stops when the match in progress is over; when there is none, as soon as the queue or the challenge is left. */
export function stop(d: Draft, how: SessionEnd): void {
  const { phase, stopping } = d.next;
  if (stopping) return;
  d.next.stopping = how;
  if (phase.name === 'away' || phase.name === 'waiting') entry.end(d, how);
  // In `listening`, what the arena mentions is still to be played; in `ready` the books still answer.
  else if (entry.isEntering(phase)) entry.leave(d, phase);
}

/** Ends at once; a match in progress is resigned and counts as lost. */
export function abort(d: Draft, how: SessionEnd) {
  const { phase } = d.next;
  if (entry.isEntering(phase)) entry.leave(d, phase);
  if (phase.name !== 'playing') return endSettled(d, how);
  const { matchId: match_id } = phase.match.found;
  d.effects.push({ do: 'send', command: { type: 'resign', match_id } });
  giveUp(d, phase, { do: 'end', end: how }, 'The match was resigned');
}

/** The client has come to an end by itself, or the books have failed. */
export function fail(d: Draft, error: BotpitError) {
  const { phase } = d.next;
  const following: Following = { do: 'end', end: endBy(error) };
  if (phase.name !== 'playing') return endSettled(d, following.end);
  giveUp(d, phase, following, 'The connection ended before this match did');
}

/** Ends, once a match that is over is booked. */
function endSettled(d: Draft, how: SessionEnd): void {
  const { phase } = d.next;
  if (phase.name === 'settling') d.next.phase = { ...phase, following: { do: 'end', end: how } };
  else entry.end(d, how);
}

/** The clock on the wall shows another minute. */
export function minute(d: Draft) {
  d.next.calendar = { ...d.next.calendar, tick: calendar.nextTick(d.world.epochMs) };
  const end = calendar.endBy(d);
  if (end) return stop(d, end);
  const { phase, stopping } = d.next;
  if (stopping || !entry.isEntering(phase) || phase.name === 'leaving') return;
  const isOfQueue = d.world.rules.entry.by === 'queue';
  // A challenge is for now: nobody waits with it for other hours.
  if (!isOfQueue && !calendar.isOpen(d)) return stop(d, ENDS.until);
  // The place in the queue of a game whose turn is over is given up for that of the next.
  const isOfAnother = phase.name === 'queued' && calendar.gameDue(d) !== calendar.gameAsked(d);
  if (isOfQueue && (isOfAnother || !calendar.isOpen(d))) entry.leaveToAskAnew(d);
}

/** The pauses before other attempts where the arena names none, and the bounds of those that it names. */
const RETRY_BASE_MS = 6_000;
const RETRY_LEAST_MS = 1_000;
const RETRY_MOST_MS = 300_000;
/** Attempts that errors of an unknown kind get in a row. */
const UNKNOWN_ATTEMPTS = 3;

/**
 * What an error of the arena means. `in`: a place was held already. `gone`: the challenge that is withdrawn is not there. `out`:
 * the place is left. `later`: not now. `busy`: a match is on. `refused`: and so it would be again. `unclear`: it may be about
 * something else, and the wish may yet be granted. `nothing`: the error was about something else.
 */
type Meaning = 'in' | 'gone' | 'out' | 'later' | 'busy' | 'refused' | 'unclear' | 'nothing';

/** By what was asked last, as errors name no command. */
function meaningOf(d: Draft, code: string): Meaning {
  const { phase } = d.next;
  const kind = classOf(code);
  if (kind === 'match') return 'nothing';
  const isOfWithdrawal = code === 'challenge_not_found' || code === 'not_your_challenge';
  if (entry.isLeaving(phase)) {
    // A match that has just been made cannot be left: it follows.
    const isIn = code === 'rate_limited' || code === 'already_queued' || code === 'already_in_match';
    return isIn ? 'nothing' : 'out';
  }
  if (phase.name === 'withdrawing') return isOfWithdrawal ? 'gone' : 'later';
  if (phase.name !== 'asking') return 'nothing';
  if (code === 'already_queued') return 'in';
  // The second answer to a withdrawal; what is asked now cannot bring them.
  if (isOfWithdrawal && d.world.rules.entry.by === 'challenge') return 'nothing';
  if (kind === 'unknown') return 'unclear';
  if (code === 'already_in_match') return 'busy';
  return kind === 'later' ? 'later' : 'refused';
}

/** An `error` message from the arena. */
export function refused(d: Draft, code: string, message: string, retryAfterMs: number | undefined) {
  const { phase } = d.next;
  if (phase.name === 'away') {
    // Before it lets us in. What ends the attempt is told with its end.
    if (retryAfterMs === undefined && passesLater(code, undefined)) warn(d, code, message);
    return;
  }
  const meaning = meaningOf(d, code);
  if (meaning === 'gone') return entry.challengeCancelled(d, d.next.challengeIds[0] ?? '');
  if (meaning === 'in') return entry.leaveToAskAnew(d);
  // A queue that has just been left for a match cannot be left again.
  if (meaning === 'nothing' && code === 'not_queued') return;
  warn(d, code, message);
  if (phase.name === 'asking' && meaning !== 'unclear' && meaning !== 'nothing') d.next.wasRefused = true;
  switch (meaning) {
    case 'nothing':
      return;
    case 'out':
      d.next.wasRefused = true;
      return entry.left(d);
    case 'busy':
      // Where a match of an earlier session is still on, the arena mentions it or ends it by its deadlines.
      money.putOff(d);
      return later(d, retryAfterMs);
    case 'later':
      money.released(d);
      return later(d, retryAfterMs);
    case 'unclear':
      d.next.unclear += 1;
      // The wish stands until it is answered or made once more.
      if (d.next.unclear < UNKNOWN_ATTEMPTS) return later(d, retryAfterMs, true);
      d.next.stopping ??= refusal(code, message);
      entry.takeBack(d);
      return entry.listen(d, { isPlaceGone: true, isLeaving: true });
    case 'refused':
      money.released(d);
      return entry.end(d, refusal(code, message));
    default:
      meaning satisfies never;
  }
}

/** Not now, says the arena: again when it said, or after pauses that grow. */
function later(d: Draft, retryAfterMs: number | undefined, isWishOut = false): void {
  const grownMs = RETRY_BASE_MS * 2 ** d.next.putOff;
  d.next.putOff += 1;
  const waitMs = Math.max(RETRY_LEAST_MS, Math.min(RETRY_MOST_MS, retryAfterMs ?? grownMs));
  entry.wait(d, 'The arena asked to try again later.', waitMs, isWishOut, 'arena');
}
