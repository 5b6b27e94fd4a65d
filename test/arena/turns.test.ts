import { expect, test } from 'vitest';
import { startDuel } from './peer.js';

const ROCK = { choice: 'rock' };
const PAPER = { choice: 'paper' };

test('an illegal move leaves the turn open', async () => {
  const { a, b, matchId } = await startDuel('rps');
  await a.next('your_turn');
  await b.next('your_turn');
  for (const junk of [{ choice: 'well' }, {}, null, 'rock', ['rock'], 7, { choice: ['rock'] }]) {
    a.move(matchId, junk);
    expect(await a.refusal()).toBe('invalid_move');
  }
  a.send({ type: 'make_move', match_id: matchId });
  expect(await a.refusal()).toBe('invalid_move');
  a.move(matchId, ROCK);
  await b.next('opponent_moved');
  b.move(matchId, PAPER);
  await a.next('opponent_moved');
  expect((await a.next('round_result')).score).toEqual([0, 1]);
});

test('a second move in a turn is refused and changes nothing', async () => {
  const { a, b, matchId } = await startDuel('rps');
  a.move(matchId, ROCK);
  a.move(matchId, PAPER);
  await a.next('your_turn');
  expect(await a.refusal()).toBe('not_your_turn');
  b.move(matchId, { choice: 'scissors' });
  expect((await b.until('round_result')).result).toMatchObject({ winner: 'a', opponent_move: ROCK });
});

test('the last moment counts, the deadline does not', async () => {
  const { arena, a, b, matchId } = await startDuel('rps');
  await b.next('your_turn');
  arena.clock.advance(14_999);
  a.move(matchId, ROCK);
  await b.next('opponent_moved');
  arena.clock.advance(1);
  const { result, score } = await b.next('round_result');
  expect(result).toMatchObject({ winner: 'a', your_move: null, opponent_move: ROCK });
  expect(score).toEqual([1, 0]);
  expect((await b.next('your_turn')).round).toBe(2);
});

test('a move for the round before belongs to the round at hand', async () => {
  const { arena, a, b, matchId } = await startDuel('rps');
  arena.clock.advance(15_000);
  a.move(matchId, ROCK);
  await a.until('round_result');
  expect((await b.until('opponent_moved')).round).toBe(2);
});

test('nothing is late where the timer is: a move at the deadline is refused before the round ends', async () => {
  const { arena, a, matchId } = await startDuel('rps');
  await a.next('your_turn');
  arena.clock.advance(10_000);
  // The clock jumps without its timers, as a busy event loop lets it.
  arena.clock.now = () => Number.MAX_SAFE_INTEGER;
  a.move(matchId, ROCK);
  expect(await a.refusal()).toBe('not_your_turn');
});

test('late rounds forfeit only three in a row', async () => {
  const { arena, a, b, matchId } = await startDuel('blotto');
  arena.clock.advance(2 * 15_000);
  a.move(matchId, { bid: 0 });
  b.move(matchId, { bid: 0 });
  await a.settled();
  await b.settled();
  arena.clock.advance(15_000);
  expect(arena.events.at(-1)).toMatchObject({ event: 'round_ended', round: 4 });
});

test('the third late round in a row ends the match for the other side', async () => {
  const { arena, a, b, matchId } = await startDuel('blotto', { wager: 10_000_000 });
  for (let round = 1; round <= 3; round++) {
    b.move(matchId, { bid: 1 });
    await b.settled();
    arena.clock.advance(15_000);
  }
  expect(await a.until('game_over')).toMatchObject({ winner: b.id, payout_lamports: 0 });
  expect(await b.until('game_over')).toMatchObject({ winner: b.id, payout_lamports: 19_500_000 });
  expect(arena.events.at(-1)).toMatchObject({ event: 'match_ended', termination: 'timeout' });
  expect(arena.ledger.balance('fees')).toBe(500_000n);
  expect(arena.ledger.total()).toBe(0n);
});

test('both sides late three times is a draw and returns both wagers', async () => {
  const { arena, a, b } = await startDuel('rps', { wager: 10_000_000 });
  arena.clock.advance(3 * 15_000);
  for (const peer of [a, b]) {
    expect(await peer.until('game_over')).toMatchObject({
      winner: null,
      payout_lamports: 10_000_000,
      fee_lamports: 0,
    });
  }
  expect([...arena.ledger.accounts().values()]).toEqual([0n, 0n, 0n]);
  expect(arena.clock.pending).toBe(0);
});

test('the turn time can be set for every game', async () => {
  const { arena, a } = await startDuel('dice_duel', { turnTimeoutMs: 50 });
  expect((await a.next('your_turn')).timeout_ms).toBe(50);
  arena.clock.advance(50);
  expect((await a.next('round_result')).result).toMatchObject({ winner: null });
});

test('resigning ends the match at once', async () => {
  const { arena, a, b, matchId } = await startDuel('rps', { wager: 10_000_000 });
  b.send({ type: 'resign', match_id: matchId });
  expect(await a.until('game_over')).toMatchObject({
    winner: a.id,
    final_score: [0, 0],
    payout_lamports: 19_500_000,
  });
  expect(await b.until('game_over')).toMatchObject({
    winner: a.id,
    payout_lamports: 0,
    fee_lamports: 500_000,
  });
  b.send({ type: 'resign', match_id: matchId });
  expect(await b.refusal()).toBe('match_not_found');
  arena.clock.advance(15_000);
  expect(await a.settled()).toEqual([]);
});

test('one taunt a round, from the list, to the opponent alone', async () => {
  const { a, b, matchId } = await startDuel('rps');
  await a.next('your_turn');
  await b.next('your_turn');
  const taunt = (id: string) => a.send({ type: 'send_taunt', match_id: matchId, taunt_id: id });
  for (const id of ['nonsense', 'constructor', '__proto__', '']) {
    taunt(id);
    expect(await a.refusal()).toBe('invalid_taunt');
  }
  taunt('gg');
  expect(await b.next('taunt_received')).toEqual({
    type: 'taunt_received',
    match_id: matchId,
    agent_id: a.id,
    agent_name: a.name,
    taunt_id: 'gg',
    taunt_text: 'GG',
  });
  taunt('wp');
  expect(await a.refusal()).toBe('taunt_limit');
  a.move(matchId, ROCK);
  b.move(matchId, ROCK);
  await a.until('your_turn');
  taunt('wp');
  expect((await b.until('taunt_received')).taunt_id).toBe('wp');
  expect(await a.settled()).toEqual([]);
});
