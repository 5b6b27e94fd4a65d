import { describe, expect, it } from 'vitest';
import { cleanUp, Run, server, sit } from './helpers.js';

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
