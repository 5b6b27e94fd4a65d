import { describe, expect, it } from 'vitest';
import type { RunnerEvent } from '../../src/runner/index.js';
import { rejection } from '../client/helpers.js';
import { FakeClock } from '../support/fake-clock.js';
import { back, cleanUp, hostOf, opened, Run, server, sit, THEM } from './helpers.js';

cleanUp();

const WAGER = 1_000;
const forMoney = { wagerLamports: WAGER, sandbox: false };

describe('ends that the connection brings', () => {
  it.each([
    ['in the queue', {}],
    ['in a match', { matches: 1, losses: 1, netLamports: -WAGER }],
  ])('session_replaced %s: 81', async (where, totals) => {
    const desk = await sit(await server(), forMoney);
    if (where === 'in a match') await desk.match('a', { wager_lamports: WAGER });
    else await desk.queue();
    desk.peer.send({ type: 'session_replaced' });
    expect(await desk.run.ended).toMatchObject({
      reason: 'replaced',
      exitCode: 81,
      error: { code: 'auth/replaced' },
    });
    expect(desk.run.totals).toEqual(totals);
  });

  it('a key that is refused: 77, after one attempt', async () => {
    const at = await server();
    const run = new Run({ url: at.url });
    const peer = await at.accept();
    await peer.receive('authenticate');
    peer.send({ type: 'error', code: 'auth_failed', message: 'no' });
    expect(await run.ended).toMatchObject({
      reason: 'rejected',
      exitCode: 77,
      error: { code: 'auth/rejected' },
    });
    run.clock.advance(60_000);
    expect(at.peers).toHaveLength(1);
  });

  it.each([
    [
      { type: 'error', code: 'account_suspended', message: 'Until Monday.' },
      'Until Monday. (account_suspended)',
    ],
    [{ type: 'error', message: 'Go away.' }, 'Go away.'],
  ])('any other refusal: 77, with the words of the arena: %j', async (answer, words) => {
    const at = await server();
    const run = new Run({ url: at.url });
    const peer = await at.accept();
    await peer.receive('authenticate');
    peer.send(answer);
    expect(await run.ended).toMatchObject({
      exitCode: 77,
      error: { code: 'auth/rejected', message: expect.stringContaining(words) },
    });
  });

  it('an arena that says when to come back is waited for, and what it said is told', async () => {
    const at = await server();
    const run = new Run({ url: at.url });
    opened({ close: () => run.bot.disconnect() });
    const peer = await at.accept();
    await peer.receive('authenticate');
    peer.send({ type: 'error', code: 'maintenance', message: 'Back at noon.' });
    expect(await run.next('warning')).toMatchObject({ code: 'maintenance', message: 'Back at noon.' });
    peer.send({ type: 'error', code: 'maintenance', message: 'At one.', retry_after_ms: 60_000 });
    const { delayMs, reason } = await run.next('reconnecting');
    expect(delayMs).toBeGreaterThanOrEqual(60_000);
    expect(reason).toContain('At one. (maintenance)');
    run.clock.advance(delayMs);
    const again = await at.accept();
    await again.welcome();
    await again.receive('join_queue');
  });

  it('nobody there at the start: 69, after one attempt', async () => {
    const at = await server();
    await at.close();
    const run = new Run({ url: at.url });
    expect(await run.ended).toMatchObject({
      reason: 'unreachable',
      exitCode: 69,
      error: { code: 'connection/unreachable' },
    });
    expect(run.all('reconnecting')).toEqual([]);
  });

  it.each([
    ['in the queue', {}],
    ['in a match', { matches: 1, losses: 1, netLamports: -WAGER }],
  ])('lost %s and not found again in time: 69', async (where, totals) => {
    const at = await server();
    const desk = await sit(at, { ...forMoney, client: { giveUpAfterMs: 5_000 } });
    if (where === 'in a match') await desk.match('a', { wager_lamports: WAGER });
    else await desk.queue();
    await desk.settled();
    await at.close();
    const { run } = desk;
    for (;;) {
      const { delayMs } = await run.next('reconnecting');
      run.clock.advance(delayMs);
      if (run.clock.now() >= 1_005_000) break;
    }
    expect(await run.ended).toMatchObject({
      reason: 'unreachable',
      exitCode: 69,
      error: { code: 'connection/lost' },
    });
    expect(run.totals).toEqual(totals);
  });

  it('closed for good: 69', async () => {
    const desk = await sit(await server());
    await desk.queue();
    desk.peer.close(1008, 'banned');
    expect(await desk.run.ended).toMatchObject({ reason: 'unreachable', exitCode: 69 });
  });
});

it('a bug: rejects, with nothing left to happen', async () => {
  const bug = new Error('not our day');
  const emit = ({ event }: RunnerEvent) => {
    if (event === 'turn') throw bug;
  };
  const fake = new FakeClock();
  const desk = await sit(await server(), { emit, fake, forMs: 3_600_000 });
  const ended = rejection(desk.run.ended);
  await desk.match();
  desk.turn();
  expect(await ended).toBe(bug);
  expect(fake.pending).toBe(0);
  expect(desk.run.bot.connected).toBe(false);
});

it('a bug while the strategy is thinking: its time is not waited for', async () => {
  const bug = new Error('not our day');
  const emit = ({ event }: RunnerEvent) => {
    if (event === 'taunt_received') throw bug;
  };
  const fake = new FakeClock();
  const host = hostOf({ move: () => new Promise(() => {}) });
  const desk = await sit(await server(), { emit, fake, host });
  const ended = rejection(desk.run.ended);
  await desk.match();
  desk.turn();
  desk.peer.send({
    type: 'taunt_received',
    match_id: 'm1',
    agent_id: THEM,
    agent_name: 'Other',
    taunt_id: 'gg',
    taunt_text: 'GG',
  });
  expect(await ended).toBe(bug);
  expect(fake.pending).toBe(0);
});

it('a screen that fails at every event: the match is booked, and the first failure ends play', async () => {
  const bugs: Error[] = [];
  let isBroken = false;
  const emit = () => {
    if (!isBroken) return;
    bugs.push(new Error(`failure ${bugs.length + 1}`));
    throw bugs.at(-1);
  };
  const at = await server();
  const desk = await sit(at, { ...forMoney, matches: null, emit });
  await desk.match('a', { wager_lamports: WAGER });
  desk.turn(1, 1_000);
  await desk.peer.receive('make_move');
  await desk.settled();
  desk.run.clock.advance(90_000);
  await (await back(at, desk)).settled();
  isBroken = true;
  const ended = rejection(desk.run.ended);
  // The arena has forgotten the match. That is told by a timer, into which nothing may be thrown.
  desk.run.clock.advance(60_000);
  expect(await ended).toBe(bugs[0]);
  expect(bugs.length).toBeGreaterThan(1);
  expect(desk.run.records).toMatchObject([{ settled: false, netLamports: -WAGER }]);
});
