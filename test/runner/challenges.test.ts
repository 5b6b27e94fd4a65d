import { describe, expect, it } from 'vitest';
import { back, cleanUp, type Desk, ME, server, sit } from './helpers.js';

cleanUp();

const WAGER = 1_000;
const endless = { matches: null };

describe('challenges', () => {
  const own = { entry: { by: 'challenge' }, wagerLamports: WAGER, sandbox: false } as const;
  const opens = (desk: Desk, challenge_id = 'c1') =>
    desk.peer.send({ type: 'challenge_created', challenge_id, game_type: 'rps', wager_lamports: WAGER });
  const gone = (desk: Desk, challenge_id = 'c1') =>
    desk.peer.send({ type: 'challenge_cancelled', challenge_id });

  it('plays the match that an own one brings', async () => {
    const desk = await sit(await server(), own);
    expect(await desk.peer.receive('create_challenge')).toMatchObject({
      game_type: 'rps',
      wager_lamports: WAGER,
    });
    opens(desk);
    desk.peer.send({ type: 'challenge_accepted', challenge_id: 'c1', match_id: 'm1' });
    desk.found({ wager_lamports: WAGER });
    desk.start();
    desk.over(ME, [2, 0], { payout_lamports: 1_950 });
    expect(await desk.run.ended).toEqual({ reason: 'matches', exitCode: 0 });
    expect(desk.run.totals).toMatchObject({ netLamports: 950 });
  });

  it('withdraws an own one', async () => {
    const desk = await sit(await server(), own);
    await desk.peer.receive('create_challenge');
    opens(desk);
    await desk.run.next('challenge_created');
    desk.run.session.stop('signal');
    expect(await desk.peer.receive('cancel_challenge')).toMatchObject({ challenge_id: 'c1' });
    gone(desk, 'another');
    await desk.settled();
    expect(desk.run.bot.connected).toBe(true);
    gone(desk);
    expect(await desk.run.ended).toEqual({ reason: 'signal', exitCode: 0 });
  });

  it('withdraws one that is named only after the wish to stop', async () => {
    const desk = await sit(await server(), own);
    await desk.peer.receive('create_challenge');
    desk.run.session.stop('signal');
    opens(desk);
    expect(await desk.peer.receive('cancel_challenge')).toMatchObject({ challenge_id: 'c1' });
    desk.error('challenge_not_found');
    expect(await desk.run.ended).toEqual({ reason: 'signal', exitCode: 0 });
  });

  it('ends when an own one expires', async () => {
    const desk = await sit(await server(), { ...own, ...endless });
    await desk.peer.receive('create_challenge');
    opens(desk);
    gone(desk);
    expect(await desk.run.ended).toEqual({ reason: 'cancelled', exitCode: 0 });
  });

  it('awaits the answer to the taking of another one', async () => {
    const desk = await sit(await server(), { ...own, entry: { by: 'accept', challengeId: 'c9' } });
    expect(await desk.peer.receive('accept_challenge')).toMatchObject({ challenge_id: 'c9' });
    desk.run.session.stop('signal');
    desk.found({ wager_lamports: WAGER - 1, game_type: 'rps' });
    desk.start();
    desk.over(ME, [2, 0], { payout_lamports: 1_950 });
    expect(await desk.run.ended).toEqual({ reason: 'signal', exitCode: 0 });
    expect(desk.run.totals).toMatchObject({ matches: 1 });
    // Less than was agreed to is not a surprise here.
    expect(desk.run.codes).toEqual([]);
    expect(desk.sent('cancel_challenge')).toEqual([]);
  });

  it('has nothing to do with those of others while it queues', async () => {
    const desk = await sit(await server(), endless);
    await desk.queue();
    gone(desk, 'left over');
    await desk.settled();
    expect(desk.sent('join_queue')).toHaveLength(1);
  });

  it('withdraws one that was open when the connection was lost before it opens another', async () => {
    const at = await server();
    const desk = await sit(at, own);
    await desk.peer.receive('create_challenge');
    const offer = { type: 'challenge_created', game_type: 'rps', wager_lamports: WAGER };
    desk.peer.send({ ...offer, challenge_id: 'c1' });
    await desk.run.next('challenge_created');
    desk.peer.cut();
    const again = await back(at, desk);
    expect(await again.peer.receive('cancel_challenge')).toMatchObject({ challenge_id: 'c1' });
    // Two that are open could both be taken: the answer to the withdrawal comes first.
    await again.settled();
    expect(again.sent('create_challenge')).toEqual([]);
    again.error('challenge_not_found');
    await again.peer.receive('create_challenge');
    again.peer.send({ ...offer, challenge_id: 'c2' });
    await again.settled();
    desk.run.session.stop('signal');
    expect(await again.peer.receive('cancel_challenge')).toMatchObject({ challenge_id: 'c2' });
    again.peer.send({ type: 'challenge_cancelled', challenge_id: 'c2' });
    expect(await desk.run.ended).toEqual({ reason: 'signal', exitCode: 0 });
  });
});
