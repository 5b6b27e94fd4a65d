import type { EventOf, RunnerEvent, RunnerEventName } from '../../src/runner/index.js';

const place = { matchId: 'm_1', game: 'rps' } as const;

/** One event of every kind: a new kind does not compile until it is here. */
export const SAMPLES: { readonly [E in RunnerEventName]: EventOf<E> } = {
  session_start: {
    event: 'session_start',
    version: '0.1.0',
    schemaVersion: 1,
    url: 'wss://api.botpit.tech/api/v1/ws',
    local: false,
    game: 'rps',
    wagerLamports: 10_000_000,
    sandbox: false,
    strategy: 'counter-last',
    maxLossLamports: 100_000_000,
  },
  connected: { event: 'connected', agentId: 'ag_1', agentName: 'calm-heron-7' },
  disconnected: { event: 'disconnected', reason: 'no answer to a ping' },
  reconnecting: { event: 'reconnecting', attempt: 2, delayMs: 1500, reason: 'connect ECONNREFUSED' },
  queue_joined: { event: 'queue_joined', game: 'rps', position: 2 },
  queue_update: { event: 'queue_update', game: 'rps', position: 1, waitTimeMs: 4200, playersInQueue: 5 },
  challenge_created: {
    event: 'challenge_created',
    game: 'rps',
    challengeId: 'ch_9',
    wagerLamports: 10_000_000,
  },
  challenge_accepted: {
    event: 'challenge_accepted',
    matchId: 'm_1',
    challengeId: 'ch_9',
    wagerLamports: null,
  },
  challenge_cancelled: { event: 'challenge_cancelled', challengeId: 'ch_9', wagerLamports: null },
  match_start: {
    event: 'match_start',
    ...place,
    opponentId: 'ag_2',
    opponentName: 'brisk-otter-41',
    side: 'a',
    wagerLamports: 10_000_000,
    sandbox: false,
    serverSeedHash: 'ab12',
    resumed: false,
  },
  turn: { event: 'turn', ...place, round: 1, timeoutMs: 15_000, state: { some_Key: { inner_Key: 1 } } },
  move: { event: 'move', ...place, round: 1, move: { choice: 'rock' }, decideMs: 1.25, source: 'strategy' },
  round: {
    event: 'round',
    ...place,
    round: 1,
    outcome: 'win',
    score: [1, 0],
    result: { winner: 'a', your_move: { choice: 'rock' }, opponent_move: { choice: 'scissors' } },
  },
  taunt_received: { event: 'taunt_received', matchId: 'm_1', tauntId: 'gl_hf' },
  taunt_sent: { event: 'taunt_sent', matchId: 'm_1', tauntId: 'nice_move' },
  match_end: {
    event: 'match_end',
    ...place,
    outcome: 'win',
    score: [2, 1],
    payoutLamports: 19_500_000,
    feeLamports: 500_000,
    netLamports: 9_500_000,
    unconfirmed: false,
    fair: true,
    commitmentOver: 'text',
    durationMs: 8230,
  },
  unknown_message: {
    event: 'unknown_message',
    matchId: 'm_1',
    type: 'season_ended',
    message: { type: 'season_ended', match_id: 'm_1', season: 4 },
  },
  warning: {
    event: 'warning',
    ...place,
    round: 1,
    code: 'strategy_late',
    message: 'the strategy took too long',
  },
  error: { event: 'error', code: 'unfair', message: 'the seed does not match its commitment' },
  metrics_listening: { event: 'metrics_listening', url: 'http://127.0.0.1:9464' },
  stopping: { event: 'stopping', message: 'Stopping.' },
  limit: {
    event: 'limit',
    limit: 'max-streak',
    message: '5 matches were lost in a row.',
    remedy: null,
    until: '2026-05-01T12:00:00.000Z',
  },
  waiting: { event: 'waiting', message: 'No room for another match.', until: '2026-05-01T12:00:00.000Z' },
  intents_open: { event: 'intents_open', count: 2, lamports: 20_000_000 },
  strategy_output: { event: 'strategy_output', line: 'p(rock) = 0.4' },
  session_end: {
    event: 'session_end',
    reason: 'matches',
    exitCode: 0,
    matches: 1,
    wins: 1,
    losses: 0,
    draws: 0,
    netLamports: 9_500_000,
    fallbacks: 1,
    timeouts: 0,
    unknownMessages: 0,
  },
};

export const KINDS = Object.keys(SAMPLES) as RunnerEventName[];

/** A session of one match of three rounds, in the order in which a runner tells it, every kind of event included. */
export const SESSION: readonly RunnerEvent[] = [
  SAMPLES.session_start,
  SAMPLES.connected,
  SAMPLES.disconnected,
  SAMPLES.reconnecting,
  SAMPLES.connected,
  SAMPLES.challenge_created,
  SAMPLES.challenge_cancelled,
  SAMPLES.queue_joined,
  SAMPLES.queue_update,
  SAMPLES.challenge_accepted,
  SAMPLES.match_start,
  SAMPLES.turn,
  SAMPLES.move,
  SAMPLES.round,
  SAMPLES.taunt_received,
  { ...SAMPLES.turn, round: 2 },
  SAMPLES.strategy_output,
  { ...SAMPLES.warning, round: 2 },
  { ...SAMPLES.move, round: 2, source: 'fallback', reason: 'late' },
  {
    ...SAMPLES.round,
    round: 2,
    outcome: 'loss',
    score: [1, 1],
    result: { winner: 'b', your_move: null, opponent_move: { choice: 'paper' } },
  },
  { ...SAMPLES.turn, round: 3 },
  { ...SAMPLES.move, round: 3 },
  { ...SAMPLES.round, round: 3, score: [2, 1] },
  SAMPLES.taunt_sent,
  SAMPLES.match_end,
  SAMPLES.error,
  SAMPLES.session_end,
];

/** `count` quick matches of two rounds without a pause between them. */
export function quickMatches(count: number): RunnerEvent[] {
  return Array.from({ length: count }, (_, i) => i + 1).flatMap((number) => {
    const matchId = `m_${number}`;
    return [
      SAMPLES.queue_joined,
      { ...SAMPLES.match_start, matchId },
      ...[1, 2].flatMap((round): RunnerEvent[] => [
        { ...SAMPLES.turn, matchId, round },
        { ...SAMPLES.move, matchId, round },
        { ...SAMPLES.round, matchId, round, score: [round, 0] },
      ]),
      { ...SAMPLES.match_end, matchId, score: [2, 0] },
    ];
  });
}
