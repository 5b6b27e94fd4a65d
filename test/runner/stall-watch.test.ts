import { describe, expect, it } from 'vitest';
import { back, cleanUp, type Desk, hostOf, ME, type RunOptions, server, sit } from './helpers.js';

cleanUp();

const MINUTE_MS = 60_000;
const DECADES_MS = 1e12;

/** A match whose first turn is answered, and the time for which is `timeoutMs`. */
async function answered(timeoutMs: number, options: Partial<RunOptions> = {}) {
  const at = await server();
  const desk = await sit(at, { wagerLamports: 1_000, sandbox: false, ...options });
  await desk.match('a', { wager_lamports: 1_000 });
  desk.turn(1, timeoutMs);
  await desk.peer.receive('make_move');
  await desk.settled();
  return { at, desk };
}

/** The arena takes the match up again, with the turn that it has been waiting for. */
async function takenUp(again: Desk, timeoutMs: number): Promise<void> {
  again.found({ wager_lamports: 1_000 });
  again.start();
  again.turn(1, timeoutMs);
  await again.settled();
}

describe('a match that makes no progress', () => {
  it.each([1_000, 10_000, DECADES_MS])(
    'ends where the arena has forgotten it, whatever it claimed (turn of %d ms)',
    async (timeoutMs) => {
      const { at, desk } = await answered(timeoutMs, { forMs: 5_000, matches: null });
      desk.run.clock.advance(1.5 * MINUTE_MS);
      expect(desk.run.codes).toContain('stalled');
      const again = await back(at, desk);
      await again.settled();
      desk.run.clock.advance(MINUTE_MS);
      expect(await desk.run.ended).toEqual({ reason: 'time', exitCode: 0 });
      expect(desk.run.records).toMatchObject([{ settled: false, netLamports: -1_000 }]);
      expect(desk.run.book.ledger.openIntents()).toHaveLength(1);
    },
  );

  it('ends where the arena takes it up again and goes no further', async () => {
    const { at, desk } = await answered(DECADES_MS, { forMs: 5_000, matches: null });
    desk.run.clock.advance(1.5 * MINUTE_MS);
    const again = await back(at, desk);
    await takenUp(again, DECADES_MS);
    // To talk about a match is not to go on with it.
    for (let minute = 0; minute < 10; minute++) {
      desk.run.clock.advance(MINUTE_MS);
      again.turn(1, DECADES_MS);
      again.peer.send({ type: 'opponent_moved', match_id: 'm1', round: 1, move_data: null });
      await again.settled();
    }
    expect(desk.run.records).toEqual([]);
    desk.run.clock.advance(MINUTE_MS);
    expect(await desk.run.ended).toEqual({ reason: 'time', exitCode: 0 });
    expect(desk.run.records).toMatchObject([{ settled: false }]);
  });

  it('is played on where the opponent only takes its time', async () => {
    const { at, desk } = await answered(5 * MINUTE_MS);
    desk.run.clock.advance(1.5 * MINUTE_MS);
    const again = await back(at, desk);
    await takenUp(again, 3 * MINUTE_MS);
    desk.run.clock.advance(3 * MINUTE_MS);
    again.result(1, [1, 0], { winner: 'a' });
    again.turn(2, 5 * MINUTE_MS);
    await again.peer.receive('make_move');
    again.over(ME, [2, 0], { payout_lamports: 1_950, fee_lamports: 50 });
    expect(await desk.run.ended).toEqual({ reason: 'matches', exitCode: 0 });
    expect(desk.run.records).toMatchObject([{ settled: true }]);
  });
});

describe('a turn that is to last for decades', () => {
  it('lasts ten minutes for a strategy that hangs, and is told of once', async () => {
    const host = hostOf({ move: () => new Promise<'rock'>(() => {}) });
    const desk = await sit(await server(), { host });
    await desk.match();
    desk.turn(1, DECADES_MS);
    await desk.run.next('turn');
    desk.run.clock.advance(10 * MINUTE_MS);
    expect(await desk.peer.receive('make_move')).toMatchObject({ move_data: { choice: 'rock' } });
    desk.result(1, [0, 0]);
    desk.turn(2, DECADES_MS);
    await desk.settled();
    expect(desk.run.all('turn')).toMatchObject([{ timeoutMs: 600_000 }, { timeoutMs: 600_000 }]);
    expect(desk.run.codes.filter((code) => code === 'turn_too_long')).toHaveLength(1);
    expect(desk.run.codes).not.toContain('stalled');
  });
});

describe('a delay that the arena names', () => {
  it.each([
    [0, 1_000],
    [1e12, 5 * MINUTE_MS],
  ])('of %d ms lasts %d ms', async (retry_after_ms, waitsMs) => {
    const desk = await sit(await server(), { matches: null });
    await desk.peer.receive('join_queue');
    desk.peer.send({ type: 'error', code: 'maintenance', message: 'soon', retry_after_ms });
    const { message, until } = await desk.run.next('waiting');
    expect(message).toBe('The arena asked to try again later.');
    expect(Date.parse(until) - desk.run.clock.epochMs()).toBe(waitsMs);
    desk.run.clock.advance(waitsMs - 1);
    await desk.settled();
    expect(desk.sent('join_queue')).toHaveLength(1);
    desk.run.clock.advance(1);
    await desk.peer.receive('join_queue');
  });

  it('in the queue is shown as a time that can be', async () => {
    const desk = await sit(await server());
    await desk.queue();
    desk.peer.send({ type: 'queue_update', game_type: 'rps', position: 1, wait_time_ms: 1e300 });
    expect(await desk.run.next('queue_update')).toMatchObject({ waitTimeMs: 2 ** 31 - 1 });
  });
});

it('a challenge that was taken and brings no match does not keep a bot waiting for ever', async () => {
  const entry = { by: 'accept', challengeId: 'c1' } as const;
  const at = await server();
  const desk = await sit(at, { entry });
  await desk.peer.receive('accept_challenge');
  desk.peer.send({ type: 'challenge_accepted', challenge_id: 'c1', match_id: 'm1' });
  await desk.settled();
  desk.run.clock.advance(15_000);
  expect(desk.run.codes).toEqual(['no_answer']);
  const again = await back(at, desk);
  again.found();
  again.start();
  again.over(ME, [2, 0]);
  expect(await desk.run.ended).toEqual({ reason: 'matches', exitCode: 0 });
});
