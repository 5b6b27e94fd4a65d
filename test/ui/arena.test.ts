import { expect, test } from 'vitest';
import type { ArenaEvent } from '../../src/arena/index.js';
import { createArenaSink, type OutputName } from '../../src/ui/index.js';
import { expectInSchema } from '../support/events-schema.js';
import { BrokenOutput, FakeOutput } from './fake-output.js';

const EVENTS: readonly ArenaEvent[] = [
  { event: 'arena_listening', url: 'ws://127.0.0.1:7777/api/v1/ws', page: 'http://127.0.0.1:7777' },
  { event: 'chaos_started', seed: '5eed', faults: ['cuts', 'restarts'] },
  { event: 'agent_connected', agentId: 'a-1', agentName: 'Keen\u001b[31m Owl' },
  {
    ...{
      event: 'match_started',
      matchId: 'm-1234567890',
      game: 'rps',
      wagerLamports: 10_000_000,
      sandbox: false,
    },
    ...{ a: { id: 'a-1', name: 'Keen Owl' }, b: { id: 'b-1', name: 'house-random' } },
  },
  {
    ...{ event: 'chaos', fault: 'cuts', matchId: 'm-1234567890', agentId: 'a-1' },
    detail: 'the connection ends in place of your_turn',
  },
  { event: 'chaos', fault: 'restarts', agentId: 'a-1', detail: 'the arena forgets everything at join_queue' },
  { event: 'round_ended', matchId: 'm-1234567890', game: 'rps', round: 1, winner: 'a-1', score: [1, 0] },
  {
    ...{ event: 'match_ended', matchId: 'm-1234567890', game: 'rps', winner: null, score: [1, 1] },
    ...{ termination: 'normal', payoutLamports: 10_000_000, feeLamports: 0 },
  },
  { event: 'house_failed', game: 'rps', message: 'no move\nin time' },
  { event: 'agent_disconnected', agentId: 'a-1', agentName: 'Keen Owl' },
];

const ADA = { id: 'a-1', name: 'Ada\u001b[31m' };
const BOB = { id: 'b-1', name: 'Bob' };
const CUP: readonly ArenaEvent[] = [
  {
    ...{ event: 'tournament_started', kind: 'swiss', games: ['rps', 'crash'], matches: 20, rounds: 1 },
    ...{ agents: [ADA, BOB], resumed: false },
  },
  { event: 'tournament_round', round: 1, rounds: 1, pairings: [{ a: ADA, b: BOB }], bye: BOB },
  { event: 'match_resumed', matchId: 'm-1234567890', game: 'rps', a: ADA, b: BOB, round: 3 },
  { event: 'match_forfeited', round: 1, game: 'rps', a: ADA, b: BOB, by: ['b-1'] },
  { event: 'match_forfeited', round: 1, game: 'rps', a: ADA, b: BOB, by: ['a-1', 'b-1'] },
  { event: 'pairing_ended', round: 1, a: ADA, b: BOB, score: [12.5, 7.5] },
  {
    event: 'tournament_ended',
    standings: Array.from({ length: 12 }, (_, i) => ({
      rank: i + 1,
      agent: i === 0 ? ADA : BOB,
      points: 1.5,
    })),
  },
];

test('a tournament, in lines', () => {
  expect(shown({}, CUP).stderr.split('\n')).toEqual([
    'A Swiss tournament of 2 agents, 1 round, 20 matches a pairing: rps, crash',
    'round 1 of 1: Ada v Bob; bye: Bob',
    'm-123456 rps: Ada v Bob goes on at round 3, once both are back',
    'round 1 rps: Ada v Bob, forfeited: Bob was not there',
    'round 1 rps: Ada v Bob, forfeited: Ada and Bob were not there',
    'round 1: Ada 12.5-7.5 Bob',
    'The tournament is over.',
    '  1. Ada  1.5',
    ...Array.from({ length: 9 }, (_, i) => `  ${i + 2}. Bob  1.5`),
    '  and 2 more',
    '',
  ]);
  expect(shown({ quiet: true }, CUP).stderr).toMatch(/^The tournament is over\.\n {2}1\. Ada/);
});

test('a tournament, as JSON that is in the schema', () => {
  const lines = shown({ json: true }, CUP).stdout.trimEnd().split('\n');
  expectInSchema(lines.map((line) => JSON.parse(line)));
});

function shown(options: { json?: boolean; quiet?: boolean; anyKey?: boolean }, events = EVENTS) {
  const stdout = new FakeOutput();
  const stderr = new FakeOutput();
  const sink = createArenaSink({
    ...{ json: false, quiet: false, anyKey: true, stdout, stderr, now: () => Date.UTC(2026, 0, 2, 3, 4, 5) },
    ...options,
  });
  for (const event of events) sink(event);
  return { stdout: stdout.text, stderr: stderr.text };
}

test('a plain line an event on stderr, without what strangers could do to a terminal', () => {
  expect(shown({})).toEqual({
    stdout: '',
    stderr: [
      'The arena listens at ws://127.0.0.1:7777/api/v1/ws  (any key that starts with bp_sk_ is an agent; Ctrl-C ends it)',
      'Watch it in a browser at http://127.0.0.1:7777',
      'chaos on purpose: cuts, restarts  (seed 5eed)',
      '+ Keen Owl',
      'm-123456 rps: Keen Owl v house-random, 0.01 SOL',
      'm-123456 chaos: cuts, the connection ends in place of your_turn',
      'chaos: restarts, the arena forgets everything at join_queue',
      'm-123456 round 1: 1-0',
      'm-123456 over: 1-1, a draw (normal)',
      'warning: the house bot failed in rps: no move in time',
      '- Keen Owl',
      '',
    ].join('\n'),
  });
});

test('with a list of keys, it does not say that any will do', () => {
  expect(shown({ anyKey: false }).stderr.split('\n')[0]).toBe(
    'The arena listens at ws://127.0.0.1:7777/api/v1/ws  (Ctrl-C ends it)',
  );
});

test('quiet: failures of the house only', () => {
  expect(shown({ quiet: true })).toEqual({
    stdout: '',
    stderr: 'warning: the house bot failed in rps: no move in time\n',
  });
});

test('JSON: one object a line on stdout, keys in snake case', () => {
  const { stdout, stderr } = shown({ json: true, quiet: true });
  expect(stderr).toBe('');
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ event }) => event)).toEqual(EVENTS.map(({ event }) => event));
  expect(new Set(lines.map(({ time }) => time))).toEqual(new Set(['2026-01-02T03:04:05.000Z']));
  expect(lines[0]).toEqual({
    event: 'arena_listening',
    time: expect.any(String),
    url: 'ws://127.0.0.1:7777/api/v1/ws',
    page: 'http://127.0.0.1:7777',
  });
  expect(lines[7]).toMatchObject({ match_id: 'm-1234567890', payout_lamports: 10_000_000, fee_lamports: 0 });
});

test('a reader that has gone is told of once, and nothing throws', async () => {
  const stdout = new BrokenOutput();
  const lost: OutputName[] = [];
  const sink = createArenaSink({
    ...{ json: true, quiet: false, anyKey: true, stdout, stderr: new FakeOutput() },
    onOutputLost: (name) => lost.push(name),
  });
  const failed = new Promise((resolve) => stdout.once('error', resolve));
  for (const event of EVENTS) sink(event);
  await failed;
  for (const event of EVENTS) sink(event);
  expect(lost).toEqual(['stdout']);
});
