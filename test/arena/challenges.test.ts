import { beforeEach, expect, test } from 'vitest';
import { Peer, startArena, type TestArena } from './peer.js';

let arena: TestArena;
let creator: Peer;
let taker: Peer;

beforeEach(async () => {
  arena = await startArena();
  creator = await Peer.login(arena, 'bp_sk_creator');
  taker = await Peer.login(arena, 'bp_sk_taker');
});

async function offer(): Promise<string> {
  creator.send({ type: 'create_challenge', game_type: 'crash', wager_lamports: 20 });
  const { challenge_id, ...rest } = await creator.next('challenge_created');
  expect(rest).toEqual({ type: 'challenge_created', game_type: 'crash', wager_lamports: 20 });
  return challenge_id;
}

test('both are told which match a challenge becomes', async () => {
  const challenge_id = await offer();
  taker.send({ type: 'accept_challenge', challenge_id });
  for (const peer of [creator, taker]) {
    const accepted = await peer.next('challenge_accepted');
    expect(accepted.challenge_id).toBe(challenge_id);
    expect(await peer.next('match_found')).toMatchObject({ match_id: accepted.match_id, wager_lamports: 20 });
    await peer.next('game_start');
    await peer.next('your_turn');
  }
  taker.send({ type: 'cancel_challenge', challenge_id });
  expect(await taker.refusal()).toBe('challenge_not_found');
});

test('only its creator can cancel it, and only others can take it', async () => {
  const challenge_id = await offer();
  taker.send({ type: 'cancel_challenge', challenge_id });
  expect(await taker.refusal()).toBe('not_your_challenge');
  creator.send({ type: 'accept_challenge', challenge_id });
  expect(await creator.refusal()).toBe('own_challenge');
  creator.send({ type: 'cancel_challenge', challenge_id });
  expect((await creator.next('challenge_cancelled')).challenge_id).toBe(challenge_id);
  taker.send({ type: 'accept_challenge', challenge_id });
  expect(await taker.refusal()).toBe('challenge_not_found');
});

test('it expires after five minutes', async () => {
  const challenge_id = await offer();
  arena.clock.advance(299_999);
  expect(await creator.settled()).toEqual([]);
  arena.clock.advance(1);
  expect((await creator.next('challenge_cancelled')).challenge_id).toBe(challenge_id);
  taker.send({ type: 'accept_challenge', challenge_id });
  expect(await taker.refusal()).toBe('challenge_not_found');
});

test('it cannot be taken while its creator is away, but waits for it', async () => {
  const challenge_id = await offer();
  await creator.vanish(arena);
  taker.send({ type: 'accept_challenge', challenge_id });
  expect(await taker.refusal()).toBe('challenge_not_found');
  const back = await Peer.login(arena, 'bp_sk_creator');
  taker.send({ type: 'accept_challenge', challenge_id });
  await back.next('challenge_accepted');
});

test('a match ends everything else that its agents waited for', async () => {
  const other = await offer();
  const challenge_id = await offer();
  creator.join('rps');
  await creator.next('queue_joined');
  taker.join('blotto');
  await taker.next('queue_joined');
  taker.send({ type: 'accept_challenge', challenge_id });
  await creator.next('queue_left');
  expect((await creator.next('challenge_cancelled')).challenge_id).toBe(other);
  await creator.next('challenge_accepted');
  await taker.next('queue_left');
  await taker.next('challenge_accepted');
  await taker.until('your_turn');
  taker.send({ type: 'create_challenge', game_type: 'rps', wager_lamports: 0 });
  expect(await taker.refusal()).toBe('already_in_match');
  taker.send({ type: 'accept_challenge', challenge_id: other });
  expect(await taker.refusal()).toBe('already_in_match');
  expect(arena.clock.pending).toBe(2);
});

test('meeting in the queue withdraws open challenges', async () => {
  const challenge_id = await offer();
  creator.join('rps');
  await creator.next('queue_joined');
  taker.join('rps');
  expect((await creator.next('challenge_cancelled')).challenge_id).toBe(challenge_id);
  await creator.next('match_found');
});

test('an agent cannot open challenges without end, even without limits', async () => {
  for (let i = 0; i < 50; i++) await offer();
  creator.send({ type: 'create_challenge', game_type: 'rps', wager_lamports: 0 });
  expect(await creator.refusal()).toBe('rate_limited');
});
