import { expect, test } from 'vitest';
import { createRng } from '../../src/lib/rng.js';
import type { Schedule, Turns } from '../../src/runner/calendar.js';
import type { DeadlineName, LoopEvent } from '../../src/runner/loop-events.js';
import type { Entry } from '../../src/runner/state.js';
import { found, over, PlayModel, turn } from './play-model.js';

const SEQUENCES = 400;
const EVENTS = 120;
const SEED = process.env.FUZZ_SEED ?? String(Date.now());

const ENTRIES: readonly Entry[] = [{ by: 'queue' }, { by: 'challenge' }, { by: 'accept', challengeId: 'c9' }];
const MINUTE = Math.floor(new PlayModel().now / 60_000);
const SCHEDULES: readonly (Schedule | null)[] = [
  null,
  { timeZone: 'UTC', hours: null, until: MINUTE + 2 },
  { timeZone: 'UTC', hours: { from: MINUTE - 1, to: MINUTE + 1 }, until: null },
  { timeZone: 'UTC', hours: { from: MINUTE + 1, to: MINUTE + 2 }, until: MINUTE + 4 },
  { timeZone: 'Asia/Kolkata', hours: { from: MINUTE + 331, to: MINUTE - 1 }, until: null },
];
const TURNS: readonly (Turns | null)[] = [
  null,
  { games: ['rps', 'crash'], rotate: 'match' },
  { games: ['rps', 'crash', 'hi_lo'], rotate: 2 },
  { games: ['rps', 'crash'], rotate: 'hour' },
];
const CODES = [
  'already_queued',
  'already_in_match',
  'not_queued',
  'rate_limited',
  'challenge_not_found',
  'invalid_move',
  'invalid_wager',
  'not_your_turn',
  'what_is_this',
];
const DEADLINES: readonly DeadlineName[] = [
  'time',
  'mention',
  'next',
  'again',
  'answer',
  'leave',
  'resume',
  'stall',
  'hold',
  'tell',
  'minute',
  'outage',
];

/** Draws one of several things, each as often as its number says. */
function drawing(random: () => number) {
  const of = <T>(things: readonly T[]): T => things[Math.floor(random() * things.length)] as T;
  return { of, chance: (share: number) => random() < share };
}

/** What may happen next; most of it is what would be likely, some of it never would. */
function eventOf(model: PlayModel, random: () => number): LoopEvent {
  const { of, chance } = drawing(random);
  const { phase, questions, matchNumber } = model.state;
  const atHand =
    phase.name === 'playing' && chance(0.9) ? phase.match.found.matchId : `m${Math.floor(random() * 40)}`;
  const round =
    phase.name === 'playing' && chance(0.8) ? phase.match.rounds.length + 1 : 1 + Math.floor(random() * 5);
  const decision = { move: { choice: 'rock' }, raw: false, source: 'strategy', decideMs: 1 } as const;
  const waiting = model.deadlines;
  const game_type = model.state.calendar.game ?? 'rps';
  const kinds: readonly (() => LoopEvent)[] = [
    () => ({ type: 'connected', mayBeOn: chance(0.2) }),
    () => ({ type: 'disconnected', reason: 'cut', heardAt: model.now }),
    () =>
      found(atHand, {
        game_type,
        ...(chance(0.1) ? { server_seed_hash: '' } : chance(0.1) ? { wager_lamports: 9_000 } : {}),
      }),
    () => found(`m${Math.floor(random() * 40)}`, { game_type }),
    () => ({ type: 'game_start', match_id: atHand, your_side: of(['a', 'b']) }),
    () => turn(atHand, round),
    () => turn(atHand, round),
    () => ({ type: 'decided', question: chance(0.8) ? questions : Math.floor(random() * 9), decision }),
    () => ({
      type: 'decided',
      question: questions,
      decision: { ...decision, move: null, reason: 'late', source: 'fallback' },
    }),
    () => ({ type: 'round_result', match_id: atHand, round, result: {}, score: [round, 0] }),
    () => over(atHand),
    () => over(atHand, { server_seed: 'cd'.repeat(32) }),
    () => ({ type: 'queue_joined', game_type: 'rps', position: 1 }),
    () => ({ type: 'queue_left' }),
    () => ({
      type: 'challenge_created',
      challenge_id: of(['c1', 'c2']),
      game_type: 'rps',
      wager_lamports: 1,
    }),
    () => ({ type: 'challenge_accepted', challenge_id: 'c1', match_id: atHand }),
    () => ({ type: 'challenge_cancelled', challenge_id: of(['c1', 'c2']) }),
    () => ({ type: 'error', code: of(CODES), message: 'no', ...(chance(0.2) ? { retryAfterMs: 50 } : {}) }),
    () => ({ type: 'latency', rttMs: 1 }),
    () => ({ type: 'malformed', problem: 'not_json', detail: 'no JSON', messageType: null }),
    () => ({ type: 'unknown', message: { type: 'new' } }),
    () => ({ type: 'deadline', name: waiting.length > 0 && chance(0.9) ? of(waiting) : of(DEADLINES) }),
    () => ({ type: 'deadline', name: waiting.length > 0 && chance(0.9) ? of(waiting) : of(DEADLINES) }),
    () => ({ type: 'taunt_chosen', match: matchNumber, tauntId: of(['gg', 'wp']) }),
    () => ({ type: 'taunt_sent', match: matchNumber, taunt: { round: 1, by: 'me', tauntId: 'gg' } }),
    () => ({
      type: 'taunt_received',
      match_id: atHand,
      taunt_id: 'gg',
      taunt_text: 'GG',
      agent_id: 'agent-2',
      agent_name: 'Other',
    }),
    () => ({ type: 'not_sent', message: 'gone' }),
    () => (chance(0.05) ? { type: 'stop', reason: 'signal', exitCode: 0 } : { type: 'latency', rttMs: 1 }),
    () => (chance(0.02) ? { type: 'abort', exitCode: 130 } : { type: 'latency', rttMs: 1 }),
  ];
  return of(kinds)();
}

test(`no sequence of events breaks what must always hold (FUZZ_SEED=${SEED})`, () => {
  const reached = new Set<string>();
  let matches = 0;
  for (let sequence = 0; sequence < SEQUENCES; sequence += 1) {
    const random = createRng(`play ${SEED} ${sequence}`);
    const { of, chance } = drawing(random);
    const model = new PlayModel({
      entry: of(ENTRIES),
      taunts: of(['off', 'polite', 'strategy']),
      schedule: of(SCHEDULES),
      turns: of(TURNS),
      games: ['rps', 'crash', 'hi_lo'],
    });
    const told: LoopEvent[] = [];
    const happen = (event: LoopEvent) => {
      told.push(event);
      model.happen(event);
      reached.add(model.phase);
    };
    try {
      happen({ type: 'begun', latch: null, isWeaklyProven: false });
      happen({ type: 'connected', mayBeOn: false });
      for (let count = 0; count < EVENTS && model.end === null; count += 1) {
        model.now += Math.floor(random() * 4_000);
        // The machine has slept.
        if (chance(0.02)) model.now += Math.floor(random() * 300_000);
        model.roomMs = chance(0.05) ? 2_000 : 0;
        model.refuses = chance(0.05);
        happen(eventOf(model, random));
      }
      // Whatever has happened, the operator can end it, and then everything is recorded.
      happen({ type: 'abort', exitCode: 130 });
      expect(model.end).not.toBeNull();
      matches += model.records.length;
    } catch (error) {
      throw new Error(`sequence ${sequence}: ${JSON.stringify(told)}`, { cause: error });
    }
  }
  expect(matches).toBeGreaterThan(SEQUENCES);
  for (const phase of [
    'away',
    'listening',
    'waiting',
    'withdrawing',
    'asking',
    'queued',
    'leaving',
    'playing',
    'over',
  ])
    expect(reached).toContain(phase);
});
