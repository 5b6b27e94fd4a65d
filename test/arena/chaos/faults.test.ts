import { expect, test } from 'vitest';
import { ESCROW, type FaultSettings } from '../../../src/arena/index.js';
import { DRAWS, openCommitment } from '../../../src/fairness.js';
import { decodeServerMessage } from '../../../src/protocol/index.js';
import { startArena, type TestArena } from '../peer.js';
import { type Frame, HOUSE, persist, WildPeer } from './wild-peer.js';

function chaosArena(faults: FaultSettings, options: { house?: typeof HOUSE | null; seed?: string } = {}) {
  const { house = null, seed = 'fixed' } = options;
  return startArena({ chaos: { faults, seed }, house });
}

function detailsOf(arena: TestArena): string[] {
  return arena.events.flatMap((event) =>
    event.event === 'chaos' ? [`${event.fault}: ${event.detail}`] : [],
  );
}

/** Two agents in a match of rps that has just begun. */
async function duel(arena: TestArena, wager = 10_000_000) {
  const a = await WildPeer.login(arena, 'bp_sk_first');
  const b = await WildPeer.login(arena, 'bp_sk_second');
  a.take();
  b.take();
  a.join(wager);
  await a.settle();
  b.join(wager);
  await b.settle();
  await a.settle();
  const frames = a.take();
  const found = frames.find(({ type }) => type === 'match_found');
  return { a, b, frames, matchId: String(found?.match_id) };
}

test('cuts: the connection ends in place of a frame', async () => {
  const arena = await chaosArena({ cuts: 1 });
  const peer = await WildPeer.login(arena, 'bp_sk_one');
  expect(await peer.closed()).toBe(1006);
  expect(peer.texts).toEqual([]);
  expect(arena.events.filter(({ event }) => event === 'chaos')).toEqual([
    {
      ...{ event: 'chaos', fault: 'cuts', agentId: expect.any(String) },
      detail: 'the connection ends in place of authenticated',
    },
  ]);
});

test('an end that could not be told is told after the next connection', async () => {
  const arena = await chaosArena({ cuts: 0.1 }, { house: HOUSE, seed: 'a' });
  const frames = await persist(arena, 'bp_sk_one', 200);
  const started = arena.events.filter(({ event }) => event === 'match_ended').length;
  expect(started).toBeGreaterThan(5);
  expect(detailsOf(arena).join()).toContain('in place of game_over');
  expect(frames.filter(({ type }) => type === 'game_over').length).toBeGreaterThanOrEqual(started - 1);
});

test('who is not let in is told so as ever', async () => {
  const arena = await chaosArena({ cuts: 1, stalls: 1, junk: 1 });
  const peer = await WildPeer.connect(arena);
  peer.send({ type: 'authenticate', api_key: 'nothing' });
  expect(await peer.closed()).toBe(1008);
  expect(peer.take()).toMatchObject([{ type: 'error', code: 'auth_failed' }]);
});

test('stalls: open, but nothing comes, and nothing is answered, until the arena gives up', async () => {
  const arena = await chaosArena({ stalls: 1 });
  const peer = await WildPeer.connect(arena);
  peer.send({ type: 'authenticate', api_key: 'bp_sk_one' });
  expect(await peer.settle()).toBe(false);
  peer.send({ type: 'ping' });
  // A connection that works makes the round trip that the stalled one does not.
  const other = await WildPeer.connect(arena);
  await other.settle();
  expect([peer.texts, peer.closeCode]).toEqual([[], null]);
  expect(await peer.settle()).toBe(false);
  arena.clock.advance(119_999);
  await other.settle();
  expect(peer.closeCode).toBeNull();
  arena.clock.advance(1);
  expect(await peer.closed()).toBe(1006);
  expect(peer.texts).toEqual([]);
});

test('stalls: the next connection of the agent takes over', async () => {
  const arena = await chaosArena({ stalls: 1 });
  const peer = await WildPeer.login(arena, 'bp_sk_one');
  await WildPeer.login(arena, 'bp_sk_one');
  expect(await peer.closed()).toBe(1006);
  expect(peer.texts).toEqual([]);
});

test('delays: late, in order, and no later than allowed', async () => {
  const arena = await chaosArena({ delays: { rate: 1, maxMs: 300 } });
  const peer = await WildPeer.login(arena, 'bp_sk_one');
  peer.join();
  peer.send({ type: 'ping' });
  peer.send({ type: 'leave_queue' });
  await peer.settle();
  expect(peer.types()).toEqual([]);
  arena.clock.advance(300);
  await peer.settle();
  expect(peer.types()).toEqual(['authenticated', 'queue_joined', 'pong', 'queue_left']);
  expect(detailsOf(arena)).toHaveLength(4);
});

test('late-results: what decides is late, and what comes after it', async () => {
  const arena = await chaosArena({ 'late-results': { rate: 1, maxMs: 700 } });
  const { a, b, matchId } = await duel(arena);
  for (const peer of [a, b]) {
    peer.send({ type: 'make_move', match_id: matchId, move_data: { choice: 'rock' } });
    await peer.settle();
  }
  await a.settle();
  expect(a.types()).toEqual(['opponent_moved']);
  arena.clock.advance(700);
  await a.settle();
  expect(a.types()).toEqual(['round_result', 'your_turn']);
  expect(detailsOf(arena).every((text) => /^late-results: round_result after \d+ ms$/.test(text))).toBe(true);
});

test('what is held back goes out before a polite end', async () => {
  const arena = await chaosArena({ delays: 1 });
  const peer = await WildPeer.login(arena, 'bp_sk_one');
  const newer = await WildPeer.connect(arena);
  newer.send({ type: 'authenticate', api_key: 'bp_sk_one' });
  expect(await peer.closed()).toBe(1008);
  expect(peer.types()).toEqual(['authenticated', 'session_replaced']);
});

test('duplicates: every frame twice, in order', async () => {
  const arena = await chaosArena({ duplicates: 1 });
  const peer = await WildPeer.login(arena, 'bp_sk_one');
  peer.join();
  await peer.settle();
  const [one, two, ...rest] = peer.texts;
  expect(one).toBe(two);
  expect(rest[0]).toBe(rest[1]);
  expect(peer.types()).toEqual(['authenticated', 'authenticated', 'queue_joined', 'queue_joined']);
});

test('reorders: a frame after the next, or after a second where none comes', async () => {
  const arena = await chaosArena({ reorders: 1 });
  const peer = await WildPeer.login(arena, 'bp_sk_one');
  expect(peer.types()).toEqual([]);
  peer.join();
  await peer.settle();
  expect(peer.types()).toEqual(['queue_joined', 'authenticated']);
  peer.send({ type: 'ping' });
  await peer.settle();
  arena.clock.advance(999);
  await peer.settle();
  expect(peer.types()).toEqual([]);
  arena.clock.advance(1);
  await peer.settle();
  expect(peer.types()).toEqual(['pong']);
});

test('junk: none of it is lost on the decoder, and the message itself always comes', async () => {
  const arena = await chaosArena({ junk: 1 });
  const peer = await WildPeer.login(arena, 'bp_sk_one');
  peer.texts.length = 0;
  const count = 200;
  for (let i = 0; i < count; i++) peer.send({ type: 'ping' });
  await peer.settle();
  let pongs = 0;
  const kinds = new Set<string>();
  for (const text of peer.texts) {
    const decoded = decodeServerMessage(text);
    if (decoded.kind === 'malformed') kinds.add(decoded.problem);
    else if (decoded.kind === 'unknown') kinds.add('unknown');
    else if (decoded.message.type === 'pong') {
      pongs++;
      if (Object.keys(decoded.message).length > 1) kinds.add('fields');
    } else kinds.add(`foreign ${decoded.message.type}`);
  }
  expect(pongs).toBe(count);
  expect([...kinds].sort()).toEqual([
    ...['bad_field', 'fields', 'forbidden_key', 'foreign game_over', 'foreign your_turn', 'no_type'],
    ...['not_an_object', 'not_json', 'too_large', 'unknown'],
  ]);
});

test('wrong-seeds: nothing that is revealed stands for a match of its own', async () => {
  const arena = await chaosArena({ 'wrong-seeds': 1 }, { house: HOUSE });
  const frames = await persist(arena, 'bp_sk_one', 150);
  const hashes = frames.flatMap((frame) =>
    frame.type === 'match_found' ? [String(frame.server_seed_hash)] : [],
  );
  const seeds = frames.flatMap((frame) => (frame.type === 'game_over' ? [String(frame.server_seed)] : []));
  const kinds = seeds.map((seed, i) => {
    const hash = hashes[i] ?? '';
    if (seed === '') return 'hidden';
    return openCommitment(seed, hash, DRAWS).fair ? hashes.indexOf(hash) < i && 'reused' : 'mismatched';
  });
  expect(new Set(kinds)).toEqual(new Set(['hidden', 'reused', 'mismatched']));
  expect(detailsOf(arena)).toContain('wrong-seeds: the hash of the match before');
});

test('wrong-wagers: another wager or game than was agreed on is really played, and nothing is lost', async () => {
  const arena = await chaosArena({ 'wrong-wagers': 1 }, { house: HOUSE });
  const frames = await persist(arena, 'bp_sk_one', 200);
  const found = frames.filter(({ type }) => type === 'match_found');
  const kinds = found.map(({ game_type, wager_lamports }) =>
    game_type === 'rps' ? Number(wager_lamports) : 'game',
  );
  expect(new Set(kinds)).toEqual(new Set([20_000_000, 5_000_000, 'game']));
  const started = arena.events.flatMap((event) => (event.event === 'match_started' ? [event] : []));
  expect(started.map(({ game, wagerLamports }) => (game === 'rps' ? wagerLamports : 'game'))).toEqual(kinds);
  expect(frames.filter(({ type }) => type === 'game_over').length).toBeGreaterThan(3);
  expect(arena.ledger.total()).toBe(0n);
  expect(detailsOf(arena)).toContain(
    'wrong-wagers: rps for 20000000 lamports instead of rps for 10000000 lamports',
  );
});

test('wrong-wagers: practice becomes real, free play costs something, and the highest wager is halved', async () => {
  const arena = await chaosArena({ 'wrong-wagers': 1 }, { house: HOUSE });
  const highest = 9_000_000 * 1_000_000_000;
  const seen = new Set<unknown>();
  for (let i = 0; i < 30; i++) {
    const peer = await WildPeer.login(arena, `bp_sk_${i}`);
    const [wager, sandbox] = [[5, true] as const, [0, false] as const, [highest, false] as const][i % 3] ?? [
      0,
      false,
    ];
    peer.join(wager, 'rps', sandbox);
    await peer.settle();
    arena.clock.advance(0);
    await peer.settle();
    const found = peer.take().find(({ type }) => type === 'match_found');
    if (found?.game_type === 'rps') seen.add(found.wager_lamports);
  }
  expect(seen).toEqual(new Set([10_000_000, highest / 2]));
  expect(
    arena.events.some((event) => event.event === 'match_started' && event.sandbox && event.game === 'rps'),
  ).toBe(false);
});

test('wrong-wagers: a house that does not play the other game plays the one agreed on', async () => {
  const open: typeof HOUSE.open = (game) => (game === 'rps' ? HOUSE.open(game) : null);
  const arena = await chaosArena({ 'wrong-wagers': 1 }, { house: { ...HOUSE, open } });
  const frames = await persist(arena, 'bp_sk_one', 150);
  const found = frames.filter(({ type }) => type === 'match_found');
  expect(new Set(found.map(({ game_type, wager_lamports }) => `${game_type} ${wager_lamports}`))).toEqual(
    new Set(['rps 10000000', 'rps 20000000', 'rps 5000000']),
  );
  // What did not happen is not told.
  const honest = found.filter(({ wager_lamports }) => wager_lamports === 10_000_000).length;
  expect(detailsOf(arena)).toHaveLength(found.length - honest);
});

test('wrong-payouts: the agent is told one thing, the ledger books another', async () => {
  const arena = await chaosArena({ 'wrong-payouts': 1 });
  const { a, b, matchId } = await duel(arena);
  a.send({ type: 'resign', match_id: matchId });
  await a.settle();
  await b.settle();
  const over = (frames: Frame[]) => frames.find(({ type }) => type === 'game_over');
  expect(over(a.take())?.payout_lamports).toBe(10_000_000);
  expect([9_750_000, 39_000_000]).toContain(over(b.take())?.payout_lamports);
  expect([...arena.ledger.accounts().values()].sort()).toEqual(
    [-10_000_000n, 0n, 500_000n, 9_500_000n].sort(),
  );
});

test('replaced: session_replaced, though nobody else is there', async () => {
  const arena = await chaosArena({ replaced: 1 });
  const peer = await WildPeer.login(arena, 'bp_sk_one');
  expect(await peer.closed()).toBe(1008);
  expect(peer.types()).toEqual(['session_replaced']);
});

test('rate-limits: refused and not done, sometimes with a time to wait', async () => {
  const arena = await chaosArena({ 'rate-limits': 1 });
  const peer = await WildPeer.login(arena, 'bp_sk_one');
  for (let i = 0; i < 30; i++) peer.join();
  peer.send({ type: 'ping' });
  await peer.settle();
  const [, ...frames] = peer.take();
  expect(frames.pop()).toEqual({ type: 'pong' });
  expect(frames).toHaveLength(30);
  for (const frame of frames) expect(frame).toMatchObject({ type: 'error', code: 'rate_limited' });
  expect(new Set(frames.map(({ retry_after_ms }) => retry_after_ms))).toEqual(
    new Set([undefined, 500, 5_000]),
  );
});

test('refusals: no place in the queue, for one reason or another', async () => {
  const arena = await chaosArena({ refusals: 1 });
  const peer = await WildPeer.login(arena, 'bp_sk_one');
  for (let i = 0; i < 20; i++) peer.join();
  await peer.settle();
  const [, ...frames] = peer.take();
  expect(new Set(frames.map(({ code }) => code))).toEqual(new Set(['insufficient_balance', 'pit_flooded']));
  peer.send({ type: 'leave_queue' });
  await peer.settle();
  expect(peer.take()).toMatchObject([{ code: 'not_queued' }]);
});

test('unanswered: no place in the queue, and no word', async () => {
  const arena = await chaosArena({ unanswered: 1 });
  const peer = await WildPeer.login(arena, 'bp_sk_one');
  peer.join();
  peer.send({ type: 'leave_queue' });
  await peer.settle();
  expect(peer.take()).toMatchObject([{ type: 'authenticated' }, { code: 'not_queued' }]);
});

test('restarts: all connections, matches, places and offers are gone, and wagers are given back', async () => {
  // The first join and the first challenge of every connection pass; resigning does not.
  const arena = await startArena({ chaos: { faults: { restarts: 0.2 }, seed: 'r' }, house: HOUSE });
  const frames = await persist(arena, 'bp_sk_one', 200);
  const restarts = detailsOf(arena).length;
  expect(restarts).toBeGreaterThan(10);
  expect(frames.filter(({ type }) => type === 'authenticated').length).toBe(restarts + 1);
  const found = frames.filter(({ type }) => type === 'match_found').map(({ match_id }) => match_id);
  // A match that was forgotten is never met again.
  expect(new Set(found).size).toBe(found.length);
  const isIn = arena.events.filter(({ event }) => event === 'match_started').length - endedOrForgotten(arena);
  expect(arena.ledger.balance(ESCROW)).toBe(BigInt(isIn * 20_000_000));
});

function endedOrForgotten(arena: TestArena): number {
  let open = 0;
  let closed = 0;
  for (const event of arena.events) {
    if (event.event === 'match_started') open++;
    if (event.event === 'match_ended' || (event.event === 'chaos' && open > 0)) {
      closed++;
      open--;
    }
  }
  return closed;
}

test('restarts: everybody is cut off, and the queue works as before', async () => {
  const arena = await chaosArena({ restarts: 1 });
  const one = await WildPeer.login(arena, 'bp_sk_one');
  const two = await WildPeer.login(arena, 'bp_sk_two');
  two.send({ type: 'leave_queue' });
  expect([await one.closed(), await two.closed()]).toEqual([1006, 1006]);
  expect(arena.events.filter(({ event }) => event === 'agent_disconnected')).toHaveLength(2);
  expect(detailsOf(arena)).toEqual(['restarts: the arena forgets everything at leave_queue']);
});

test('restarts: who waits afterwards is told its position again', async () => {
  const arena = await chaosArena({ restarts: 0.5 });
  let isTold = false;
  for (let i = 0; i < 40 && !(isTold && detailsOf(arena).length > 1); i++) {
    const peer = await WildPeer.login(arena, 'bp_sk_one');
    peer.join();
    if (!(await peer.settle())) continue;
    arena.clock.advance(5_000);
    await peer.settle();
    expect(peer.types()).toContain('queue_update');
    isTold = detailsOf(arena).length > 0;
  }
  expect(isTold).toBe(true);
});

test('short-turns: the turn that is told is the turn that is given', async () => {
  const arena = await chaosArena({ 'short-turns': { rate: 0.5, maxMs: 100 } });
  const { a, b, matchId, frames } = await duel(arena);
  const turns = frames.filter(({ type }) => type === 'your_turn').map(({ timeout_ms }) => Number(timeout_ms));
  while (turns.length < 8) {
    const ms = turns.at(-1) ?? 0;
    // A side that moves now and then, so that the match does not end by lateness.
    a.send({ type: 'make_move', match_id: matchId, move_data: { choice: 'rock' } });
    if (turns.length % 2 === 0)
      b.send({ type: 'make_move', match_id: matchId, move_data: { choice: 'rock' } });
    await a.settle();
    await b.settle();
    arena.clock.advance(ms);
    await a.settle();
    const next = a.take();
    if (next.some(({ type }) => type === 'game_over')) break;
    turns.push(
      ...next.filter(({ type }) => type === 'your_turn').map(({ timeout_ms }) => Number(timeout_ms)),
    );
  }
  expect(turns.some((ms) => ms <= 100) && turns.some((ms) => ms === 15_000)).toBe(true);
  expect(detailsOf(arena).map((text) => Number(/a turn of (\d+) ms/.exec(text)?.[1]))).toEqual(
    turns.filter((ms) => ms <= 100),
  );
});

test('closing leaves no timer, whatever is held back or stalled', async () => {
  const arena = await chaosArena({ delays: 0.5, reorders: 0.5, stalls: 0.2 });
  const peers = await Promise.all(
    ['a', 'b', 'c', 'd', 'e'].map((key) => WildPeer.login(arena, `bp_sk_${key}`)),
  );
  expect(arena.clock.pending).toBeGreaterThan(0);
  await arena.close();
  for (const peer of peers) await peer.closed();
  expect(arena.clock.pending).toBe(0);
});
