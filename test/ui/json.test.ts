import { expect, test } from 'vitest';
import type { RunnerEvent, RunnerEventName } from '../../src/runner/index.js';
import { formatJson } from '../../src/ui/text/output.js';
import { KINDS, SAMPLES } from './sample-session.js';

/** The promise to scripts: fields that every line of a kind has. */
const FIELDS: Record<RunnerEventName, readonly string[]> = {
  session_start: ['version', 'url', 'local', 'game', 'wager_lamports', 'sandbox', 'strategy'],
  connected: ['agent_id', 'agent_name'],
  disconnected: ['reason'],
  reconnecting: ['attempt', 'delay_ms', 'reason'],
  queue_joined: ['game', 'position'],
  queue_update: ['game', 'position', 'wait_time_ms', 'players_in_queue'],
  challenge_created: ['challenge_id', 'wager_lamports'],
  challenge_accepted: ['challenge_id', 'wager_lamports'],
  challenge_cancelled: ['challenge_id', 'wager_lamports'],
  match_start: [
    'match_id',
    'game',
    'opponent_id',
    'opponent_name',
    'side',
    'wager_lamports',
    'sandbox',
    'server_seed_hash',
  ],
  turn: ['match_id', 'game', 'round', 'timeout_ms'],
  move: ['match_id', 'game', 'round', 'move', 'decide_ms', 'source'],
  round: ['match_id', 'game', 'round', 'outcome', 'score', 'result'],
  taunt_received: ['match_id', 'taunt_id'],
  taunt_sent: ['match_id', 'taunt_id'],
  match_end: [
    'match_id',
    'game',
    'outcome',
    'score',
    'payout_lamports',
    'fee_lamports',
    'net_lamports',
    'unconfirmed',
    'fair',
    'duration_ms',
  ],
  unknown_message: ['type', 'message'],
  warning: ['code', 'message'],
  error: ['code', 'message'],
  metrics_listening: ['url'],
  stopping: ['message'],
  limit: ['limit', 'message', 'until'],
  waiting: ['message', 'until', 'reason'],
  arena_lost: ['since', 'message'],
  summary: [
    'from',
    'until',
    'matches',
    'wins',
    'losses',
    'draws',
    'net_lamports',
    'games',
    'limits',
    'session_net_lamports',
    'max_loss_lamports',
    'open_count',
    'open_lamports',
  ],
  intents_open: ['count', 'lamports'],
  strategy_output: ['line'],
  session_end: [
    'reason',
    'exit_code',
    'matches',
    'wins',
    'losses',
    'draws',
    'net_lamports',
    'fallbacks',
    'timeouts',
  ],
};

const timeMs = Date.UTC(2026, 0, 2, 3, 4, 5, 6);

test.each(KINDS)('%s has its fields, the common ones first', (kind) => {
  const line = formatJson({ event: SAMPLES[kind], timeMs });
  expect(line).not.toContain('\n');
  const parsed = JSON.parse(line) as Record<string, unknown>;
  expect(parsed).toMatchObject({ event: kind, time: '2026-01-02T03:04:05.006Z' });
  expect(Object.keys(parsed)).toEqual(expect.arrayContaining([...FIELDS[kind]]));
  const place = ['event', 'time', 'match_id', 'game', 'round'].filter((key) => key in parsed);
  expect(Object.keys(parsed).slice(0, place.length)).toEqual(place);
});

test('whose a line is comes before what it is of', () => {
  const line = formatJson({ event: SAMPLES.round, timeMs }, 'live');
  expect(Object.keys(JSON.parse(line)).slice(0, 4)).toEqual(['event', 'time', 'bot', 'match_id']);
  expect(JSON.parse(line).bot).toBe('live');
});

test('a whole line', () => {
  expect(formatJson({ event: SAMPLES.move, timeMs })).toBe(
    '{"event":"move","time":"2026-01-02T03:04:05.006Z","match_id":"m_1","game":"rps","round":1,"move":{"choice":"rock"},"decide_ms":1.25,"source":"strategy"}',
  );
});

test('values are wire data and stay as they came', () => {
  expect(formatJson({ event: SAMPLES.turn, timeMs })).toContain('"state":{"some_Key":{"inner_Key":1}}');
});

test('null is a value, an absent reason is none', () => {
  const unchecked: RunnerEvent = { ...SAMPLES.match_end, fair: null };
  const end = JSON.parse(formatJson({ event: unchecked, timeMs })) as object;
  expect(end).toHaveProperty('fair', null);
  expect(formatJson({ event: SAMPLES.move, timeMs })).not.toContain('reason');
});

test('characters that break lines or terminals are escaped', () => {
  const message = 'a\n\u0085\u2028\u2029\u009b2J\u007fb';
  const warning: RunnerEvent = { ...SAMPLES.warning, message };
  const line = formatJson({ event: warning, timeMs });
  expect(line).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
  expect(JSON.parse(line)).toHaveProperty('message', message);
});
