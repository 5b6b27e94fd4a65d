import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { commitTo, DRAWS } from '../../src/fairness.js';
import { endOf } from '../history/support.js';
import { bookOf, cleanUp, type Desk, hostOf, ME, SEED, seedOf, server, sit, THEM } from './helpers.js';

cleanUp();

const WAGER = 10_000_000;
const forMoney = { wagerLamports: WAGER, sandbox: false };
const paid = { payout_lamports: 19_500_000, fee_lamports: 500_000, is_sandbox: false };

it('keeps a complete record of a match', async () => {
  const desk = await sit(await server(), forMoney);
  await desk.match('b', { wager_lamports: WAGER });
  desk.turn(1, 10_000, { hint: 1 });
  await desk.peer.receive('make_move');
  const first = { winner: null, your_move: { choice: 'rock' }, opponent_move: { choice: 'rock' } };
  desk.result(1, [0, 0], first);
  desk.turn(2);
  await desk.peer.receive('make_move');
  const second = { winner: 'b', your_move: { choice: 'rock' }, opponent_move: { choice: 'scissors' } };
  desk.result(2, [0, 1], second);
  desk.over(ME, [0, 2], paid);
  expect(await desk.run.ended).toEqual({ reason: 'matches', exitCode: 0 });

  const { decideMs, askedAt, timeoutMs, ...round1 } = desk.run.records[0]?.rounds[0] ?? {};
  expect({ askedAt, timeoutMs }).toEqual({ askedAt: 1_000_000, timeoutMs: 10_000 });
  expect(decideMs).toBeTypeOf('number');
  expect(round1).toEqual({
    round: 1,
    state: { hint: 1 },
    move: { choice: 'rock' },
    source: 'strategy',
    reason: null,
    outcome: 'tie',
    score: [0, 0],
    result: first,
  });
  expect(desk.run.records).toHaveLength(1);
  expect(desk.run.records[0]).toMatchObject({
    matchId: 'm1',
    game: 'rps',
    opponentId: THEM,
    opponentName: 'Other',
    side: 'b',
    wagerLamports: WAGER,
    sandbox: false,
    settled: true,
    outcome: 'win',
    score: [2, 0],
    payoutLamports: 19_500_000,
    feeLamports: 500_000,
    netLamports: 9_500_000,
    serverSeedHash: commitTo(SEED),
    serverSeed: SEED,
    fair: true,
    commitmentOver: 'text',
    fallbacks: 0,
    timeouts: 0,
  });
  expect(desk.run.records[0]?.rounds[1]).toMatchObject({
    round: 2,
    outcome: 'win',
    score: [1, 0],
    result: second,
  });
  expect(desk.run.totals).toEqual({ matches: 1, wins: 1, netLamports: 9_500_000 });
});

it.each([-3_600_000, 86_400_000])(
  'keeps the times of a clock that was set by %i ms in a match',
  async (ms) => {
    const desk = await sit(await server(), forMoney);
    const { clock } = desk.run;
    await desk.match('a', { wager_lamports: WAGER });
    desk.turn(1);
    await desk.peer.receive('make_move');
    clock.advance(2_000);
    clock.setAhead(ms);
    desk.turn(2);
    await desk.peer.receive('make_move');
    desk.result(2, [2, 0]);
    clock.advance(1_000);
    desk.over(ME, [2, 0], paid);
    await desk.run.ended;
    expect(desk.run.records).toMatchObject([
      {
        startedAt: 1_000_000,
        endedAt: 1_003_000 + ms,
        rounds: [{ askedAt: 1_002_000 + ms, timeoutMs: 10_000 }],
      },
    ]);
    expect(desk.run.all('match_end')).toMatchObject([{ durationMs: 3_000 }]);
  },
);

it('tells a match in events', async () => {
  const desk = await sit(await server());
  await desk.match('b');
  desk.turn();
  await desk.peer.receive('make_move');
  desk.result(1, [0, 1], { winner: 'b' });
  desk.over(ME, [0, 1]);
  await desk.run.ended;
  const at = { matchId: 'm1', game: 'rps' };
  expect(desk.run.events).toMatchObject([
    { event: 'connected', agentId: ME },
    { event: 'queue_joined', position: 1 },
    { event: 'match_start', ...at, opponentId: THEM, side: 'b', resumed: false },
    { event: 'turn', ...at, round: 1, timeoutMs: 10_000, state: {} },
    { event: 'move', ...at, round: 1, move: { choice: 'rock' }, source: 'strategy' },
    { event: 'round', ...at, round: 1, outcome: 'win', score: [1, 0], result: { winner: 'b' } },
    { event: 'match_end', ...at, outcome: 'win', score: [1, 0], fair: true, commitmentOver: 'text' },
  ]);
});

it.each([
  [ME, [0, 2], 'win'],
  [THEM, [2, 0], 'loss'],
  [null, [1, 1], 'draw'],
  [null, [1, 2], 'win'],
  [null, [2, 1], 'loss'],
] as const)('winner %s at %j, from side b, is a %s', async (winner, [a, b], outcome) => {
  const desk = await sit(await server());
  await desk.match('b');
  desk.over(winner, [a, b]);
  await desk.run.ended;
  expect(desk.run.records[0]).toMatchObject({ outcome, score: [b, a] });
});

it('learns once that an arena puts the own score first, and keeps to it', async () => {
  const desk = await sit(await server(), { matches: 3 });
  await desk.match('b');
  desk.turn();
  await desk.peer.receive('make_move');
  desk.result(1, [1, 0]);
  desk.turn(2);
  await desk.peer.receive('make_move');
  desk.result(2, [2, 0]);
  desk.over(ME, [2, 0]);
  for (const matchId of ['m2', 'm3']) {
    desk.matchId = matchId;
    await desk.match('b');
    desk.result(1, [0, 1]);
    desk.over(THEM, [0, 2]);
  }
  await desk.run.ended;
  expect(desk.run.codes).toEqual(['score_order']);
  const [first, second] = desk.run.records;
  expect(first).toMatchObject({ outcome: 'win', score: [2, 0] });
  expect(first?.rounds).toMatchObject([
    { outcome: 'win', score: [1, 0] },
    { outcome: 'win', score: [2, 0] },
  ]);
  expect(second).toMatchObject({
    outcome: 'loss',
    score: [0, 2],
    rounds: [{ outcome: 'loss', score: [0, 1] }],
  });
  expect(desk.run.all('match_end').map(({ score }) => score)).toEqual([
    [2, 0],
    [0, 2],
    [0, 2],
  ]);
});

it('takes a match won by forfeit while behind for no contradiction', async () => {
  const desk = await sit(await server());
  await desk.match('b');
  desk.turn();
  desk.result(1, [1, 0], { winner: 'a' });
  desk.over(ME, [1, 0]);
  await desk.run.ended;
  expect(desk.run.codes).toEqual([]);
  expect(desk.run.records[0]).toMatchObject({ outcome: 'win', score: [0, 1] });
});

it('stops with 76 after a match whose seed does not fit', async () => {
  const desk = await sit(await server(), { matches: null });
  await desk.match();
  desk.over(ME, [2, 0], { server_seed: 'cd'.repeat(32) });
  expect(await desk.run.ended).toEqual({ reason: 'unfair', exitCode: 76 });
  expect(desk.run.all('match_end')).toMatchObject([{ fair: false, commitmentOver: null }]);
  expect(desk.run.all('error')).toMatchObject([{ code: 'unfair', matchId: 'm1' }]);
  expect(desk.sent('join_queue')).toHaveLength(1);
});

it('stops with 76 for an unfair match even when it was to stop anyway', async () => {
  const desk = await sit(await server(), { matches: null });
  await desk.match();
  await desk.run.next('match_start');
  desk.run.session.stop('signal');
  desk.over(ME, [2, 0], { server_seed: 'cd'.repeat(32) });
  expect(await desk.run.ended).toMatchObject({ exitCode: 76 });
});

it.each([
  ['no hash', { server_seed_hash: '' }, {}],
  ['no seed', {}, { server_seed: '' }],
])('calls a match neither fair nor unfair with %s', async (_what, found, over) => {
  const desk = await sit(await server());
  await desk.match('a', found);
  desk.over(ME, [2, 0], over);
  expect(await desk.run.ended).toMatchObject({ exitCode: 0 });
  expect(desk.run.records[0]).toMatchObject({ fair: null, commitmentOver: null });
});

it('stops with 76 where money was at stake and no seed is revealed', async () => {
  const desk = await sit(await server(), { ...forMoney, matches: null });
  await desk.match('a', { wager_lamports: WAGER });
  desk.over(ME, [2, 0], { ...paid, server_seed: '' });
  expect(await desk.run.ended).toEqual({ reason: 'unfair', exitCode: 76 });
  expect(desk.run.all('error')).toMatchObject([{ code: 'not_revealed', matchId: 'm1' }]);
});

it('stops with 76 where money was at stake on a seed of an earlier match', async () => {
  const book = bookOf(forMoney);
  book.ledger.settle(endOf('m0', 'win', { serverSeedHash: commitTo(SEED) }), ME, [], null);
  const desk = await sit(await server(), { ...forMoney, book, matches: null });
  await desk.match('a', { wager_lamports: WAGER });
  desk.over(ME, [2, 0], paid);
  expect(await desk.run.ended).toEqual({ reason: 'unfair', exitCode: 76 });
  expect(desk.run.all('error')).toMatchObject([{ code: 'hash_reused', matchId: 'm1' }]);
});

it('knows a seed of an earlier match again whose hash is written in another case', async () => {
  const book = bookOf(forMoney);
  book.ledger.settle(endOf('m0', 'win', { serverSeedHash: commitTo(SEED) }), ME, [], null);
  const desk = await sit(await server(), { ...forMoney, book, matches: null });
  await desk.match('a', { wager_lamports: WAGER, server_seed_hash: commitTo(SEED).toUpperCase() });
  desk.over(ME, [2, 0], paid);
  expect(await desk.run.ended).toEqual({ reason: 'unfair', exitCode: 76 });
  expect(desk.run.all('error')).toMatchObject([{ code: 'hash_reused', matchId: 'm1' }]);
});

/** SHA-256 of the 32 bytes that the seed stands for. */
const OVER_BYTES = createHash('sha256').update(SEED, 'hex').digest('hex');

it('stops with 76 where a seed may be written in several ways, and draws follow from how it is', async () => {
  const desk = await sit(await server(), { ...forMoney, matches: null });
  await desk.match('a', { wager_lamports: WAGER, server_seed_hash: OVER_BYTES, draws: DRAWS });
  desk.over(ME, [2, 0], { ...paid, server_seed: SEED.toUpperCase() });
  expect(await desk.run.ended).toEqual({ reason: 'unfair', exitCode: 76 });
  expect(desk.run.records).toMatchObject([{ fair: false, commitmentOver: null }]);
  expect(desk.run.all('error')).toMatchObject([
    { code: 'unfair', message: expect.stringContaining('64 lower-case hex digits') },
  ]);
});

it('warns of a commitment that fixes no draws once a session: at its start where it is known by then', async () => {
  const book = bookOf(forMoney);
  const overBytes = (seed: string) => createHash('sha256').update(seed, 'hex').digest('hex');
  const play = async (desk: Desk, matchIds: readonly string[]) => {
    for (const matchId of matchIds) {
      desk.matchId = matchId;
      const server_seed_hash = overBytes(seedOf(matchId));
      await desk.match('a', { wager_lamports: WAGER, server_seed_hash, draws: DRAWS });
      desk.over(ME, [2, 0], paid);
    }
    expect(await desk.run.ended).toMatchObject({ reason: 'matches', exitCode: 0 });
    expect(desk.run.records).toMatchObject(matchIds.map(() => ({ fair: null, commitmentOver: 'bytes' })));
  };
  const desk = await sit(await server(), { ...forMoney, book, matches: 2 });
  await play(desk, ['m1', 'm2']);
  expect(desk.run.all('warning')).toMatchObject([{ code: 'weak_commitment', matchId: 'm1' }]);
  const later = await sit(await server(), { ...forMoney, book });
  expect(later.run.codes).toEqual(['weak_commitment']);
  await play(later, ['m3']);
  expect(later.run.codes).toEqual(['weak_commitment']);
  // Where nothing is published that follows from the seed, either reading does.
  const other = await sit(await server(), forMoney);
  await other.match('a', { wager_lamports: WAGER, server_seed_hash: OVER_BYTES });
  other.over(ME, [2, 0], paid);
  expect(await other.run.ended).toMatchObject({ reason: 'matches' });
  expect(other.run.records).toMatchObject([{ fair: true, commitmentOver: 'bytes' }]);
  expect(other.run.codes).toEqual([]);
});

it.each([
  ['another game', forMoney, { game_type: 'coinflip', wager_lamports: WAGER }],
  ['a game that nobody knows', forMoney, { game_type: 'chess', wager_lamports: WAGER }],
  ['a higher wager', forMoney, { wager_lamports: WAGER + 1 }],
  ['a wager in sandbox', {}, { wager_lamports: WAGER }],
])('plays %s to the end, then stops with 76', async (_what, terms, found) => {
  const desk = await sit(await server(), { ...terms, matches: null });
  await desk.match('a', found);
  desk.turn();
  desk.result(1, [1, 0], { winner: 'a' });
  desk.over(ME, [2, 0], paid);
  expect(await desk.run.ended).toEqual({ reason: 'mismatch', exitCode: 76 });
  expect(desk.run.all('error')).toMatchObject([{ code: 'match_mismatch', matchId: 'm1' }]);
  expect(desk.run.records).toMatchObject([{ outcome: 'win', rounds: [{ round: 1 }] }]);
  expect(desk.sent('join_queue')).toHaveLength(1);
});

it.each([
  ['pays a win with more than both wagers', ME, { payout_lamports: 1e15 }],
  ['pays a win with nothing', ME, { payout_lamports: 0 }],
  ['calls a match for money practice', 'somebody else', { ...paid, is_sandbox: true }],
])('counts the wager as lost and stops with 76 where the arena %s', async (_what, winner, over) => {
  const desk = await sit(await server(), { ...forMoney, matches: null });
  await desk.match('a', { wager_lamports: WAGER });
  desk.over(winner, winner === ME ? [2, 0] : [0, 2], over);
  expect(await desk.run.ended).toEqual({ reason: 'mismatch', exitCode: 76 });
  expect(desk.run.all('error')).toMatchObject([{ code: 'disputed', matchId: 'm1' }]);
  expect(desk.run.totals.netLamports).toBe(-WAGER);
  expect(desk.sent('join_queue')).toHaveLength(1);
});

it('plays a match that nobody asked for to its end, then stops with 76', async () => {
  const desk = await sit(await server(), { ...forMoney, matches: null });
  await desk.match('a', { wager_lamports: WAGER });
  desk.matchId = 'm2';
  desk.found({ wager_lamports: WAGER });
  desk.start('a');
  desk.over(ME, [2, 0], paid);
  expect(await desk.run.ended).toEqual({ reason: 'mismatch', exitCode: 76 });
  expect(desk.run.records).toMatchObject([{ settled: false }, { settled: true }]);
  expect(desk.sent('join_queue')).toHaveLength(1);
});

it('answers a game that was not asked for with its fallback move', async () => {
  const desk = await sit(await server());
  await desk.match('a', { game_type: 'coinflip' });
  desk.turn();
  expect(await desk.peer.receive('make_move')).toMatchObject({ move_data: { choice: 'heads' } });
  desk.over(ME, [0, 0]);
  await desk.run.ended;
  expect(desk.run.all('move')).toMatchObject([{ source: 'fallback', reason: 'not-its-game' }]);
});

it('warns of a lower wager and goes on', async () => {
  const desk = await sit(await server(), forMoney);
  await desk.match('a', { wager_lamports: WAGER - 1 });
  desk.over(THEM, [0, 2]);
  expect(await desk.run.ended).toEqual({ reason: 'matches', exitCode: 0 });
  expect(desk.run.all('warning')).toMatchObject([{ code: 'match_mismatch', matchId: 'm1' }]);
  expect(desk.run.totals).toMatchObject({ netLamports: 1 - WAGER });
});

it('tells the strategy of earlier matches against the same opponent', async () => {
  const met: number[] = [];
  const host = hostOf({ matchStart: ({ opponent }) => void met.push(opponent.history.length) });
  const desk = await sit(await server(), { matches: 3, host });
  for (const [matchId, opponent_id] of [
    ['m1', THEM],
    ['m2', THEM],
    ['m3', 'agent-3'],
  ] as const) {
    desk.matchId = matchId;
    await desk.match('a', { opponent_id });
    desk.over(ME, [2, 0]);
  }
  await desk.run.ended;
  expect(met).toEqual([0, 1, 0]);
});
