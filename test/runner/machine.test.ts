import { describe, expect, it } from 'vitest';
import { BotpitError } from '../../src/errors.js';
import type { DeadlineName, Effect, LoopEvent } from '../../src/runner/loop-events.js';
import { step } from '../../src/runner/machine.js';
import type { PhaseName, Rules, State, World } from '../../src/runner/state.js';
import { found, inBooks, ME, over, PlayModel, RULES, turn } from './play-model.js';

const begun: LoopEvent = { type: 'begun', latch: null, isWeaklyProven: false };
const connected: LoopEvent = { type: 'connected', mayBeOn: false };
const disconnected: LoopEvent = { type: 'disconnected', reason: 'cut', heardAt: 1_000_000 };
const joined: LoopEvent = { type: 'queue_joined', game_type: 'rps', position: 1 };
const created: LoopEvent = {
  type: 'challenge_created',
  challenge_id: 'c1',
  game_type: 'rps',
  wager_lamports: 1,
};
const stop: LoopEvent = { type: 'stop', reason: 'signal', exitCode: 0 };
const decision = { move: { choice: 'rock' }, raw: false, source: 'strategy', decideMs: 1 } as const;
const error = (code: string): LoopEvent => ({ type: 'error', code, message: 'no' });
const failure = new BotpitError('history/unavailable', 'the books cannot be used');

const queued = () => new PlayModel().happen(begun, connected, joined);
const playing = () =>
  queued().happen(found('m1'), { type: 'game_start', match_id: 'm1', your_side: 'a' }, turn('m1'));

function waiting(): PlayModel {
  const model = new PlayModel().happen(begun);
  model.roomMs = 2_000;
  return model.happen(connected);
}

/** The state right after an event, where the world has not answered yet. */
function unanswered({ state, rules }: PlayModel, event: LoopEvent): State {
  return step(state, event, worldAt(rules))[0];
}

function worldAt(rules: Rules, passedMs = 0): World {
  const now = 1_000_000 + passedMs;
  return { rules, now, epochMs: now, agentId: ME, rttMs: 0 };
}

const begin = (rules: Partial<Rules> = {}) => new PlayModel(rules).happen(begun);
const challenging = () => begin({ entry: { by: 'challenge' } }).happen(connected, created);

/** One of each phase, and more of those that behave in several ways. */
const STATES: { readonly [Name in PhaseName | `${PhaseName}-${string}`]: State } = {
  away: begin().state,
  listening: begin().happen({ type: 'connected', mayBeOn: true }).state,
  'listening-challenge-gone': challenging().happen({ type: 'challenge_cancelled', challenge_id: 'c1' }).state,
  ready: unanswered(begin(), connected),
  waiting: waiting().state,
  withdrawing: challenging().happen(disconnected, connected, { type: 'latency', rttMs: 1 }).state,
  asking: begin().happen(connected).state,
  'asking-again': begin().happen(connected, error('what_is_this')).state,
  queued: queued().state,
  'queued-challenge': challenging().state,
  leaving: queued().happen(stop).state,
  'leaving-to-ask-anew': begin().happen(connected, error('already_queued')).state,
  playing: playing().state,
  'playing-before-start': queued().happen(found('m1'), turn('m1')).state,
  'playing-cut-off': playing().happen(disconnected).state,
  'playing-connected-again': playing().happen(disconnected, connected).state,
  settling: unanswered(playing(), over('m1')),
  over: queued().happen({ type: 'abort', exitCode: 130 }).state,
};

const record = playing().happen(over('m1')).records[0];
if (!record) throw new Error('the match is not recorded');
const settledWith = { record, said: null, isHashReused: false } as const;
const booked = { match: foundOf(), intent: 7 };

function foundOf() {
  const {
    matchId,
    game,
    opponentId,
    opponentName,
    wagerLamports,
    serverSeedHash,
    draws,
    sandbox,
    startedAt,
  } = record as NonNullable<typeof record>;
  const what = { matchId, game, opponentId, opponentName, wagerLamports, serverSeedHash, draws, sandbox };
  return { ...what, startedAt, agentId: ME };
}

const at = (name: DeadlineName): LoopEvent => ({ type: 'deadline', name });

const EVENTS: { readonly [what: string]: LoopEvent } = {
  begun,
  connected,
  'connected, a match may be on': { type: 'connected', mayBeOn: true },
  disconnected,
  closed: { type: 'closed', error: new BotpitError('connection/lost', 'gone') },
  stop,
  abort: { type: 'abort', exitCode: 130 },
  'time is up': at('time'),
  'time to mention is up': at('mention'),
  'wait is over': at('next'),
  'wait for the same wish is over': at('again'),
  'no answer': at('answer'),
  'not let out': at('leave'),
  'match not taken up': at('resume'),
  'no progress': at('stall'),
  'turn held long enough': at('hold'),
  'books to be told': at('tell'),
  'another minute': at('minute'),
  'arena out of reach for long': at('outage'),
  'ping answered': { type: 'latency', rttMs: 1 },
  'room for a match': { type: 'room', waitMs: 0 },
  'no room for a match': { type: 'room', waitMs: 5_000 },
  'intent written': { type: 'intended', intent: 7 },
  'limit refuses for good': { type: 'limited', refusal: { ...refusal(), until: null, waitMs: null } },
  'limit refuses for a while': { type: 'limited', refusal: refusal() },
  'queue joined': joined,
  'queue left': { type: 'queue_left' },
  'challenge created': created,
  'challenge accepted': { type: 'challenge_accepted', challenge_id: 'c1', match_id: 'm1' },
  'challenge cancelled': { type: 'challenge_cancelled', challenge_id: 'c1' },
  'error already_queued': error('already_queued'),
  'error already_in_match': error('already_in_match'),
  'error rate_limited': error('rate_limited'),
  'error not_queued': error('not_queued'),
  'error challenge_not_found': error('challenge_not_found'),
  'error invalid_wager': error('invalid_wager'),
  'error invalid_move': error('invalid_move'),
  'error of an unknown code': error('what_is_this'),
  'frame not read': { type: 'malformed', problem: 'not_json', detail: 'no JSON', messageType: null },
  'message of an unknown type': { type: 'unknown', message: { type: 'new' } },
  'match found': found('m2'),
  'match at hand found again': found('m1'),
  'books know nothing of the match': lookedUp('new'),
  'books know the match as over': lookedUp('over'),
  'match asked for': { ...booked, type: 'bound', asked: 'now', error: null },
  'match never asked for': { ...booked, type: 'bound', asked: 'never', error: null },
  'match not booked': { ...booked, type: 'bound', asked: 'now', error: failure },
  'books told': { type: 'told' },
  'books locked': { type: 'locked' },
  'books failed': { type: 'books_failed', error: failure },
  'game started': { type: 'game_start', match_id: 'm1', your_side: 'a' },
  'same turn': turn('m1', 1),
  'next turn': turn('m1', 2),
  'turn of another match': turn('m9'),
  'move decided': { type: 'decided', question: 1, decision },
  'move decided for another turn': { type: 'decided', question: 9, decision },
  'move not sent': { type: 'not_sent', message: 'gone' },
  'round over': { type: 'round_result', match_id: 'm1', round: 1, result: {}, score: [1, 0] },
  'taunt received': {
    type: 'taunt_received',
    match_id: 'm1',
    taunt_id: 'gg',
    taunt_text: 'GG',
    agent_id: 'agent-2',
    agent_name: 'Other',
  },
  'taunt chosen': { type: 'taunt_chosen', match: 1, tauntId: 'gg' },
  'taunt sent': { type: 'taunt_sent', match: 1, taunt: { round: 1, by: 'me', tauntId: 'gg' } },
  'game over': over('m1'),
  'game over with another seed': over('m1', { server_seed: 'cd'.repeat(32) }),
  'another game over': over('m9'),
  'end is of the match at hand': { type: 'end_is_ours', message: over('m1') },
  'end of a match unknown': { type: 'end_unknown', message: over('m9'), terms: RULES },
  'end told late': { ...settledWith, type: 'settled_late' },
  'match settled': { ...settledWith, type: 'settled', framesLeftOut: 0, error: null },
  'match not settled': { ...settledWith, type: 'settled', framesLeftOut: 0, error: failure },
};

function refusal() {
  const what = {
    limit: 'max-streak',
    message: 'Enough.',
    remedy: null,
    trips: true,
    latched: false,
  } as const;
  return { ...what, until: 2_000_000, waitMs: 1_000 };
}

function lookedUp(known: 'new' | 'over'): LoopEvent {
  return {
    type: 'looked_up',
    found: inBooks(found('m2')),
    known,
    history: [],
    end: null,
  };
}

/** An effect as a word, with what matters of it. */
function word(effect: Effect): string {
  switch (effect.do) {
    case 'emit':
      return 'code' in effect.event ? `tell ${effect.event.code}` : `tell ${effect.event.event}`;
    case 'send':
      return effect.command.type;
    case 'finish':
      return `finish(${effect.end.reason})`;
    default:
      return effect.do;
  }
}

function outcomeOf(name: string, state: State, event: LoopEvent, more: Partial<Rules> = {}): string {
  const isChallenge =
    name === 'withdrawing' || name.endsWith('challenge-gone') || name.endsWith('-challenge');
  const rules = { ...RULES, ...(isChallenge && { entry: { by: 'challenge' } as const }), ...more };
  const isLate = event.type === 'deadline' && event.name === 'stall';
  const [next, effects] = step(state, event, worldAt(rules, isLate ? 300_000 : 0));
  const isSame = JSON.stringify(next) === JSON.stringify(state);
  if (isSame && effects.length === 0) return '-';
  const to = next.phase.name === state.phase.name ? '' : `→ ${next.phase.name}: `;
  return `${to}${effects.map(word).join(', ')}`.trim() || '(noted)';
}

/**
 * Every pair: where an event leads, with which effects, and in which states it does; a star stands for all states of a phase. In
 * the others it means nothing and changes nothing.
 */
const TABLE: { readonly [what: string]: { readonly [outcome: string]: string } } = {
  begun: {
    'report-open, connect': 'away',
  },
  connected: {
    '→ ready: ask-room': 'away listening waiting',
    ping: 'listening-challenge-gone',
    'ask-room': 'ready',
    '→ listening: ping': 'withdrawing asking* queued* leaving*',
    'tell resuming': 'playing*',
    '(noted)': 'settling',
  },
  'connected, a match may be on': {
    '→ listening: ping': 'away ready waiting withdrawing asking* queued* leaving*',
    ping: 'listening*',
    'tell resuming': 'playing*',
    '(noted)': 'settling',
  },
  disconnected: {
    'tell disconnected': 'away playing* settling',
    '→ away: tell disconnected': 'listening ready waiting withdrawing asking* queued* leaving-to-ask-anew',
    '→ over: tell disconnected, report-open, finish(cancelled)': 'listening-challenge-gone',
    '→ over: tell disconnected, report-open, finish(signal)': 'leaving',
  },
  closed: {
    '→ over: report-open, finish(unreachable)':
      'away listening* ready waiting withdrawing asking* queued* leaving*',
    '→ settling: tell unsettled, cancel-move, tell match_end, match-end, settle':
      'playing playing-cut-off playing-connected-again',
    '→ settling: tell unsettled, cancel-move, tell match_end, settle': 'playing-before-start',
    '(noted)': 'settling',
  },
  stop: {
    '→ over: report-open, finish(signal)': 'away waiting',
    '(noted)': 'listening ready leaving-to-ask-anew playing* settling',
    '→ leaving: cancel_challenge': 'withdrawing queued-challenge',
    '→ leaving: leave_queue': 'asking* queued',
  },
  abort: {
    '→ over: report-open, finish(forced)': 'away listening* ready waiting leaving*',
    '→ over: cancel_challenge, report-open, finish(forced)': 'withdrawing queued-challenge',
    '→ over: leave_queue, report-open, finish(forced)': 'asking* queued',
    '→ settling: resign, tell unsettled, cancel-move, tell match_end, match-end, settle':
      'playing playing-cut-off playing-connected-again',
    '→ settling: resign, tell unsettled, cancel-move, tell match_end, settle': 'playing-before-start',
    '(noted)': 'settling',
  },
  'time is up': {
    '→ over: report-open, finish(time)': 'away waiting',
    '(noted)': 'listening ready leaving-to-ask-anew playing* settling',
    '→ leaving: cancel_challenge': 'withdrawing queued-challenge',
    '→ leaving: leave_queue': 'asking* queued',
  },
  'time to mention is up': {
    '→ ready: ask-room': 'listening',
    '→ over: void, report-open, finish(cancelled)': 'listening-challenge-gone',
  },
  'wait is over': {
    '→ ready: ask-room': 'waiting',
  },
  'wait for the same wish is over': {
    '→ ready: ask-room': 'asking*',
  },
  'no answer': {
    'tell no_answer, drop': 'withdrawing asking* queued* leaving*',
  },
  'not let out': {
    '→ over: report-open, finish(signal)': 'leaving',
  },
  'match not taken up': {
    '→ settling: tell unsettled, cancel-move, tell match_end, match-end, settle':
      'playing playing-cut-off playing-connected-again',
    '→ settling: tell unsettled, cancel-move, tell match_end, settle': 'playing-before-start',
  },
  'no progress': {
    'tell stalled, drop': 'playing playing-before-start playing-connected-again',
    '(noted)': 'playing-cut-off',
  },
  'turn held long enough': {
    'match-start, tell turn, ask-move': 'playing-before-start',
  },
  'books to be told': {
    'tell-match': 'playing*',
  },
  'another minute': {
    '(noted)': 'away listening* ready waiting withdrawing asking* queued* leaving* playing* settling',
  },
  'arena out of reach for long': {
    'tell arena_lost': 'away playing-cut-off',
  },
  'ping answered': {
    '→ ready: ask-room': 'listening',
    '→ over: void, report-open, finish(cancelled)': 'listening-challenge-gone',
  },
  'room for a match': {
    intend: 'ready',
  },
  'no room for a match': {
    '→ waiting: tell waiting': 'ready',
  },
  'intent written': {
    void: 'away listening* waiting withdrawing asking* queued* leaving* playing* settling over',
    '→ asking: join_queue': 'ready',
  },
  'limit refuses for good': {
    '→ over: trip, tell limit, report-open, finish(limit)': 'ready',
  },
  'limit refuses for a while': {
    '→ waiting: trip, tell limit': 'ready',
  },
  'queue joined': {
    '(noted)': 'withdrawing leaving-to-ask-anew',
    '→ queued:': 'asking*',
  },
  'queue left': {
    '→ ready: void, ask-room': 'asking* queued leaving-to-ask-anew',
    '→ over: void, report-open, finish(signal)': 'leaving',
  },
  'challenge created': {
    '(noted)': 'listening-challenge-gone withdrawing asking* leaving-to-ask-anew',
  },
  'challenge accepted': {
    '(noted)': 'withdrawing asking* queued* leaving-to-ask-anew',
  },
  'challenge cancelled': {
    '→ asking: create_challenge': 'withdrawing',
    '→ listening: ping': 'queued-challenge',
  },
  'error already_queued': {
    'tell already_queued': 'listening* ready waiting queued* leaving* playing* settling',
    '→ waiting: tell already_queued, void, tell waiting': 'withdrawing',
    '→ leaving: leave_queue': 'asking*',
  },
  'error already_in_match': {
    'tell already_in_match': 'away listening* ready waiting queued* leaving* playing* settling',
    '→ waiting: tell already_in_match, void, tell waiting': 'withdrawing',
    '→ waiting: tell already_in_match, tell waiting': 'asking*',
  },
  'error rate_limited': {
    'tell rate_limited': 'away listening* ready waiting queued* leaving* playing* settling',
    '→ waiting: tell rate_limited, void, tell waiting': 'withdrawing asking*',
  },
  'error not_queued': {
    '→ waiting: tell not_queued, void, tell waiting': 'withdrawing',
    '→ over: tell not_queued, void, report-open, finish(refused)': 'asking*',
    '→ over: tell not_queued, void, report-open, finish(signal)': 'leaving',
    '→ ready: tell not_queued, void, ask-room': 'leaving-to-ask-anew',
  },
  'error challenge_not_found': {
    'tell challenge_not_found': 'listening* ready waiting queued* playing* settling',
    '→ asking: create_challenge': 'withdrawing',
    '→ over: tell challenge_not_found, void, report-open, finish(refused)': 'asking*',
    '→ over: tell challenge_not_found, void, report-open, finish(signal)': 'leaving',
    '→ ready: tell challenge_not_found, void, ask-room': 'leaving-to-ask-anew',
  },
  'error invalid_wager': {
    'tell invalid_wager': 'listening* ready waiting queued* playing* settling',
    '→ waiting: tell invalid_wager, void, tell waiting': 'withdrawing',
    '→ over: tell invalid_wager, void, report-open, finish(refused)': 'asking*',
    '→ over: tell invalid_wager, void, report-open, finish(signal)': 'leaving',
    '→ ready: tell invalid_wager, void, ask-room': 'leaving-to-ask-anew',
  },
  'error invalid_move': {
    'tell invalid_move': 'listening* ready waiting withdrawing asking* queued* leaving* settling',
    'tell move_refused': 'playing*',
  },
  'error of an unknown code': {
    'tell what_is_this': 'listening* ready waiting queued* playing* settling',
    '→ waiting: tell what_is_this, void, tell waiting': 'withdrawing',
    'tell what_is_this, tell waiting': 'asking*',
    '→ over: tell what_is_this, void, report-open, finish(signal)': 'leaving',
    '→ ready: tell what_is_this, void, ask-room': 'leaving-to-ask-anew',
  },
  'frame not read': {
    '(noted)': 'listening-challenge-gone withdrawing asking* queued* leaving*',
  },
  'message of an unknown type': {
    '(noted)': 'away listening* ready waiting withdrawing asking* queued* leaving* playing* settling over',
  },
  'match found': {
    'look-up': 'away listening* ready waiting withdrawing asking* queued* leaving* playing* settling',
  },
  'match at hand found again': {
    'look-up': 'away listening* ready waiting withdrawing asking* queued* leaving* settling',
    '(noted)': 'playing-connected-again',
  },
  'books know nothing of the match': {
    '→ playing: keep-frames, bind': 'away listening ready waiting',
    '→ playing: keep-frames': 'listening-challenge-gone withdrawing asking* queued* leaving*',
    '→ settling: keep-frame-for-next, tell unsettled, cancel-move, tell match_end, match-end, settle':
      'playing playing-cut-off playing-connected-again',
    '→ settling: keep-frame-for-next, tell unsettled, cancel-move, tell match_end, settle':
      'playing-before-start',
    '(noted)': 'settling',
  },
  'books know the match as over': {
    'tell intent_open, report-open': 'listening-challenge-gone',
    '→ away: tell intent_open, report-open, drop': 'withdrawing asking* queued* leaving*',
  },
  'match asked for': {},
  'match never asked for': {
    'tell match_mismatch, trip': 'playing*',
  },
  'match not booked': {
    'tell history/unavailable': 'playing*',
  },
  'books told': {
    '(noted)': 'playing*',
  },
  'books locked': {
    '(noted)': 'playing*',
  },
  'books failed': {
    '→ over: finish(records)': 'away listening* ready waiting withdrawing asking* queued* leaving*',
    'tell history/unavailable': 'playing*',
    '(noted)': 'settling',
  },
  'game started': {
    drop: 'listening* ready waiting withdrawing asking* queued* leaving*',
    'tell match_start': 'playing playing-cut-off playing-connected-again',
    'tell match_start, match-start, tell turn, ask-move': 'playing-before-start',
  },
  'same turn': {
    drop: 'listening* ready waiting withdrawing asking* queued* leaving*',
    '(noted)': 'playing-connected-again',
  },
  'next turn': {
    drop: 'listening* ready waiting withdrawing asking* queued* leaving*',
    'tell turn, ask-move': 'playing playing-cut-off playing-connected-again',
    '(noted)': 'playing-before-start',
  },
  'turn of another match': {
    drop: 'listening* ready waiting withdrawing asking* queued* leaving*',
  },
  'move decided': {
    'move, tell move': 'playing playing-cut-off',
    'tell move': 'playing-connected-again',
  },
  'move decided for another turn': {},
  'move not sent': {
    'tell move_not_sent':
      'away listening* ready waiting withdrawing asking* queued* leaving* playing* settling',
  },
  'round over': {
    drop: 'listening* ready waiting withdrawing asking* queued* leaving*',
    'cancel-move, round-end, tell round': 'playing playing-cut-off playing-connected-again',
    'tell round': 'playing-before-start',
  },
  'taunt received': {
    drop: 'listening* ready waiting withdrawing asking* queued* leaving*',
    'tell taunt_received': 'playing*',
  },
  'taunt chosen': {
    taunt: 'playing*',
  },
  'taunt sent': {
    '(noted)': 'playing*',
  },
  'game over': {
    'look-up-end': 'away listening* ready waiting withdrawing asking* queued* leaving* settling',
    '→ settling: cancel-move, tell match_end, match-end, settle':
      'playing playing-cut-off playing-connected-again',
    '→ settling: cancel-move, tell match_end, settle': 'playing-before-start',
  },
  'game over with another seed': {
    'look-up-end': 'away listening* ready waiting withdrawing asking* queued* leaving* playing* settling',
  },
  'another game over': {
    'look-up-end': 'away listening* ready waiting withdrawing asking* queued* leaving* playing* settling',
  },
  'end is of the match at hand': {
    '→ settling: cancel-move, tell match_end, match-end, settle':
      'playing playing-cut-off playing-connected-again',
    '→ settling: cancel-move, tell match_end, settle': 'playing-before-start',
  },
  'end of a match unknown': {
    'look-up': 'listening*',
  },
  'end told late': {
    'tell settled_late':
      'away listening* ready waiting withdrawing asking* queued* leaving* playing* settling',
  },
  'match settled': {
    '→ ready: ask-room': 'settling',
  },
  'match not settled': {
    '→ over: finish(records)': 'settling',
  },
};

/** The states by what an event does in them. */
function outcomes(
  event: LoopEvent,
  rules: Partial<Rules> = {},
  stateOf = (state: State) => state,
): { [outcome: string]: string } {
  const by = new Map<string, string[]>();
  for (const [name, state] of Object.entries(STATES)) {
    const outcome = outcomeOf(name, stateOf(state), event, rules);
    if (outcome !== '-') by.set(outcome, [...(by.get(outcome) ?? []), name]);
  }
  return Object.fromEntries([...by].map(([outcome, names]) => [outcome, inShort(names)]));
}

function inShort(names: readonly string[]): string {
  const short = names.map((name) => {
    const [phase = name] = name.split('-');
    const all = Object.keys(STATES).filter((each) => each === phase || each.startsWith(`${phase}-`));
    return all.length > 1 && all.every((each) => names.includes(each)) ? `${phase}*` : name;
  });
  return [...new Set(short)].join(' ');
}

/** What the clock on the wall brings in every state. */
const HOURS_OVER = { schedule: { timeZone: 'UTC', hours: { from: 0, to: 1 }, until: null } };
const ANOTHER_TURN = { turns: { games: ['crash', 'rps'], rotate: 'hour' } } as const;
const timeHasCome = (state: State) => ({ ...state, calendar: { ...state.calendar, endsAt: 1 } });

describe('the machine, when the clock shows another minute', () => {
  it('gives up every place and every wish when the hours are over, and nothing else', () => {
    expect(outcomes(at('minute'), HOURS_OVER)).toEqual({
      '→ leaving: leave_queue': 'asking* queued',
      '→ leaving: cancel_challenge': 'withdrawing queued-challenge',
      '(noted)': 'away listening* ready waiting leaving* playing* settling',
    });
  });

  it('stops when the time has come at which play ends', () => {
    expect(outcomes(at('minute'), {}, timeHasCome)).toEqual({
      '→ over: report-open, finish(until)': 'away waiting',
      '→ leaving: leave_queue': 'asking* queued',
      '→ leaving: cancel_challenge': 'withdrawing queued-challenge',
      '(noted)': 'listening* ready leaving* playing* settling',
    });
  });

  it('gives up the place in the queue of a game whose turn is over', () => {
    expect(outcomes(at('minute'), ANOTHER_TURN)).toEqual({
      '→ leaving: leave_queue': 'queued',
      '(noted)':
        'away listening* ready waiting withdrawing asking* queued-challenge leaving* playing* settling',
    });
  });

  it('asks for no match outside the hours and after its time, whatever happens', () => {
    for (const [what, event] of Object.entries(EVENTS)) {
      const all = [outcomes(event, HOURS_OVER), outcomes(event, {}, timeHasCome)];
      expect(JSON.stringify(all), what).not.toMatch(/join_queue|create_challenge|accept_challenge|intend/);
    }
  });
});

describe('the machine', () => {
  it('is tested with every event', () => {
    expect(Object.keys(TABLE)).toEqual(Object.keys(EVENTS));
  });

  it.each(Object.entries(EVENTS))('knows what to do on: %s', (what, event) => {
    expect(outcomes(event)).toEqual(TABLE[what]);
  });

  it('makes no wish on a connection that it has given up, and for which no intent is open', () => {
    const model = begin({ entry: { by: 'challenge' } }).happen(connected, found('m1'), created, over('m1'));
    expect(model.phase).toBe('withdrawing');
    model.happen(found('m1'));
    expect(model.effects).toContainEqual({ do: 'drop' });
    model.happen({ type: 'challenge_cancelled', challenge_id: 'c1' });
    expect(model.effects).toEqual([]);
    // On the next connection it is made anew.
    model.happen(disconnected, connected);
    expect(model.effects).toContainEqual({ do: 'intend', game: 'rps' });
  });
});
