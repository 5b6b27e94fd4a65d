import type { Command } from '../client/index.js';
import { EXIT } from '../exit-codes.js';
import type { GameId } from '../games/index.js';
import { untilNextMinute } from '../lib/time-of-day.js';
import * as calendar from './calendar.js';
import { type Draft, emit, warn } from './draft.js';
import { type Refusal, remedyOf } from './limits.js';
import { type Deadline, due } from './loop-events.js';
import * as money from './money-guard.js';
import { ENDS, endBy, limitEnd, type SessionEnd, unanswered } from './session-end.js';
import type { Phase, PhaseName, Rules } from './state.js';

/** How long the arena may take to answer a wish for a match before the connection is given up for dead, and how often. */
const ANSWER_TIMEOUT_MS = 15_000;
const MOST_UNANSWERED = 3;
/** How long after a reconnect the arena may take to answer a ping, and with it to mention what was under way. */
const MENTION_TIMEOUT_MS = 5_000;
/** How long a withdrawal (queue, challenge) may stay unanswered when play is to stop. */
const LEAVE_TIMEOUT_MS = 3_000;
/** A shorter wait for the rate limits is not told. */
const TOLD_WAIT_MS = 1_000;
/** Challenges of one's own that are kept in mind; an arena may claim any number. */
const MOST_CHALLENGES = 100;

/** A wish for a match is out, or is being taken back. */
type Entering = Extract<Phase, { name: 'withdrawing' | 'asking' | 'queued' | 'leaving' }>;
const ENTERING: ReadonlySet<PhaseName> = new Set(['withdrawing', 'asking', 'queued', 'leaving']);

export function isEntering(phase: Phase): phase is Entering {
  return ENTERING.has(phase.name);
}

/** The session is over. */
export function end(d: Draft, how: SessionEnd): void {
  const { phase } = d.next;
  if (phase.name === 'over') return;
  // What is left open is told at the end, unless the books have failed.
  if (how.exitCode !== EXIT.records) d.effects.push({ do: 'report-open' });
  d.next.phase = { name: 'over' };
  d.effects.push({ do: 'finish', end: how });
}

/** Nothing is under way: stop, or commit to one more match. @param isWishOut the last wish was not clearly refused */
export function next(d: Draft, isWishOut = false) {
  const { tally } = d.next;
  const { matches } = d.world.rules;
  const stopping = d.next.stopping ?? calendar.endBy(d);
  if (stopping) return end(d, stopping);
  if (matches !== null && tally.totals.matches >= matches) return end(d, ENDS.matches);
  // The last wish may yet be granted: it is taken back first.
  if (!calendar.isOpen(d)) return isWishOut ? leaveToAskAnew(d) : rest(d);
  d.next.phase = { name: 'ready', isWishOut };
  // A match whose moves the rate limit of the arena would hold back is lost on time.
  d.effects.push({ do: 'ask-room', game: calendar.gameDue(d) });
}

/** No match is asked for before the hours begin. */
function rest(d: Draft) {
  const { schedule, entry } = d.world.rules;
  if (schedule === null) return;
  // A challenge is not kept waiting for the hours to begin.
  if (entry.by !== 'queue') return end(d, ENDS.until);
  money.rest(d);
  const { epochMs } = d.world;
  const { restsUntil } = d.next.calendar;
  // Looked at anew each minute, and told once.
  if (restsUntil === null || restsUntil <= epochMs) {
    const { at, message } = calendar.opening(schedule, epochMs);
    emit(d, { event: 'waiting', message, until: new Date(at).toISOString(), reason: 'hours' });
    d.effects.push({ do: 'note-rest', until: at });
    d.next.calendar = { ...d.next.calendar, restsUntil: at };
  }
  d.next.phase = { name: 'waiting', deadline: due('next', untilNextMinute(epochMs)) };
}

/** It no longer waits for its hours; or it is to say anew that it does. */
export function endRest(d: Draft): void {
  if (d.next.calendar.restsUntil === null) return;
  d.next.calendar = { ...d.next.calendar, restsUntil: null };
  d.effects.push({ do: 'note-rest', until: null });
}

/** Whether a match may still be asked for, by the operator and by the clock. */
function mayAsk(d: Draft): boolean {
  return d.next.stopping === null && calendar.endBy(d) === null && calendar.isOpen(d);
}

/** The rate limits leave room for another match, or say how long they do not. */
export function roomTold(d: Draft, waitMs: number) {
  const { phase } = d.next;
  if (phase.name !== 'ready') return;
  if (!mayAsk(d)) return next(d, phase.isWishOut);
  const message = 'The rate limits of the arena leave no room for another match yet.';
  if (waitMs > 0) return wait(d, message, waitMs, phase.isWishOut, 'rate_limits');
  money.commit(d);
  // The intent of an earlier wish may hold; else the books answer with `intended` or `limited`.
  if (money.intentOf(d.next.money) !== null) ask(d);
}

/** The books have an intent. */
export function intended(d: Draft, intent: number) {
  const { phase } = d.next;
  if (phase.name !== 'ready') return void d.effects.push({ do: 'void', intent });
  money.intended(d, intent);
  if (mayAsk(d)) return ask(d);
  money.released(d);
  next(d);
}

/** A limit forbids another match: now, or until a person releases it. */
export function limited(d: Draft, refused: Refusal) {
  if (d.next.phase.name !== 'ready') return;
  const { limit, message, until, waitMs, latched, trips, over } = refused;
  const { rules } = d.world;
  const isOfPractice = rules.isPractice && until === null;
  const remedy = isOfPractice ? 'The next session begins anew.' : remedyOf(refused, rules);
  if (trips && limit !== 'max-per-opponent')
    d.effects.push({ do: 'trip', limit, message, coolDownMs: waitMs, over, isSafe: false });
  // One that had tripped before is told as the reason of the end.
  const iso = until === null ? null : new Date(until).toISOString();
  if (!latched || until !== null) emit(d, { event: 'limit', limit, message, remedy, until: iso });
  if (d.next.stopping) return end(d, d.next.stopping);
  if (waitMs === null || until === null) return end(d, limitEnd(refused, remedy, rules.folderFlag));
  d.next.phase = { name: 'waiting', deadline: due('next', Math.max(1, waitMs)) };
}

/** Makes the wish for a match. */
function ask(d: Draft, deadline: Deadline<'answer'> | null = due('answer', ANSWER_TIMEOUT_MS)): void {
  const { rules } = d.world;
  endRest(d);
  // A challenge that was open when the connection was lost may be open still, and two could both be taken.
  if (rules.entry.by === 'challenge' && withdraw(d)) {
    d.next.phase = { name: 'withdrawing', deadline };
    return;
  }
  d.next.phase = { name: 'asking', deadline };
  d.next.wasRefused = false;
  send(d, wish(rules, calendar.gameAsked(d)));
}

function wish({ entry, wagerLamports, sandbox }: Rules, game: GameId): Command {
  switch (entry.by) {
    case 'queue':
      return { type: 'join_queue', game_type: game, wager_lamports: wagerLamports, sandbox };
    case 'challenge':
      return { type: 'create_challenge', game_type: game, wager_lamports: wagerLamports };
    case 'accept':
      return { type: 'accept_challenge', challenge_id: entry.challengeId };
    default:
      return entry satisfies never;
  }
}

/** One at a time, as errors name none. @returns whether there is one */
function withdraw(d: Draft): boolean {
  const [id] = d.next.challengeIds;
  if (id !== undefined) send(d, { type: 'cancel_challenge', challenge_id: id });
  return id !== undefined;
}

/** Asks to be let out. Taking another's challenge cannot be undone; the answer to it is awaited then. */
export function takeBack(d: Draft): void {
  if (d.world.rules.entry.by === 'queue') send(d, { type: 'leave_queue' });
  else withdraw(d);
}

/** Play is to stop: asks to be let out, and does not wait for ever. */
export function leave(d: Draft, phase: Entering): void {
  if (phase.name !== 'leaving') takeBack(d);
  d.next.phase = { name: 'leaving', deadline: due('leave', LEAVE_TIMEOUT_MS) };
}

/** The place that is held is not the one that was asked for on this connection: it is left, and asked for anew. */
export function leaveToAskAnew(d: Draft): void {
  takeBack(d);
  d.next.phase = { name: 'leaving', deadline: due('answer', ANSWER_TIMEOUT_MS) };
}

/** The arena has not answered in time: play ends all the same. */
export function notLeft(d: Draft): void {
  const { phase, stopping } = d.next;
  if (phase.name === 'leaving' && stopping) end(d, stopping);
}

/** The arena has answered the wish for a match. @param isTaken a challenge is taken: its match follows at once */
export function placed(d: Draft, isTaken = false): void {
  const { phase, stopping } = d.next;
  if (!isEntering(phase)) return;
  d.next.unanswered = 0;
  d.next.putOff = 0;
  money.placed(d);
  if (stopping) return;
  d.next.phase = { ...phase, deadline: isTaken ? due('answer', ANSWER_TIMEOUT_MS) : null };
}

export function queueJoined(d: Draft): void {
  d.next.unclear = 0;
  if (d.next.phase.name === 'asking') d.next.phase = { ...d.next.phase, name: 'queued', deadline: null };
  placed(d);
}

export function challengeCreated(d: Draft, challengeId: string): void {
  const { phase, challengeIds } = d.next;
  if (d.world.rules.entry.by === 'challenge') {
    if (challengeIds.length < MOST_CHALLENGES && !challengeIds.includes(challengeId))
      d.next.challengeIds = [...challengeIds, challengeId];
    d.next.unclear = 0;
    if (phase.name === 'asking') d.next.phase = { name: 'queued', deadline: null };
    else if (isLeaving(phase)) withdraw(d);
  }
  placed(d);
}

export function isLeaving(phase: Phase): boolean {
  return phase.name === 'leaving' || (phase.name === 'listening' && phase.isLeaving);
}

export function queueLeft(d: Draft): void {
  const { phase } = d.next;
  // Nobody asked for it: in a tournament that means another game.
  if (phase.name === 'queued' && d.world.rules.turns !== null)
    d.next.calendar = calendar.skipGame(d.next.calendar);
  if (d.world.rules.entry.by === 'queue' && (isEntering(phase) || isLeaving(phase))) left(d);
}

/** A challenge is withdrawn or expired, or another one was taken. */
export function challengeCancelled(d: Draft, challengeId: string) {
  const { phase, challengeIds } = d.next;
  if (!challengeIds.includes(challengeId)) return;
  d.next.challengeIds = challengeIds.filter((id) => id !== challengeId);
  // The arena has as long for all of it as for one answer.
  if (phase.name === 'withdrawing') {
    if (mayAsk(d)) return ask(d, phase.deadline);
    d.next.stopping ??= ENDS.until;
    return leave(d, phase);
  }
  const isGone = d.next.challengeIds.length === 0 && phase.name !== 'asking';
  if (isGone && (isEntering(phase) || isLeaving(phase))) left(d);
}

/** The queue place or the challenge is gone, as asked or because it expired. */
export function left(d: Draft) {
  if (d.world.rules.entry.by === 'queue') {
    money.released(d);
    return next(d);
  }
  d.next.stopping ??= ENDS.cancelled;
  listen(d, { isPlaceGone: true, isLeaving: false });
}

/** Commits to nothing before the arena had its say about what was under way: it has when it has answered a ping. */
export function listen(d: Draft, how: { readonly isPlaceGone: boolean; readonly isLeaving: boolean }): void {
  d.next.phase = { name: 'listening', deadline: due('mention', MENTION_TIMEOUT_MS), ...how };
  d.effects.push({ do: 'ping' });
}

/** The arena had its say. */
export function mentioned(d: Draft): void {
  const { phase } = d.next;
  if (phase.name !== 'listening') return;
  if (phase.isPlaceGone) money.released(d);
  next(d);
}

/** The arena has not answered although the connection lives: an idle bot must not look busy. */
export function unheard(d: Draft): void {
  if (!isEntering(d.next.phase)) return;
  d.next.unanswered += 1;
  const message = `The arena did not answer within ${ANSWER_TIMEOUT_MS / 1000} s; the connection is given up for dead.`;
  warn(d, 'no_answer', message);
  if (d.next.unanswered >= MOST_UNANSWERED) end(d, endBy(unanswered()));
  else d.effects.push({ do: 'drop' });
}

/** A bot that does nothing for a while says why. */
export function wait(
  d: Draft,
  message: string,
  waitMs: number,
  isWishOut: boolean,
  reason: 'rate_limits' | 'arena',
): void {
  const until = new Date(d.world.epochMs + waitMs).toISOString();
  if (waitMs >= TOLD_WAIT_MS) emit(d, { event: 'waiting', message, until, reason });
  d.next.phase = isWishOut
    ? { name: 'asking', deadline: due('again', waitMs) }
    : { name: 'waiting', deadline: due('next', waitMs) };
}

/** The wait is over. */
export function decideAgain(d: Draft, waitedIn: 'waiting' | 'asking') {
  if (d.next.phase.name === waitedIn) next(d, waitedIn === 'asking');
}

function send(d: Draft, command: Command): void {
  d.effects.push({ do: 'send', command });
}
