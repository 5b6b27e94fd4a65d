import { appendFileSync, chownSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SeenMatch } from '../../../src/arena/index.js';
import type { Peer, TestArena } from '../peer.js';
import { startArena } from '../peer.js';
import { cupFolder, eventsOf, keysOf, login, playOut, pointsIn, startCup, stepsIn } from './cup.js';

async function logins(arena: TestArena, ...names: string[]): Promise<Peer[]> {
  const peers: Peer[] = [];
  for (const name of names) peers.push(await login(arena, name));
  return peers;
}

/** Has the agents wait, one after the other. */
async function wait(game: string, ...peers: (Peer | undefined)[]): Promise<void> {
  for (const peer of peers) {
    peer?.join(game);
    await peer?.until('queue_joined');
  }
}

test('everybody meets everybody, and is told when it is over', async () => {
  const folder = cupFolder();
  const arena = await startCup(3, folder);
  const [ada, bob, cleo] = (await logins(arena, 'Ada', 'Bob', 'Cleo')) as [Peer, Peer, Peer];
  expect([ada.name, bob.name, cleo.name]).toEqual(['Ada', 'Bob', 'Cleo']);
  expect(arena.tournament()).toMatchObject({ state: 'waiting', round: 0, rounds: 3, beginsAt: null });
  await wait('rps', ada, bob);
  expect(arena.tournament()?.beginsAt).toBe(arena.clock.epochMs() + 600_000);
  await wait('rps', cleo);
  // By the circle method: Bob and Cleo, Ada and Bob, Ada and Cleo.
  await playOut(bob, cleo);
  await wait('rps', cleo, bob);
  await playOut(ada, bob);
  await wait('rps', ada);
  await playOut(ada, cleo);
  expect(pointsIn(arena)).toEqual(['Ada 2', 'Bob 1', 'Cleo 0']);
  expect(arena.tournament()).toMatchObject({ state: 'over', bye: { name: 'Bob' } });
  expect(eventsOf(arena, 'tournament_ended')).toMatchObject([
    { standings: [{ rank: 1, agent: { name: 'Ada' }, points: 2 }, { rank: 2 }, { rank: 3 }] },
  ]);
  cleo.join('rps');
  expect(await cleo.refusal()).toBe('tournament_over');
  await arena.close();
  const results = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'));
  expect(results).toMatchObject({
    kind: 'round-robin',
    state: 'over',
    standings: [{ name: 'Ada', rank: 1 }, {}, {}],
  });
  expect(results.pairings).toHaveLength(3);
  expect(readFileSync(join(folder, 'results.csv'), 'utf8').split('\n')[1]).toMatch(/^1,Ada,2,/);
});

test('nothing is at stake, whatever wager an agent is ready for', async () => {
  const arena = await startCup(2, cupFolder());
  const [ada, bob] = (await logins(arena, 'Ada', 'Bob')) as [Peer, Peer];
  ada.join('rps', 5_000_000);
  bob.join('rps', 7, true);
  expect((await ada.until('match_found')).wager_lamports).toBe(0);
  expect((await bob.until('match_found')).wager_lamports).toBe(0);
});

test('other games, challenges and strangers are refused', async () => {
  const arena = await startCup(2, cupFolder());
  const ada = await login(arena, 'Ada');
  ada.join('blotto');
  expect(await ada.refusal()).toBe('other_game');
  ada.send({ type: 'create_challenge', game_type: 'rps', wager_lamports: 0 });
  expect(await ada.refusal()).toBe('no_challenges');
  await expect(login(arena, 'Mallory')).rejects.toThrow('auth_failed');
});

test('two who wait for different games of theirs: one loses its place, and asks for the next game', async () => {
  const arena = await startCup(2, cupFolder(), { games: ['rps', 'crash'], matches: 2 });
  const [ada, bob] = (await logins(arena, 'Ada', 'Bob')) as [Peer, Peer];
  await wait('rps', ada);
  await wait('crash', bob);
  arena.clock.advance(200);
  // It is the turn of rps.
  await bob.until('queue_left');
  await wait('rps', bob);
  await playOut(ada, bob);
  // And one who asks for a game that is over is sent on, too.
  await wait('rps', ada);
  arena.clock.advance(200);
  await ada.until('queue_left');
  await wait('crash', ada, bob);
  expect((await ada.until('match_found')).game_type).toBe('crash');
  expect(await bob.settled()).not.toContainEqual(expect.objectContaining({ type: 'queue_left' }));
});

describe('an agent that is not there', () => {
  test('has ten minutes to come, and then two for each match', async () => {
    const arena = await startCup(2, cupFolder(), { matches: 3 });
    const ada = await login(arena, 'Ada');
    await wait('rps', ada);
    arena.clock.advance(599_999);
    expect(arena.tournament()?.state).toBe('waiting');
    arena.clock.advance(1);
    expect(arena.tournament()?.state).toBe('playing');
    arena.clock.advance(119_000);
    expect(eventsOf(arena, 'match_forfeited')).toEqual([]);
    arena.clock.advance(1_000);
    expect(eventsOf(arena, 'match_forfeited')).toMatchObject([{ game: 'rps', by: [expect.any(String)] }]);
    // It comes late, and plays what is left.
    const bob = await login(arena, 'Bob');
    await wait('rps', bob);
    await playOut(ada, bob);
    expect(arena.tournament()?.standings).toMatchObject([
      { agent: { name: 'Ada' }, matches: { wins: 2 }, forfeits: 0 },
      { agent: { name: 'Bob' }, matches: { losses: 2 }, forfeits: 1 },
    ]);
  });

  test('loses the next ones a second apart, until it is back', async () => {
    const arena = await startCup(2, cupFolder(), {
      matches: 10,
      beginWithinMs: 1_000,
      forfeitAfterMs: 5_000,
    });
    await wait('rps', await login(arena, 'Ada'));
    arena.clock.advance(7_000);
    arena.clock.advance(3_000);
    expect(eventsOf(arena, 'match_forfeited').length).toBeGreaterThanOrEqual(4);
    arena.clock.advance(60_000);
    expect(eventsOf(arena, 'match_forfeited')).toHaveLength(10);
    expect(arena.tournament()?.state).toBe('over');
    expect(pointsIn(arena)).toEqual(['Ada 1', 'Bob 0']);
  });

  test('is not to blame while nobody is there: the network may be down', async () => {
    const arena = await startCup(2, cupFolder(), { beginWithinMs: 1_000, forfeitAfterMs: 5_000 });
    const ada = await login(arena, 'Ada');
    await wait('rps', ada);
    arena.clock.advance(1_000);
    await ada.vanish(arena);
    arena.clock.advance(3_600_000);
    expect(eventsOf(arena, 'match_forfeited')).toEqual([]);
  });

  test('both lose where neither is there, so that others can go on', async () => {
    const arena = await startCup(4, cupFolder(), {
      kind: 'swiss',
      rounds: 1,
      beginWithinMs: 1,
      forfeitAfterMs: 5_000,
    });
    const ada = await login(arena, 'Ada');
    await wait('rps', ada);
    arena.clock.advance(1);
    arena.clock.advance(60_000);
    expect(arena.tournament()?.state).toBe('over');
    expect(
      eventsOf(arena, 'match_forfeited')
        .map((event) => 'by' in event && event.by.length)
        .sort(),
    ).toEqual([1, 2]);
    expect(pointsIn(arena).slice(0, 2)).toEqual(['Ada 1', expect.stringMatching(/ 0$/)]);
  });

  test('one that waits for a game that is not next counts as away', async () => {
    const arena = await startCup(2, cupFolder(), {
      games: ['rps', 'crash'],
      matches: 2,
      forfeitAfterMs: 5_000,
    });
    const [ada, bob] = (await logins(arena, 'Ada', 'Bob')) as [Peer, Peer];
    await wait('rps', ada);
    for (let i = 0; i < 8; i++) {
      bob.join('crash');
      await bob.until('queue_joined');
      arena.clock.advance(10_000);
      await bob.until('queue_left');
      if (eventsOf(arena, 'match_forfeited').length > 0) break;
    }
    expect(eventsOf(arena, 'match_forfeited')[0]).toMatchObject({ game: 'rps', by: [bob.id] });
  });
});

describe('an arena that is started again', () => {
  test('goes on in mid-match, with what was played', async () => {
    const folder = cupFolder();
    const first = await startCup(2, folder, { matches: 2 });
    const [ada, bob] = (await logins(first, 'Ada', 'Bob')) as [Peer, Peer];
    await wait('rps', ada, bob);
    const { match_id: id, server_seed_hash: hash } = await ada.until('match_found');
    await ada.until('your_turn');
    await bob.until('your_turn');
    ada.move(id, { choice: 'paper' });
    bob.move(id, { choice: 'rock' });
    await ada.until('round_result');
    // The second round is not over: a move of it is asked for anew.
    ada.move(id, { choice: 'paper' });
    await ada.settled();
    await first.close();

    const seen: SeenMatch[] = [];
    const spectators = {
      matchStarted: (match: SeenMatch) => seen.push(match),
      matchEnded: () => undefined,
      matchForgotten: () => undefined,
    };
    const second = await startCup(2, folder, { matches: 2 }, { spectators });
    expect(eventsOf(second, 'tournament_started')).toMatchObject([{ resumed: true }]);
    expect(eventsOf(second, 'match_resumed')).toMatchObject([{ matchId: id, round: 2 }]);
    const back = await login(second, 'Ada');
    expect(await back.next('match_found')).toMatchObject({ match_id: id, server_seed_hash: hash });
    await back.next('game_start');
    // No turn before both are there.
    expect(await back.settled()).toEqual([]);
    expect(seen).toEqual([]);
    const other = await login(second, 'Bob');
    await other.next('match_found');
    // Spectators know what both sides know again: the round before.
    expect(seen.map(({ matchId, rounds }) => [matchId, rounds.length])).toEqual([[id, 1]]);
    expect((await back.next('your_turn')).round).toBe(2);
    expect((await other.until('your_turn')).round).toBe(2);
    back.move(id, { choice: 'paper' });
    other.move(id, { choice: 'rock' });
    expect((await back.until('game_over')).final_score.slice().sort()).toEqual([0, 2]);
    await wait('rps', back, other);
    await playOut(back, other);
    expect(pointsIn(second)).toEqual(['Ada 1', 'Bob 0']);
    const ends = stepsIn(folder).filter(({ is }) => is === 'end');
    expect(ends.map(({ at }) => at)).toEqual([
      [1, 0, 1],
      [1, 0, 2],
    ]);
  });

  test('tells an end that could not be told, and does not wait for ever for who does not come back', async () => {
    const folder = cupFolder();
    const first = await startCup(2, folder, { matches: 2, forfeitAfterMs: 5_000 });
    const [ada, bob] = (await logins(first, 'Ada', 'Bob')) as [Peer, Peer];
    await wait('rps', ada, bob);
    const id = await playOut(ada, bob);
    await wait('rps', ada, bob);
    await first.close();
    // As if it had been killed between the end on disk and the word of it.
    const path = join(folder, 'tournament.jsonl');
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    const end = lines.findIndex((line) => line.includes('"is":"end"'));
    writeFileSync(path, `${lines.slice(0, end + 1).join('\n')}\n`);

    const second = await startCup(2, folder, { matches: 2, forfeitAfterMs: 5_000 });
    const back = await login(second, 'Ada');
    expect(await back.next('game_over')).toMatchObject({ match_id: id, winner: back.id });
    const other = await login(second, 'Bob');
    await wait('rps', back, other);
    await back.until('your_turn');
    await second.close();

    const third = await startCup(2, folder, { matches: 2, forfeitAfterMs: 5_000 });
    const alone = await login(third, 'Ada');
    await alone.next('match_found');
    await alone.next('game_start');
    third.clock.advance(7_000);
    expect((await alone.next('your_turn')).round).toBe(1);
  });

  test('drops a last line that was cut off, or is no line at all', async () => {
    for (const tail of ['{"is":"begu', '\u0000\u0000\n']) {
      const folder = cupFolder();
      await (await startCup(2, folder)).close();
      const path = join(folder, 'tournament.jsonl');
      const whole = readFileSync(path, 'utf8');
      appendFileSync(path, tail);
      await (await startCup(2, folder)).close();
      expect(readFileSync(path, 'utf8')).toBe(whole);
    }
  });

  test('pairs the rounds of a round-robin that a killed process did not get to', async () => {
    const folder = cupFolder();
    const first = await startCup(3, folder);
    await wait('rps', ...(await logins(first, 'Ada', 'Bob', 'Cleo')));
    await first.close();
    const path = join(folder, 'tournament.jsonl');
    const lines = readFileSync(path, 'utf8').split('\n');
    const round = lines.findIndex((line) => line.includes('"is":"round"'));
    writeFileSync(path, `${lines.slice(0, round + 1).join('\n')}\n`);

    const second = await startCup(3, folder);
    expect(eventsOf(second, 'tournament_round')).toMatchObject([{ round: 2 }, { round: 3 }]);
    const [ada, bob, cleo] = (await logins(second, 'Ada', 'Bob', 'Cleo')) as [Peer, Peer, Peer];
    await wait('rps', bob, cleo);
    await playOut(bob, cleo);
    await wait('rps', ada, bob);
    await playOut(ada, bob);
    await wait('rps', cleo, ada);
    await playOut(ada, cleo);
    expect(pointsIn(second)).toEqual(['Ada 2', 'Bob 1', 'Cleo 0']);
  });

  test('is refused another plan, a journal that does not hang together, and a folder that is in use', async () => {
    const folder = cupFolder();
    const arena = await startCup(3, folder);
    await expect(startCup(3, folder)).rejects.toMatchObject({ code: 'process/running' });
    await arena.close();
    const path = join(folder, 'tournament.jsonl');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    for (const [options, difference] of [
      [{ kind: 'swiss' }, 'it is round-robin, not swiss'],
      [{ games: ['crash'] }, 'its games are rps, not crash'],
      [{ matches: 2 }, 'its pairings have 1 match, not 2 matches'],
    ] as const) {
      await expect(startCup(3, folder, options as never)).rejects.toMatchObject({
        code: 'usage',
        message: expect.stringContaining(difference),
      });
    }
    await expect(startCup(4, folder)).rejects.toThrow('it has 3 agents, not 4');
    const others = keysOf(3).map(({ key, name }) => ({ key, name: `${name}!` }));
    const tournament = { kind: 'round-robin', games: ['rps'], matches: 1, folder } as const;
    await expect(startArena({ keys: others, tournament })).rejects.toThrow('number 1 is Ada');
    appendFileSync(path, '{"is":"match","at":[7,0,1]}\n{"is":"begun"}\n');
    await expect(startCup(3, folder)).rejects.toMatchObject({
      code: 'history/unavailable',
      message: expect.stringContaining('line 2'),
    });
    truncateSync(path, 10);
    // Its first line was never whole, so nothing has been played.
    await (await startCup(3, folder)).close();
  });

  test('nothing that was changed becomes a result, and no file of something else is written over', async () => {
    const folder = cupFolder();
    const first = await startCup(2, folder);
    const [ada, bob] = (await logins(first, 'Ada', 'Bob')) as [Peer, Peer];
    await wait('rps', ada, bob);
    await playOut(ada, bob);
    await first.close();
    const path = join(folder, 'tournament.jsonl');
    const whole = readFileSync(path, 'utf8');
    const isRefused = async (text: string, why: string) => {
      writeFileSync(path, text);
      const message = expect.stringContaining(why);
      await expect(startCup(2, folder)).rejects.toMatchObject({ code: 'history/unavailable', message });
      expect(readFileSync(path, 'utf8')).toBe(text);
    };
    await isRefused(whole.replace('"paper"', '"stone"'), 'is not as it was written');
    await isRefused(whole.replace(/"secret":"./, '"secret":"g'), 'line 1 is not as it was written');
    await isRefused(whole.replace(/\n.*"is":"played".*/, ''), 'or one before it is missing');
    for (const other of ['a line\n', 'no line', '{"botpit":"another"}\n'])
      await isRefused(other, 'it does not begin as the journal of a tournament does');
    writeFileSync(path, whole);
    expect(pointsIn(await startCup(2, folder))).toEqual(['Ada 1', 'Bob 0']);
  });

  test.skipIf(process.getuid?.() !== 0)('a file of another user is refused, who could read it', async () => {
    const folder = cupFolder();
    const path = join(folder, 'tournament.jsonl');
    writeFileSync(path, '');
    chownSync(path, 65_534, 65_534);
    await expect(startCup(2, folder)).rejects.toThrow('it belongs to another user');
    expect(readFileSync(path, 'utf8')).toBe('');
  });
});

test.each([
  [1, {}, 'a tournament needs two agents, and 1 key may come in'],
  [4, { rounds: 3 }, 'a round-robin tournament has as many rounds as it takes'],
  [4, { kind: 'swiss', rounds: 4 }, '4 agents cannot play 4 rounds without meeting again'],
] as const)('%i agents, %j: %s', async (count, options, message) => {
  await expect(startCup(count, cupFolder(), options)).rejects.toMatchObject({ code: 'usage', message });
});
