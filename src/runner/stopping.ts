import type { BotpitError } from '../errors.js';
import * as calendar from './calendar.js';
import type { Draft } from './draft.js';
import * as entry from './entry.js';
import { giveUp } from './match-end.js';
import { ENDS, endBy, type SessionEnd } from './session-end.js';
import type { Following } from './state.js';

/*
 * What ends play from outside: the operator, the clock, and what botpit itself runs on.
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
