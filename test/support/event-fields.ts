import { expect } from 'vitest';
import { GAME_IDS } from '../../src/games/index.js';
import type { JsonLine } from './run-cli.js';

const text = expect.any(String);
const flag = expect.any(Boolean);
const count = expect.toSatisfy((value) => Number.isSafeInteger(value) && value >= 0, 'a count');
const whole = expect.toSatisfy(Number.isSafeInteger, 'a whole number');
const ms = expect.toSatisfy((value) => Number.isFinite(value) && value >= 0, 'milliseconds');
const hex = expect.stringMatching(/^[0-9a-f]{64}$/);
const score = [count, count];
const object = expect.any(Object);
const game = expect.toSatisfy((value) => GAME_IDS.includes(value), 'a game');
const oneOf = (...words: readonly unknown[]) =>
  expect.toSatisfy((value) => words.includes(value), words.join(' | '));
const orNull = (test: (value: unknown) => boolean) =>
  expect.toSatisfy((value) => value === null || test(value));

const inMatch = { match_id: text, game };
const inRound = { ...inMatch, round: expect.toSatisfy((value) => Number.isSafeInteger(value) && value >= 1) };

/** The contract of `--json`: the fields that each event has at least. */
const FIELDS: Readonly<Record<string, object>> = {
  session_start: {
    schema_version: 1,
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    url: expect.stringMatching(/^wss?:\/\//),
    local: flag,
    game,
    wager_lamports: count,
    sandbox: flag,
    strategy: text,
  },
  connected: { agent_id: text, agent_name: text },
  disconnected: { reason: text },
  reconnecting: { attempt: count, delay_ms: ms, reason: text },
  queue_joined: { position: count },
  queue_update: { position: count, wait_time_ms: ms, players_in_queue: orNull(Number.isSafeInteger) },
  challenge_created: { challenge_id: text, wager_lamports: orNull(Number.isSafeInteger) },
  challenge_accepted: { challenge_id: text, wager_lamports: orNull(Number.isSafeInteger) },
  challenge_cancelled: { challenge_id: text, wager_lamports: orNull(Number.isSafeInteger) },
  match_start: {
    ...inMatch,
    opponent_id: text,
    opponent_name: text,
    side: oneOf('a', 'b'),
    wager_lamports: count,
    sandbox: flag,
    server_seed_hash: hex,
  },
  turn: { ...inRound, timeout_ms: ms },
  move: { ...inRound, move: object, decide_ms: ms, source: oneOf('strategy', 'fallback') },
  round: { ...inRound, outcome: oneOf('win', 'loss', 'tie'), score, result: object },
  taunt_received: { taunt_id: text },
  taunt_sent: { taunt_id: text },
  match_end: {
    ...inMatch,
    outcome: oneOf('win', 'loss', 'draw'),
    score,
    payout_lamports: count,
    fee_lamports: count,
    net_lamports: whole,
    unconfirmed: flag,
    fair: oneOf(true, false, null),
    duration_ms: ms,
  },
  unknown_message: { type: text, message: object },
  warning: { code: text, message: text },
  error: { code: text, message: text },
  metrics_listening: { url: text },
  stopping: { message: text },
  limit: { limit: text, message: text, until: orNull((value) => typeof value === 'string') },
  waiting: { message: text, until: text, reason: oneOf('hours', 'rate_limits', 'arena') },
  arena_lost: { since: text, message: text },
  summary: {
    from: text,
    until: text,
    matches: count,
    wins: count,
    losses: count,
    draws: count,
    net_lamports: whole,
    open_count: count,
    open_lamports: count,
  },
  intents_open: { count, lamports: count },
  strategy_output: { line: text },
  session_end: {
    reason: text,
    exit_code: count,
    matches: count,
    wins: count,
    losses: count,
    draws: count,
    net_lamports: whole,
    fallbacks: count,
    timeouts: count,
    unknown_messages: count,
  },
};

/** Checks every line against the contract, and a whole session for its order. */
export function expectSession(lines: readonly JsonLine[]): void {
  for (const line of lines) {
    const fields = FIELDS[line.event];
    expect(fields, `an undocumented event: ${line.event}`).toBeDefined();
    expect(line).toMatchObject({
      ...fields,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    if (line.event === 'move' && line.source === 'fallback') expect(line.reason).toEqual(text);
  }
  const times = lines.map(({ time }) => String(time));
  expect(times).toEqual(times.toSorted());
  const names = lines.map(({ event }) => event);
  expect(names.filter((name) => name === 'session_start')).toHaveLength(1);
  expect(names.at(-1)).toBe('session_end');
  const ends = lines.filter(({ event }) => event === 'match_end');
  const tally = (outcome: string) => ends.filter((end) => end.outcome === outcome).length;
  expect(lines.at(-1)).toMatchObject({
    matches: ends.length,
    wins: tally('win'),
    losses: tally('loss'),
    draws: tally('draw'),
    fallbacks: lines.filter(({ event, source }) => event === 'move' && source === 'fallback').length,
  });
}
