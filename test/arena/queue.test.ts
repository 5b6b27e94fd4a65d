import { expect, test } from 'vitest';
import { duelIn, Peer, startArena } from './peer.js';

async function logins(arena: Awaited<ReturnType<typeof startArena>>, count: number): Promise<Peer[]> {
  return Promise.all(Array.from({ length: count }, (_, i) => Peer.login(arena, `bp_sk_${i}`)));
}

test('first come, first served, and only on equal terms', async () => {
  const arena = await startArena();
  const [early, otherWager, otherGame, sandboxed, late, ...rest] = (await logins(arena, 6)) as [
    Peer,
    Peer,
    Peer,
    Peer,
    Peer,
    Peer,
  ];
  const positions: number[] = [];
  for (const [peer, ...terms] of [
    [early, 'rps', 5],
    [otherWager, 'rps', 6],
    [otherGame, 'blotto', 5],
    [sandboxed, 'rps', 5, true],
  ] as const) {
    peer.join(...(terms as [string, number, boolean?]));
    positions.push((await peer.next('queue_joined')).position);
  }
  expect(positions).toEqual([1, 2, 1, 3]);
  late.join('rps', 5);
  await late.next('queue_joined');
  expect((await late.next('match_found')).opponent_id).toBe(early.id);
  expect(await early.next('match_found')).toMatchObject({
    opponent_id: late.id,
    wager_lamports: 5,
    game_type: 'rps',
  });
  for (const peer of [otherWager, otherGame, sandboxed, ...rest]) expect(await peer.settled()).toEqual([]);
});

test('sandbox tickets meet whatever wager they name', async () => {
  const arena = await startArena();
  const [one, two] = (await logins(arena, 2)) as [Peer, Peer];
  await duelIn(arena, one, two, 'rps', 1, true);
  const [three, four] = (await logins(await startArena(), 2)) as [Peer, Peer];
  three.join('rps', -1, true);
  await three.next('queue_joined');
  four.join('rps', 99, true);
  await four.next('queue_joined');
  expect((await three.next('match_found')).wager_lamports).toBe(0);
});

test('an agent never meets itself', async () => {
  const arena = await startArena();
  const peer = await Peer.login(arena, 'bp_sk_alone');
  peer.join('rps');
  await peer.next('queue_joined');
  peer.join('rps');
  expect(await peer.refusal()).toBe('already_queued');
  const replaced = await Peer.login(arena, 'bp_sk_alone');
  replaced.join('rps');
  await replaced.next('queue_joined');
  expect(await replaced.settled()).toEqual([]);
});

test('those who wait are told how long', async () => {
  const arena = await startArena();
  const [one, two] = (await logins(arena, 3)) as [Peer, Peer];
  one.join('rps', 1);
  await one.next('queue_joined');
  arena.clock.advance(2_000);
  two.join('rps', 2);
  await two.next('queue_joined');
  arena.clock.advance(3_000);
  const common = {
    type: 'queue_update',
    game_type: 'rps',
    search_radius: 0,
    players_in_queue: 2,
    players_online: 3,
  };
  expect(await one.next('queue_update')).toEqual({ ...common, position: 1, wait_time_ms: 5_000 });
  expect(await two.next('queue_update')).toEqual({ ...common, position: 2, wait_time_ms: 3_000 });
  one.send({ type: 'leave_queue' });
  await one.next('queue_left');
  arena.clock.advance(5_000);
  expect(await two.next('queue_update')).toMatchObject({ position: 1, players_in_queue: 1 });
  expect(await one.settled()).toEqual([]);
});

test('leaving, and going away, give the place up', async () => {
  const arena = await startArena();
  const [one, two, three] = (await logins(arena, 3)) as [Peer, Peer, Peer];
  one.join('rps');
  one.send({ type: 'leave_queue' });
  await one.next('queue_joined');
  await one.next('queue_left');
  two.join('rps');
  await two.next('queue_joined');
  await two.vanish(arena);
  three.join('rps');
  expect((await three.next('queue_joined')).position).toBe(1);
  expect(await three.settled()).toEqual([]);
});

test.each([
  ['rps', -1, 'invalid_wager'],
  ['rps', 0.5, 'invalid_wager'],
  ['rps', 9_000_000 * 1e9 + 1, 'invalid_wager'],
  ['rps', 1e300, 'invalid_wager'],
  ['chess', 0, 'invalid_game'],
  ['constructor', 0, 'invalid_game'],
  ['', 0, 'invalid_game'],
  ['rps', '5', 'invalid_message'],
  ['rps', null, 'invalid_message'],
  [7, 0, 'invalid_message'],
])('join %j for %j: %s', async (game_type, wager_lamports, code) => {
  const peer = await Peer.login(await startArena(), 'bp_sk_one');
  for (const type of ['join_queue', 'create_challenge']) {
    peer.send({ type, game_type, wager_lamports });
    expect(await peer.refusal()).toBe(code);
  }
  peer.send({ type: 'leave_queue' });
  expect(await peer.refusal()).toBe('not_queued');
});

test('the largest wager is played for to the last lamport', async () => {
  const arena = await startArena();
  const [one, two] = (await logins(arena, 2)) as [Peer, Peer];
  const { a, b, matchId } = await duelIn(arena, one, two, 'rps', 9_000_000 * 1e9);
  a.send({ type: 'resign', match_id: matchId });
  expect((await b.until('game_over')).payout_lamports).toBe(17_550_000_000_000_000);
  expect(arena.ledger.balance(b.id)).toBe(8_550_000_000_000_000n);
  expect(arena.ledger.total()).toBe(0n);
});
