import { expect, test } from 'vitest';
import type { HouseMatch, HouseOptions, HousePlayer, HouseTurn } from '../../src/arena/index.js';
import { GAME_IDS, gameOf } from '../../src/games/index.js';
import { Peer, startArena, type TestArena } from './peer.js';

interface TestHouse extends HouseOptions {
  /** The calls of all its players, in order. */
  readonly calls: string[];
  readonly matches: HouseMatch[];
  readonly turns: HouseTurn[];
  readonly ends: unknown[];
}

function house(move: HousePlayer['move'], options: Partial<HouseOptions> = {}): TestHouse {
  const calls: string[] = [];
  const matches: HouseMatch[] = [];
  const turns: HouseTurn[] = [];
  const ends: unknown[] = [];
  return {
    name: 'House Bot',
    waitMs: 1_000,
    thinkMs: 0,
    takesChallenges: false,
    calls,
    matches,
    turns,
    ends,
    open: () => ({
      matchStart: (match) => {
        calls.push('matchStart');
        matches.push(match);
      },
      move: (turn) => {
        calls.push('move');
        turns.push(turn);
        return move(turn);
      },
      abandon: () => calls.push('abandon'),
      roundEnd: () => calls.push('roundEnd'),
      matchEnd: (end) => {
        calls.push('matchEnd');
        ends.push(end);
      },
      close: () => calls.push('close'),
    }),
    ...options,
  };
}

/** An agent that has met the house. */
async function meet(arena: TestArena, game = 'rps', wager = 0): Promise<{ peer: Peer; matchId: string }> {
  const peer = await Peer.login(arena, 'bp_sk_guest');
  peer.join(game, wager);
  await peer.next('queue_joined');
  arena.clock.advance(1_000);
  const { match_id: matchId, opponent_name } = await peer.next('match_found');
  expect(opponent_name).toBe('House Bot');
  return { peer, matchId };
}

test('the house steps in after its wait and plays a match to the end', async () => {
  const options = house(() => ({ choice: 'rock' }));
  const arena = await startArena({ house: options });
  const { peer, matchId } = await meet(arena, 'rps', 10);
  const { your_side: mine } = await peer.next('game_start');
  const theirs = mine === 'a' ? 'b' : 'a';
  for (let round = 1; round <= 2; round++) {
    await peer.until('your_turn');
    await peer.next('opponent_moved');
    peer.move(matchId, { choice: 'paper' });
    expect((await peer.next('round_result')).result).toMatchObject({ winner: mine });
  }
  const over = await peer.next('game_over');
  expect(over).toMatchObject({ winner: peer.id, payout_lamports: 20 });
  expect(options.calls.join(' ')).toBe('matchStart move roundEnd move roundEnd matchEnd close');
  expect(options.matches).toEqual([
    {
      game: 'rps',
      wagerLamports: 10,
      sandbox: false,
      matchId,
      side: theirs,
      opponentId: peer.id,
      opponentName: peer.name,
    },
  ]);
  expect(
    options.turns.map(({ round, side, state, score, timeoutMs }) => [round, side, state, score, timeoutMs]),
  ).toEqual([
    [1, theirs, {}, [0, 0], 13_500],
    [2, theirs, {}, mine === 'a' ? [1, 0] : [0, 1], 13_500],
  ]);
  expect(options.ends).toEqual([{ winner: mine, score: over.final_score, payoutLamports: 0 }]);
  expect(arena.ledger.total()).toBe(0n);
});

test.each([0, -1, Number.NaN])(
  'a house that waits for %d ms steps in at once, without a timer',
  async (waitMs) => {
    const arena = await startArena({ house: house(() => ({ choice: 'rock' }), { waitMs }) });
    const peer = await Peer.login(arena, 'bp_sk_guest');
    peer.join('rps');
    await peer.next('queue_joined');
    // The clock of the arena stands still.
    expect((await peer.next('match_found')).opponent_name).toBe('House Bot');
  },
);

test('where a house that does not wait does not play the game, the agent goes on waiting', async () => {
  const arena = await startArena({ house: { ...house(() => null, { waitMs: 0 }), open: () => null } });
  const peer = await Peer.login(arena, 'bp_sk_guest');
  peer.join('rps');
  await peer.next('queue_joined');
  arena.clock.advance(60_000);
  await peer.next('queue_update');
});

test.each(GAME_IDS)('%s against a house that only ever falls back', async (game) => {
  const arena = await startArena({ house: house(() => Promise.reject(new Error('no idea'))) });
  const { peer, matchId } = await meet(arena, game);
  for (;;) {
    const message = await peer.any();
    if (message.type === 'your_turn') peer.move(matchId, gameOf(game).fallbackMove(message.game_state));
    if (message.type === 'round_result') expect(message.result.opponent_move).not.toBeNull();
    if (message.type === 'game_over') break;
  }
  const failures = arena.events.filter(({ event }) => event === 'house_failed');
  expect(failures[0]).toEqual({ event: 'house_failed', game, message: 'no idea' });
});

test.each([
  [
    'throws',
    () => {
      throw new Error('oh');
    },
  ],
  ['gives an illegal move', () => ({ choice: 'well' })],
  ['gives nothing', () => undefined],
  [
    'throws what has no text',
    () => {
      throw Object.create(null);
    },
  ],
  [
    'gives an object that throws when it is read',
    () =>
      Object.defineProperty({}, 'choice', {
        get() {
          throw new Error('trap');
        },
        enumerable: true,
      }),
  ],
])('a house that %s plays the fallback move', async (_how, move) => {
  const arena = await startArena({ house: house(move) });
  const { peer, matchId } = await meet(arena);
  peer.move(matchId, { choice: 'paper' });
  expect((await peer.until('round_result')).result.opponent_move).toEqual({ choice: 'rock' });
  expect(arena.events.find(({ event }) => event === 'house_failed')).toBeDefined();
});

test('a house that is late plays the fallback move just before the deadline', async () => {
  const options = house(() => new Promise(() => {}));
  const arena = await startArena({ house: options });
  const { peer, matchId } = await meet(arena);
  peer.move(matchId, { choice: 'paper' });
  await peer.until('your_turn');
  arena.clock.advance(13_499);
  expect(await peer.settled()).toEqual([]);
  arena.clock.advance(1);
  await peer.next('opponent_moved');
  expect((await peer.next('round_result')).result.opponent_move).toEqual({ choice: 'rock' });
  expect(options.calls.slice(0, 4).join(' ')).toBe('matchStart move abandon roundEnd');
});

test('it thinks for a while, but never past its time', async () => {
  for (const [thinkMs, atMs] of [
    [700, 700],
    [60_000, 13_500],
  ] as const) {
    const arena = await startArena({ house: house(() => ({ choice: 'scissors' }), { thinkMs }) });
    const { peer, matchId } = await meet(arena);
    await peer.until('your_turn');
    arena.clock.advance(atMs - 1);
    expect(await peer.settled()).toEqual([]);
    arena.clock.advance(1);
    await peer.next('opponent_moved');
    peer.move(matchId, { choice: 'rock' });
    expect((await peer.next('round_result')).result.opponent_move).toEqual({ choice: 'scissors' });
    expect(arena.events.some(({ event }) => event === 'house_failed')).toBe(false);
  }
});

test('another agent that comes in time is met instead', async () => {
  const arena = await startArena({ house: house(() => ({ choice: 'rock' })) });
  const one = await Peer.login(arena, 'bp_sk_one');
  const two = await Peer.login(arena, 'bp_sk_two');
  one.join('rps');
  await one.next('queue_joined');
  arena.clock.advance(999);
  two.join('rps');
  expect((await one.next('match_found')).opponent_id).toBe(two.id);
});

test('it plays many at a time, but not what it does not know', async () => {
  const known = house(() => ({ choice: 'rock' }));
  const arena = await startArena({
    house: { ...known, open: (game) => (game === 'rps' ? known.open(game) : null) },
  });
  const peers = await Promise.all(['a', 'b', 'c'].map((key) => Peer.login(arena, `bp_sk_${key}`)));
  for (const [i, peer] of peers.entries()) {
    peer.join(i < 2 ? 'rps' : 'blotto', i);
    await peer.next('queue_joined');
  }
  arena.clock.advance(1_000);
  await peers[0]?.next('match_found');
  await peers[1]?.next('match_found');
  expect(await peers[2]?.settled()).toEqual([]);
});

test('a house that cannot be opened leaves the agent waiting, and says so', async () => {
  const broken = house(() => null, {
    open: () => {
      throw new Error('no such file');
    },
  });
  const arena = await startArena({ house: broken });
  const peer = await Peer.login(arena, 'bp_sk_guest');
  peer.join('rps');
  await peer.next('queue_joined');
  arena.clock.advance(1_000);
  expect(await peer.settled()).toEqual([]);
  expect(arena.events.at(-1)).toEqual({ event: 'house_failed', game: 'rps', message: 'no such file' });
});

test.each([true, false])(
  'challenges: taken by the house only if it takes them (%s)',
  async (takesChallenges) => {
    const arena = await startArena({ house: house(() => ({ choice: 'rock' }), { takesChallenges }) });
    const peer = await Peer.login(arena, 'bp_sk_guest');
    peer.send({ type: 'create_challenge', game_type: 'rps', wager_lamports: 5 });
    const { challenge_id } = await peer.next('challenge_created');
    arena.clock.advance(1_000);
    if (takesChallenges) {
      const accepted = await peer.next('challenge_accepted');
      expect(accepted.challenge_id).toBe(challenge_id);
      expect((await peer.next('match_found')).match_id).toBe(accepted.match_id);
    } else {
      expect(await peer.settled()).toEqual([]);
    }
  },
);

test('closing in mid-match abandons the question and closes the player', async () => {
  const options = house(() => new Promise(() => {}));
  const arena = await startArena({ house: options });
  await meet(arena);
  await arena.close();
  expect(options.calls.join(' ')).toBe('matchStart move abandon close');
  expect(arena.clock.pending).toBe(0);
});
