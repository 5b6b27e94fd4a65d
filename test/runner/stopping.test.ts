import { describe, expect, it } from 'vitest';
import { FakeClock } from '../support/fake-clock.js';
import { cleanUp, ME, opened, Run, server, sit, THEM } from './helpers.js';

cleanUp();

const WAGER = 1_000;
const endless = { matches: null };

describe('stop conditions', () => {
  it('plays as many matches as it was told', async () => {
    const desk = await sit(await server(), { matches: 2 });
    for (const matchId of ['m1', 'm2']) {
      desk.matchId = matchId;
      await desk.match();
      desk.over(ME, [2, 0]);
    }
    expect(await desk.run.ended).toEqual({ reason: 'matches', exitCode: 0 });
    expect(desk.sent('join_queue')).toHaveLength(2);
  });

  it('leaves the queue when its time is up', async () => {
    const desk = await sit(await server(), { ...endless, forMs: 60_000 });
    await desk.queue();
    await desk.run.next('queue_joined');
    desk.run.clock.advance(60_000);
    await desk.peer.receive('leave_queue');
    desk.peer.send({ type: 'queue_left' });
    expect(await desk.run.ended).toEqual({ reason: 'time', exitCode: 0 });
  });

  it('finishes the match when its time is up', async () => {
    const desk = await sit(await server(), { ...endless, forMs: 60_000 });
    await desk.match();
    await desk.run.next('match_start');
    desk.run.clock.advance(60_000);
    desk.turn();
    await desk.peer.receive('make_move');
    desk.over(ME, [2, 0]);
    expect(await desk.run.ended).toEqual({ reason: 'time', exitCode: 0 });
    expect(desk.run.totals).toMatchObject({ wins: 1 });
    expect(desk.sent('leave_queue')).toEqual([]);
  });

  it('waits for its hours, leaves the queue when they end, and says so in the books', async () => {
    const fake = new FakeClock(Date.parse('2026-06-01T05:58:00Z'));
    const schedule = { timeZone: 'UTC', hours: { from: 359, to: 360 }, until: 365 };
    const desk = await sit(await server(), { ...endless, fake, schedule });
    const { run, peer } = desk;
    const waiting = () => run.book.archive.unendedSessions().map(({ restsUntil }) => restsUntil);
    expect(await run.next('waiting')).toMatchObject({ reason: 'hours', until: '2026-06-01T05:59:00.000Z' });
    expect(waiting()).toEqual([Date.parse('2026-06-01T05:59:00Z')]);
    fake.advance(60_000);
    await desk.queue();
    await run.next('queue_joined');
    expect(waiting()).toEqual([null]);
    fake.advance(60_000);
    await peer.receive('leave_queue');
    peer.send({ type: 'queue_left' });
    expect(await run.next('waiting')).toMatchObject({ until: '2026-06-02T05:59:00.000Z' });
    fake.advance(5 * 60_000);
    expect(await run.ended).toEqual({ reason: 'until', exitCode: 0 });
    expect(desk.sent('join_queue')).toHaveLength(1);
  });

  it('says that the arena is lost when it has been out of reach for ten minutes, and seeks it on', async () => {
    const at = await server();
    const desk = await sit(at, { ...endless, client: { giveUpAfterMs: 3_600_000 } });
    await desk.queue();
    const { run } = desk;
    await run.next('queue_joined');
    desk.peer.cut();
    await run.next('disconnected');
    // The next connection is taken up, and never let in.
    run.clock.advance(599_999);
    expect(run.all('arena_lost')).toEqual([]);
    run.clock.advance(1);
    expect(run.all('arena_lost')).toHaveLength(1);
    await run.bot.disconnect();
  });

  it('plays a match to its end that is found while its hours end', async () => {
    const fake = new FakeClock(Date.parse('2026-06-01T05:59:00Z'));
    const schedule = { timeZone: 'UTC', hours: { from: 300, to: 360 }, until: null };
    const desk = await sit(await server(), { ...endless, fake, schedule });
    await desk.queue();
    await desk.run.next('queue_joined');
    fake.advance(60_000);
    await desk.peer.receive('leave_queue');
    desk.found();
    desk.start();
    desk.error('not_queued');
    desk.turn();
    await desk.peer.receive('make_move');
    desk.over(ME, [2, 0]);
    await desk.run.next('waiting');
    expect(desk.run.totals).toMatchObject({ wins: 1 });
    expect(desk.sent('join_queue')).toHaveLength(1);
  });

  it('starts no wager that could go past the loss limit, and one that reaches it', async () => {
    const terms = { wagerLamports: WAGER, sandbox: false, maxLossLamports: 2 * WAGER };
    const desk = await sit(await server(), { ...endless, ...terms });
    for (const matchId of ['m1', 'm2']) {
      desk.matchId = matchId;
      await desk.match('a', { wager_lamports: WAGER });
      desk.over(THEM, [0, 2]);
    }
    expect(await desk.run.ended).toEqual({ reason: 'loss-limit', exitCode: 80 });
    expect(desk.run.totals).toEqual({ matches: 2, losses: 2, netLamports: -2 * WAGER });
  });

  it('counts what was won towards the loss limit', async () => {
    const terms = { wagerLamports: WAGER, sandbox: false, maxLossLamports: WAGER };
    const desk = await sit(await server(), { ...endless, ...terms });
    const ends = [
      [ME, { payout_lamports: 2 * WAGER - 1 }],
      [THEM, {}],
    ] as const;
    // Net: 999, then -1, which leaves no room for another 1000.
    for (const [index, [winner, fields]] of ends.entries()) {
      desk.matchId = `m${index}`;
      await desk.match('a', { wager_lamports: WAGER });
      desk.over(winner, [0, 0], fields);
    }
    expect(await desk.run.ended).toMatchObject({ exitCode: 80 });
    expect(desk.run.totals).toMatchObject({ netLamports: -1 });
  });

  it('does not start at all where one loss would be too many', async () => {
    const desk = await sit(await server(), {
      wagerLamports: WAGER,
      sandbox: false,
      maxLossLamports: WAGER - 1,
    });
    expect(await desk.run.ended).toMatchObject({ exitCode: 80 });
    expect(desk.peer.types).toEqual(['authenticate']);
  });

  it('has no use for a loss limit in sandbox', async () => {
    const desk = await sit(await server(), { maxLossLamports: 0 });
    await desk.match();
    desk.over(THEM, [0, 2]);
    expect(await desk.run.ended).toMatchObject({ reason: 'matches' });
  });
});

describe('stop()', () => {
  it('ends before a connection was there', async () => {
    const at = await server();
    const run = new Run({ url: at.url });
    opened({ close: () => run.bot.disconnect() });
    const peer = await at.accept();
    await peer.receive('authenticate');
    run.session.stop('signal');
    expect(await run.ended).toEqual({ reason: 'signal', exitCode: 0 });
    expect(peer.types).toEqual(['authenticate']);
  });

  it('ends while the join is not answered', async () => {
    const desk = await sit(await server(), endless);
    await desk.peer.receive('join_queue');
    desk.run.session.stop('signal');
    await desk.peer.receive('leave_queue');
    desk.peer.send({ type: 'queue_joined', game_type: 'rps', position: 1 });
    desk.peer.send({ type: 'queue_left' });
    expect(await desk.run.ended).toEqual({ reason: 'signal', exitCode: 0 });
  });

  it('asks once to be let out of the queue, and does not wait for ever', async () => {
    const desk = await sit(await server(), endless);
    await desk.queue();
    await desk.run.next('queue_joined');
    desk.run.session.stop('signal');
    desk.run.session.stop('time');
    await desk.settled();
    expect(desk.sent('leave_queue')).toHaveLength(1);
    desk.run.clock.advance(3_000);
    expect(await desk.run.ended).toEqual({ reason: 'signal', exitCode: 0 });
  });

  it.each(['not_queued', 'rate_limited'])('ends when %s answers the leaving', async (code) => {
    const desk = await sit(await server(), endless);
    await desk.queue();
    await desk.run.next('queue_joined');
    desk.run.session.stop('signal');
    await desk.peer.receive('leave_queue');
    desk.error(code);
    await desk.settled();
    desk.run.clock.advance(3_000);
    expect(await desk.run.ended).toEqual({ reason: 'signal', exitCode: 0 });
  });

  it('plays a match that crossed the leaving of the queue', async () => {
    const desk = await sit(await server(), endless);
    await desk.queue();
    await desk.run.next('queue_joined');
    desk.run.session.stop('signal');
    await desk.peer.receive('leave_queue');
    desk.found();
    desk.start();
    desk.error('not_queued');
    desk.turn();
    await desk.peer.receive('make_move');
    desk.run.clock.advance(5_000);
    desk.over(ME, [2, 0]);
    expect(await desk.run.ended).toEqual({ reason: 'signal', exitCode: 0 });
    expect(desk.run.totals).toEqual({ matches: 1, wins: 1 });
  });

  it('ends between two attempts', async () => {
    const desk = await sit(await server(), endless);
    await desk.peer.receive('join_queue');
    desk.error('rate_limited');
    await desk.run.next('warning');
    desk.run.session.stop('signal');
    expect(await desk.run.ended).toEqual({ reason: 'signal', exitCode: 0 });
  });

  it('ends at once where the connection is lost', async () => {
    const desk = await sit(await server(), endless);
    await desk.queue();
    desk.peer.cut();
    await desk.run.next('reconnecting');
    desk.run.session.stop('signal');
    expect(await desk.run.ended).toEqual({ reason: 'signal', exitCode: 0 });
  });

  it('finishes the match in progress', async () => {
    const desk = await sit(await server(), endless);
    await desk.match();
    await desk.run.next('match_start');
    desk.run.session.stop('signal');
    for (const round of [1, 2]) {
      desk.turn(round);
      await desk.peer.receive('make_move');
      desk.result(round, [round, 0]);
    }
    desk.over(ME, [2, 0]);
    expect(await desk.run.ended).toEqual({ reason: 'signal', exitCode: 0 });
    expect(desk.run.records[0]).toMatchObject({ outcome: 'win', settled: true });
  });

  it('does nothing after the end', async () => {
    const desk = await sit(await server());
    await desk.match();
    desk.over(ME, [2, 0]);
    await desk.run.ended;
    const told = desk.run.events.length;
    desk.run.session.stop('signal');
    desk.run.session.abort(130);
    expect(await desk.run.ended).toEqual({ reason: 'matches', exitCode: 0 });
    expect(desk.run.events).toHaveLength(told);
  });
});

describe('abort()', () => {
  it('resigns, counts the match as lost and ends at once', async () => {
    const desk = await sit(await server(), { ...endless, wagerLamports: WAGER, sandbox: false });
    await desk.match('a', { wager_lamports: WAGER });
    desk.turn();
    await desk.peer.receive('make_move');
    desk.run.session.stop('signal');
    desk.run.session.abort(130);
    expect(await desk.peer.receive('resign')).toMatchObject({ match_id: 'm1' });
    expect(await desk.run.ended).toEqual({ reason: 'forced', exitCode: 130 });
    expect(desk.run.totals).toEqual({ matches: 1, losses: 1, netLamports: -WAGER });
    expect(desk.run.records).toMatchObject([{ settled: false, outcome: 'loss', fair: null }]);
    expect(desk.run.all('match_end')).toMatchObject([{ outcome: 'loss', netLamports: -WAGER }]);
    expect(desk.run.codes).toEqual(['unsettled']);
  });

  it('leaves the queue without waiting for an answer', async () => {
    const desk = await sit(await server(), endless);
    await desk.queue();
    await desk.run.next('queue_joined');
    desk.run.session.abort(143);
    await desk.peer.receive('leave_queue');
    expect(await desk.run.ended).toEqual({ reason: 'forced', exitCode: 143 });
    expect(desk.run.totals).toEqual({});
  });

  it('ends a match whose connection is lost', async () => {
    const desk = await sit(await server(), endless);
    await desk.match();
    await desk.run.next('match_start');
    desk.peer.cut();
    await desk.run.next('reconnecting');
    desk.run.session.abort(130);
    expect(await desk.run.ended).toEqual({ reason: 'forced', exitCode: 130 });
    expect(desk.run.totals).toEqual({ matches: 1, losses: 1 });
  });
});
