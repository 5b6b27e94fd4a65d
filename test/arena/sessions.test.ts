import { once } from 'node:events';
import { expect, test } from 'vitest';
import { Agents, nameAgent } from '../../src/arena/agents.js';
import { duelIn, Peer, startArena, startDuel } from './peer.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('a key is an agent, always the same one, in every arena', async () => {
  const one = await Peer.login(await startArena(), 'bp_sk_alpha');
  const arena = await startArena();
  const again = await Peer.login(arena, 'bp_sk_alpha');
  const other = await Peer.login(arena, 'bp_sk_beta');
  expect(one.id).toMatch(UUID);
  expect([again.id, again.name]).toEqual([one.id, one.name]);
  expect(other.id).not.toBe(one.id);
  expect(JSON.stringify(arena.events)).not.toMatch(/alpha|beta|bp_sk_/);
});

test('a name holds no part of its key, even when the key is made of such words', () => {
  const hash = Buffer.alloc(32, 5);
  const name = nameAgent('bp_sk_x', hash);
  const [adjective = '', noun = ''] = name.split(' ');
  for (const key of [`bp_sk_${noun}`, `bp_sk_${adjective.toUpperCase()}`, `bp_sk_${name}`]) {
    const other = nameAgent(key, hash);
    for (let i = 0; i + 4 <= other.length; i++) {
      expect(key.toLowerCase()).not.toContain(other.slice(i, i + 4).toLowerCase());
    }
  }
});

test.each(['', 'bp_live_x', 'sk_', 'BP_SK_x', ' bp_sk_x'])(
  'a key such as %j is refused and the connection closed',
  async (key) => {
    const peer = await Peer.connect(await startArena());
    peer.send({ type: 'authenticate', api_key: key });
    expect(await peer.refusal()).toBe('auth_failed');
    expect(await peer.closed).toBe(1008);
  },
);

test('a list of keys lets only these in', async () => {
  const arena = await startArena({ keys: ['bp_sk_one', 'bp_sk_two'] });
  await Peer.login(arena, 'bp_sk_two');
  const stranger = await Peer.connect(arena);
  stranger.send({ type: 'authenticate', api_key: 'bp_sk_three' });
  expect(await stranger.refusal()).toBe('auth_failed');
  expect(await stranger.closed).toBe(1008);
});

test('who does not authenticate within five seconds is closed', async () => {
  const arena = await startArena();
  const slow = await Peer.connect(arena);
  const quick = await Peer.login(arena, 'bp_sk_quick');
  slow.send({ type: 'ping' });
  expect(await slow.refusal()).toBe('not_authenticated');
  arena.clock.advance(4_999);
  slow.send({ type: 'leave_queue' });
  expect(await slow.refusal()).toBe('not_authenticated');
  arena.clock.advance(1);
  expect(await slow.refusal()).toBe('auth_timeout');
  expect(await slow.closed).toBe(1008);
  expect(await quick.settled()).toEqual([]);
});

test('the newer session replaces the older, whose queue place is given up', async () => {
  const arena = await startArena();
  const older = await Peer.login(arena, 'bp_sk_same');
  older.join('rps');
  await older.next('queue_joined');
  const newer = await Peer.login(arena, 'bp_sk_same');
  await older.next('session_replaced');
  expect(await older.closed).toBe(1008);
  newer.send({ type: 'leave_queue' });
  expect(await newer.refusal()).toBe('not_queued');
  const other = await Peer.login(arena, 'bp_sk_other');
  other.join('rps');
  await other.next('queue_joined');
  expect(await other.settled()).toEqual([]);
});

test('a replaced session keeps its challenge', async () => {
  const arena = await startArena();
  const older = await Peer.login(arena, 'bp_sk_same');
  older.send({ type: 'create_challenge', game_type: 'rps', wager_lamports: 1 });
  const { challenge_id } = await older.next('challenge_created');
  const newer = await Peer.login(arena, 'bp_sk_same');
  const taker = await Peer.login(arena, 'bp_sk_taker');
  taker.send({ type: 'accept_challenge', challenge_id });
  await newer.next('challenge_accepted');
  await newer.next('match_found');
});

test.each(['replaced', 'lost'])('a match goes on when the session is %s', async (how) => {
  const { arena, a, b, matchId, hash } = await startDuel('rps', { wager: 7 });
  await a.next('your_turn');
  arena.clock.advance(5_000);
  if (how === 'lost') await a.vanish(arena);
  arena.clock.advance(1_000);
  const key = a.id === (await keyId('bp_sk_first')) ? 'bp_sk_first' : 'bp_sk_second';
  const back = await Peer.login(arena, key);
  expect(await back.next('match_found')).toEqual({
    type: 'match_found',
    match_id: matchId,
    game_type: 'rps',
    opponent_id: b.id,
    opponent_name: b.name,
    wager_lamports: 7,
    server_seed_hash: hash,
    draws: 'hmac-sha256-52',
  });
  expect((await back.next('game_start')).your_side).toBe('a');
  expect(await back.next('your_turn')).toMatchObject({ round: 1, game_state: {}, timeout_ms: 9_000 });
  back.move(matchId, { choice: 'rock' });
  expect(await back.settled()).toEqual([]);
  const again = await Peer.login(arena, key);
  await again.next('match_found');
  await again.next('game_start');
  // It has moved, so it is not asked again.
  expect(await again.settled()).toEqual([]);
  b.move(matchId, { choice: 'paper' });
  expect((await again.until('round_result')).score).toEqual([0, 1]);
  expect((await again.next('your_turn')).timeout_ms).toBe(15_000);
});

test('rounds go on without a side that is away, and it is told of the end when it comes back', async () => {
  const { arena, a, b, matchId } = await startDuel('rps', { wager: 10_000_000 });
  const key = a.id === (await keyId('bp_sk_first')) ? 'bp_sk_first' : 'bp_sk_second';
  await a.vanish(arena);
  for (let round = 1; round <= 2; round++) {
    b.move(matchId, { choice: 'rock' });
    await b.settled();
    arena.clock.advance(15_000);
  }
  const told = await b.until('game_over');
  const back = await Peer.login(arena, key);
  expect(await back.next('game_over')).toEqual({ ...told, payout_lamports: 0 });
  expect(await back.settled()).toEqual([]);
  // Told once.
  expect(await (await Peer.login(arena, key)).settled()).toEqual([]);
});

test('the end of an old match comes before a new one', async () => {
  const { arena, a, b, matchId } = await startDuel('rps');
  const key = a.id === (await keyId('bp_sk_first')) ? 'bp_sk_first' : 'bp_sk_second';
  await a.vanish(arena);
  b.send({ type: 'resign', match_id: matchId });
  await b.until('game_over');
  const back = await Peer.login(arena, key);
  await back.next('game_over');
  await duelIn(arena, back, b, 'coinflip');
});

test('agents that are away and idle for a minute are forgotten once there are many', async () => {
  const agents = new Agents(undefined);
  const first = agents.admit('bp_sk_0', 0);
  for (let i = 1; i < 1_000; i++) agents.admit(`bp_sk_${i}`, 0);
  expect(agents.admit('bp_sk_0', 60_000)).toBe(first);
  agents.admit('bp_sk_one_more', 60_001);
  expect(agents.admit('bp_sk_0', 60_001)).not.toBe(first);
  expect(agents.admit('bp_sk_0', 60_001)?.id).toBe(first?.id);
});

test('the arena says goodbye when it closes, and can be closed twice', async () => {
  const arena = await startArena();
  const peer = await Peer.login(arena, 'bp_sk_one');
  peer.join('rps');
  await peer.next('queue_joined');
  await Promise.all([arena.close(), arena.close()]);
  expect(await peer.closed).toBe(1001);
  expect(arena.clock.pending).toBe(0);
});

test('closing ends matches, challenges and connections that do nothing', async () => {
  const duel = await startDuel('rps');
  const { arena } = duel;
  const third = await Peer.login(arena, 'bp_sk_third');
  third.send({ type: 'create_challenge', game_type: 'rps', wager_lamports: 0 });
  await third.next('challenge_created');
  const silent = await Peer.connect(arena);
  silent.ws.pause();
  await arena.close();
  silent.ws.resume();
  expect([1001, 1006]).toContain(await silent.closed);
  expect(arena.clock.pending).toBe(0);
});

test('plain HTTP is told what this is', async () => {
  const arena = await startArena();
  const response = await fetch(arena.url.replace('ws:', 'http:'));
  expect(response.status).toBe(426);
  expect(await response.text()).toContain('/api/v1/ws');
});

test('a port that is taken is an error with a code', async () => {
  const { port } = await startArena();
  await expect(startArena({ port })).rejects.toMatchObject({ code: 'arena/listen' });
});

test('the URL is one that a client on this machine can use', async () => {
  const arena = await startArena({ host: '0.0.0.0' });
  expect(arena.url).toBe(`ws://127.0.0.1:${arena.port}/api/v1/ws`);
  expect(arena.events).toEqual([{ event: 'arena_listening', url: arena.url }]);
  const peer = await Peer.connect(arena);
  peer.ws.close();
  await once(peer.ws, 'close');
});

async function keyId(key: string): Promise<string> {
  return new Agents(undefined).admit(key, 0)?.id ?? '';
}
