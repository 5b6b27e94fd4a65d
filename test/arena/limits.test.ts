import { expect, test } from 'vitest';
import { Peer, startArena, startDuel } from './peer.js';

const COMMANDS = {
  queue: [10, { type: 'leave_queue' }, 'not_queued'],
  move: [60, { type: 'make_move', match_id: 'x', move_data: {} }, 'match_not_found'],
  taunt: [20, { type: 'send_taunt', match_id: 'x', taunt_id: 'gg' }, 'match_not_found'],
  challenge: [10, { type: 'cancel_challenge', challenge_id: 'x' }, 'challenge_not_found'],
} as const;

test.each(Object.entries(COMMANDS))(
  '%s: so many in any minute and no more',
  async (_kind, [max, command, answer]) => {
    const arena = await startArena({ limits: true });
    const peer = await Peer.login(arena, 'bp_sk_one');
    const codes = async (count: number) => {
      for (let i = 0; i < count; i++) peer.send(command);
      const answers: boolean[] = [];
      for (let i = 0; i < count; i++) answers.push((await peer.refusal()) === answer);
      return answers;
    };
    expect(await codes(max - 1)).not.toContain(false);
    arena.clock.advance(30_000);
    expect(await codes(3)).toEqual([true, false, false]);
    arena.clock.advance(29_999);
    expect(await codes(1)).toEqual([false]);
    arena.clock.advance(1);
    expect(await codes(max)).toEqual(Array.from({ length: max }, (_, i) => i < max - 1));
  },
);

test('limits are an agent’s, not a connection’s, and not shared between kinds', async () => {
  const arena = await startArena({ limits: true });
  const peer = await Peer.login(arena, 'bp_sk_one');
  for (let i = 0; i < 10; i++) {
    peer.send({ type: 'leave_queue' });
    await peer.refusal();
  }
  const again = await Peer.login(arena, 'bp_sk_one');
  again.join('rps');
  expect(await again.refusal()).toBe('rate_limited');
  again.send({ type: 'create_challenge', game_type: 'rps', wager_lamports: 0 });
  await again.next('challenge_created');
  const other = await Peer.login(arena, 'bp_sk_two');
  other.join('rps');
  await other.next('queue_joined');
});

test('a move over the limit leaves the turn open', async () => {
  const { arena, a, matchId } = await startDuel('rps', { limits: true, turnTimeoutMs: 120_000 });
  await a.next('your_turn');
  for (let i = 0; i < 60; i++) {
    a.move(matchId, {});
    expect(await a.refusal()).toBe('invalid_move');
  }
  a.move(matchId, { choice: 'rock' });
  expect(await a.refusal()).toBe('rate_limited');
  arena.clock.advance(60_000);
  a.move(matchId, { choice: 'rock' });
  expect(await a.settled()).toEqual([]);
});

test('lifted limits do not hold', async () => {
  const peer = await Peer.login(await startArena({ limits: false }), 'bp_sk_one');
  for (let i = 0; i < 100; i++) peer.send({ type: 'leave_queue' });
  for (let i = 0; i < 100; i++) expect(await peer.refusal()).toBe('not_queued');
});
