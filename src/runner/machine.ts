import { EXIT } from '../exit-codes.js';
import type { HeardGameOver } from '../protocol/index.js';
import * as calendar from './calendar.js';
import { copyState, type Draft, editMatch, emit, warn } from './draft.js';
import * as entry from './entry.js';
import * as found from './found.js';
import { abort, fail, minute, refused as refusedEntry, stop } from './interruptions.js';
import { latchedRefusal, remedyOf } from './limits.js';
import {
  type Deadline,
  type DeadlineName,
  due,
  type Effect,
  type EventOf,
  type LoopEvent,
} from './loop-events.js';
import * as match from './match.js';
import { ended, giveUp, mayStall, roundEnded } from './match-end.js';
import * as money from './money-guard.js';
import { limitEnd, WEAK_PROOF } from './session-end.js';
import { hasSeed, settled, settledLate } from './settled.js';
import type { Playing, State, World } from './state.js';

/** How long after a reconnect the arena may take to mention the match that was in progress. */
const RESUME_TIMEOUT_MS = 60_000;
/** More matches than this are not asked about: no honest arena has so many to announce. */
const MOST_ASKED = 100;
/** How long the arena is out of reach before that is told. */
const OUTAGE_MS = 600_000;
const LOST = 'The arena has been out of reach for ten minutes.';

/**
 * The loop: queue (or challenge), match, move, game over, again, until a stop condition, the operator, or an end that the arena
 * or the network brings. Pure: the effects are for the caller to perform, in order. Pairs that mean nothing change nothing.
 * What commits money is asked for in `roomTold` and `intended` alone, each time for a decision of its own on a live connection.
 */
export function step(state: State, event: LoopEvent, world: World): readonly [State, readonly Effect[]] {
  // An intent that comes too late is still made void, and a message of an unknown type is still counted.
  if (state.phase.name === 'over' && event.type !== 'intended' && event.type !== 'unknown')
    return [state, []];
  const d: Draft = { next: copyState(state), effects: [], world };
  const react = ON[event.type] as (d: Draft, event: LoopEvent) => void;
  react(d, event);
  return [d.next, d.effects];
}

/** What happens on what. */
const ON: { readonly [Type in LoopEvent['type']]: (d: Draft, event: EventOf<Type>) => void } = {
  // The match at hand.
  your_turn: (d, event) => inMatch(d, event, match.turnAsked),
  decided,
  round_result: (d, event) => inMatch(d, event, roundEnded),
  game_start: (d, event) => inMatch(d, event, match.started),
  taunt_received: (d, event) => inMatch(d, event, match.tauntReceived),
  taunt_chosen: (d, { match: number, tauntId }) =>
    whilePlaying(d, (at) => {
      if (at.match.number === number) match.chooseTaunt(d, editMatch(d, at), tauntId);
    }),
  taunt_sent: (d, { match: number, taunt }) =>
    whilePlaying(d, (at) => {
      if (at.match.number === number) match.keepTaunt(editMatch(d, at), taunt);
    }),
  // How it begins and ends.
  match_found: (d, event) => found.matchFound(d, event),
  looked_up: found.lookedUp,
  bound: found.bound,
  told: money.told,
  locked: money.locked,
  game_over: gameOver,
  end_is_ours: (d, { message }) =>
    whilePlaying(d, (at) => {
      if (at.match.found.matchId === message.match_id) ended(d, at, message);
    }),
  end_unknown: foundByItsEnd,
  settled_late: settledLate,
  settled,
  // The way into a match.
  room: (d, { waitMs }) => entry.roomTold(d, waitMs),
  intended: (d, { intent }) => entry.intended(d, intent),
  limited: (d, { refusal }) => entry.limited(d, refusal),
  queue_joined: entry.queueJoined,
  queue_left: entry.queueLeft,
  challenge_created: (d, event) => entry.challengeCreated(d, event.challenge_id),
  challenge_accepted: (d) => entry.placed(d, true),
  challenge_cancelled: (d, event) => entry.challengeCancelled(d, event.challenge_id),
  error: refused,
  // The arena had its say about what was under way once it has answered a ping.
  latency: entry.mentioned,
  malformed: (d, { messageType: type }) => {
    if (type === null || type === 'match_found') money.unread(d);
  },
  unknown: ({ next }) => {
    const { totals } = next.tally;
    const unknownMessages = totals.unknownMessages + 1;
    next.tally = { ...next.tally, totals: { ...totals, unknownMessages } };
  },
  // The connection, the clock, the operator, the books.
  begun,
  connected,
  disconnected,
  closed: (d, { error }) => fail(d, error),
  not_sent: (d, { message }) => warn(d, 'move_not_sent', message),
  deadline: (d, { name }) => WHEN[name](d),
  stop: (d, { reason, exitCode }) => stop(d, { reason, exitCode }),
  abort: (d, { exitCode }) => abort(d, { reason: 'forced', exitCode }),
  books_failed: (d, { error }) => {
    if (d.next.phase.name === 'playing') found.trouble(d, error);
    else fail(d, error);
  },
};

/** What happens when a deadline has come. */
const WHEN: { readonly [Name in DeadlineName]: (d: Draft) => void } = {
  time: (d) => stop(d, { reason: 'time', exitCode: EXIT.ok }),
  mention: entry.mentioned,
  next: (d) => entry.decideAgain(d, 'waiting'),
  again: (d) => entry.decideAgain(d, 'asking'),
  answer: entry.unheard,
  leave: entry.notLeft,
  resume: (d) => whilePlaying(d, (at) => giveUp(d, at, { do: 'next' })),
  stall: (d) => whilePlaying(d, (at) => mayStall(d, at)),
  hold: (d) => whilePlaying(d, (at) => match.heldLongEnough(d, editMatch(d, at))),
  tell: money.tell,
  minute,
  outage: (d) => {
    const { outage } = d.next;
    if (!outage?.deadline) return;
    d.next.outage = { ...outage, deadline: null };
    emit(d, { event: 'arena_lost', since: new Date(outage.since).toISOString(), message: LOST });
  },
};

/** Every deadline that a state may wait for, each at a place of its own. */
export const DEADLINES: readonly ((state: State) => Deadline | null)[] = [
  ({ phase, timeLimit }) => (phase.name === 'over' ? null : timeLimit),
  ({ phase }) => ('deadline' in phase ? phase.deadline : null),
  ({ phase }) => (phase.name === 'playing' ? phase.match.stall.deadline : null),
  ({ phase }) => (phase.name === 'playing' ? (phase.match.held?.deadline ?? null) : null),
  ({ phase, money }) => (phase.name === 'over' ? null : (money.untold?.deadline ?? null)),
  ({ phase, calendar: { tick } }) => (phase.name === 'over' ? null : tick),
  ({ phase, outage }) => (phase.name === 'over' ? null : (outage?.deadline ?? null)),
];

function decided(d: Draft, { question, decision }: EventOf<'decided'>): void {
  const { phase } = d.next;
  if (phase.name !== 'playing') return;
  const { turn } = phase.match;
  if (turn?.question === question && turn.decision === null) match.decided(d, editMatch(d, phase), decision);
}

function whilePlaying(d: Draft, act: (at: Playing) => void): void {
  if (d.next.phase.name === 'playing') act(d.next.phase);
}

/** The arena speaks of a match: of the one at hand, which it has taken up with it, or of one whose announcement was lost. */
function inMatch<Message extends { readonly match_id: string }>(
  d: Draft,
  event: Message,
  act: (d: Draft, m: match.Hand, event: Message) => void,
) {
  const { phase, askedAbout, ended: over } = d.next;
  const { match_id: matchId } = event;
  if (phase.name === 'playing') {
    if (phase.match.found.matchId !== matchId) return;
    return act(d, editMatch(d, phase.deadline === null ? phase : { ...phase, deadline: null }), event);
  }
  // Where nothing else is played, the arena announces it once more to a new connection.
  if (phase.name === 'away' || phase.name === 'settling' || askedAbout.length >= MOST_ASKED) return;
  if (askedAbout.includes(matchId) || over.includes(matchId)) return;
  d.next.askedAbout = [...askedAbout, matchId];
  d.effects.push({ do: 'drop' });
}

function begun(d: Draft, { latch, isWeaklyProven }: EventOf<'begun'>) {
  const { rules } = d.world;
  const { entry: how, wagerLamports, forMs } = rules;
  if (d.next.phase.name !== 'away') return;
  // What has tripped before and is not released: then nothing is even connected.
  if (latch) {
    const refusal = latchedRefusal(latch, 0);
    return entry.end(d, limitEnd(refusal, remedyOf(refusal, rules), rules.folderFlag));
  }
  d.effects.push({ do: 'report-open' });
  // Which game a challenge is of, the arena tells only when it is taken.
  if (how.by !== 'accept')
    for (const game of calendar.gamesOf(rules)) found.warnOfChance(d, game, wagerLamports);
  if (isWeaklyProven) {
    d.next.isWeakProofTold = true;
    const { level, code, message } = WEAK_PROOF;
    emit(d, { event: level, code, message });
  }
  if (forMs !== null) d.next.timeLimit = due('time', forMs);
  d.next.calendar = calendar.begin(d.world);
  outOfReach(d);
  d.effects.push({ do: 'connect' });
}

function connected(d: Draft, { mayBeOn }: EventOf<'connected'>): void {
  const { phase } = d.next;
  d.next.isConnected = true;
  d.next.connection += 1;
  d.next.outage = null;
  // Whoever shows what the session does has been told of the connection: it is told anew that it waits.
  entry.endRest(d);
  if (phase.name === 'playing') {
    // The arena mentions a match in progress; where it never does, the match is given up for lost.
    const seconds = RESUME_TIMEOUT_MS / 1000;
    warn(d, 'resuming', `Connected again. The arena has ${seconds} s to take up the match in progress.`);
    d.next.phase = { ...phase, deadline: due('resume', RESUME_TIMEOUT_MS) };
    return;
  }
  if (phase.name === 'settling') return;
  // Something may have come of what was committed to on an earlier connection: the arena is to be heard first.
  if (money.intentOf(d.next.money) !== null || mayBeOn)
    entry.listen(d, { isPlaceGone: false, isLeaving: false });
  else entry.next(d);
}

function disconnected(d: Draft, { reason, heardAt }: EventOf<'disconnected'>): void {
  const { phase, stopping } = d.next;
  d.next.isConnected = false;
  emit(d, { event: 'disconnected', reason });
  outOfReach(d);
  if (phase.name === 'settling') return;
  if (phase.name === 'playing') {
    d.next.phase = { ...phase, deadline: null };
    return;
  }
  // The queue forgets, a challenge may stay.
  money.connectionLost(d, heardAt);
  d.next.phase = { name: 'away' };
  if (stopping) entry.end(d, stopping);
}

/** From now on there is no connection. */
function outOfReach(d: Draft): void {
  d.next.outage = { since: d.world.epochMs, deadline: due('outage', OUTAGE_MS) };
}

/** An `error` message from the arena. */
function refused(d: Draft, { code, message, retryAfterMs }: EventOf<'error'>): void {
  const { phase } = d.next;
  const isOfMove = phase.name === 'playing' && code === 'invalid_move';
  if (isOfMove) match.moveRefused(d, editMatch(d, phase), message);
  else refusedEntry(d, code, message, retryAfterMs);
}

/** The arena tells an end: of the match at hand, or of an earlier one that was still open. */
function gameOver(d: Draft, message: HeardGameOver) {
  const { phase } = d.next;
  const isOurs = phase.name === 'playing' && phase.match.found.matchId === message.match_id;
  const atHand = isOurs ? phase.match.found : null;
  if (isOurs) {
    const { serverSeedHash } = phase.match.found;
    const { server_seed: seed } = message;
    // A seed that does not open its commitment may be of an older match with the same id.
    if (seed === '' || serverSeedHash === '' || hasSeed({ serverSeedHash }, seed))
      return ended(d, phase, message);
  }
  d.effects.push({ do: 'look-up-end', message, atHand, ...money.soughtBy(d) });
}

/** A match may begin and end while the connection is lost: then the arena tells only its end, before anything else. */
function foundByItsEnd(d: Draft, { message, terms }: EventOf<'end_unknown'>): void {
  if (d.next.phase.name !== 'listening') return;
  const { match_id } = message;
  const unknown = { match_id, opponent_id: '', opponent_name: '', server_seed_hash: '' };
  const { game: game_type, wagerLamports: wager_lamports } = terms;
  found.matchFound(d, { type: 'match_found', game_type, wager_lamports, ...unknown }, message);
}
