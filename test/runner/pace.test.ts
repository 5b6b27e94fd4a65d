import { expect, it } from 'vitest';
import { cleanUp, ME, server, sit } from './helpers.js';

cleanUp();

it('starts no match that the rate limit for moves could cut short', async () => {
  const desk = await sit(await server(), { matches: null });
  desk.run.clock.setAhead(7_000);
  // 52 moves in a minute leave room for eight, and a match of rps can have nine rounds.
  for (const [matchId, rounds] of [
    ['m1', 26],
    ['m2', 26],
  ] as const) {
    desk.matchId = matchId;
    await desk.match();
    for (let round = 1; round <= rounds; round++) {
      desk.turn(round);
      await desk.peer.receive('make_move');
    }
    desk.over(ME, [2, 0]);
    await desk.run.next('match_end');
    if (matchId === 'm1') desk.run.clock.advance(10_000);
  }
  await desk.settled();
  expect(desk.sent('join_queue')).toHaveLength(2);
  const until = new Date(desk.run.clock.epochMs() + 50_250).toISOString();
  expect(desk.run.all('waiting')).toMatchObject([{ message: expect.stringMatching(/rate limits/), until }]);
  // The first of them must have arrived a minute ago, by whatever way the time of a frame may vary.
  desk.run.clock.advance(49_999 + 250);
  await desk.settled();
  expect(desk.sent('join_queue')).toHaveLength(2);
  desk.run.clock.advance(1);
  await desk.settled();
  expect(desk.sent('join_queue')).toHaveLength(3);
});
