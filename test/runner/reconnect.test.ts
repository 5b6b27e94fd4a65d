import { describe, expect, it } from 'vitest';
import { back, cleanUp, Desk, hostOf, ME, opened, Run, server, sit } from './helpers.js';

cleanUp();

const WAGER = 1_000;
const forMoney = { wagerLamports: WAGER, sandbox: false };

describe('a connection that is lost in the queue', () => {
  it('is followed by one new join', async () => {
    const at = await server();
    const desk = await sit(at, { matches: null });
    await desk.queue();
    await desk.run.next('queue_joined');
    desk.peer.cut();
    const again = await back(at, desk);
    await again.queue();
    await again.settled();
    // The first ping is for the arena to mention a match that came of the first join.
    expect(again.peer.types).toEqual(['authenticate', 'ping', 'join_queue', 'ping']);
  });

  it('is followed by a decision of its own, which may be not to go on', async () => {
    const at = await server();
    const desk = await sit(at, { matches: null, forMs: 500 });
    await desk.peer.receive('join_queue');
    desk.peer.cut();
    await desk.run.next('reconnecting');
    desk.run.clock.advance(500);
    expect(await desk.run.ended).toEqual({ reason: 'time', exitCode: 0 });
    expect(at.peers).toHaveLength(1);
  });
});

describe('a connection that is lost in a match', () => {
  it('is followed by the move already decided, without asking the strategy again', async () => {
    let asked = 0;
    const host = hostOf({ move: () => (++asked === 1 ? 'paper' : 'scissors') });
    const at = await server();
    const desk = await sit(at, { host });
    await desk.match();
    desk.turn();
    await desk.peer.receive('make_move');
    desk.peer.cut();
    const again = await back(at, desk);
    again.found();
    again.start();
    again.turn(1, 5_000);
    again.turn(1, 5_000);
    await again.settled();
    expect(again.moves).toEqual([{ choice: 'paper' }]);
    expect(asked).toBe(1);
    again.result(1, [1, 0]);
    again.over(ME, [2, 0]);
    expect(await desk.run.ended).toEqual({ reason: 'matches', exitCode: 0 });
    expect(desk.run.all('match_start').map(({ resumed }) => resumed)).toEqual([false, true]);
    expect(desk.run.records).toHaveLength(1);
    expect(desk.run.records[0]?.rounds).toHaveLength(1);
    expect(again.sent('join_queue')).toEqual([]);
  });

  it('lets a strategy that is still thinking answer on the new one', async () => {
    let answer: (move: string) => void = () => {};
    const host = hostOf({
      move: () =>
        new Promise<'rock'>((resolve) => {
          answer = resolve as typeof answer;
        }),
    });
    const at = await server();
    const desk = await sit(at, { host });
    await desk.match();
    desk.turn();
    await desk.run.next('turn');
    desk.peer.cut();
    const again = await back(at, desk);
    again.found();
    again.start();
    again.turn(1, 5_000);
    await again.settled();
    expect(again.moves).toEqual([]);
    answer('scissors');
    expect(await again.peer.receive('make_move')).toMatchObject({ move_data: { choice: 'scissors' } });
    expect(desk.run.all('turn')).toHaveLength(1);
  });

  it('does not lose a move that was decided meanwhile', async () => {
    let answer: (move: string) => void = () => {};
    const host = hostOf({
      move: () =>
        new Promise<'rock'>((resolve) => {
          answer = resolve as typeof answer;
        }),
    });
    const at = await server();
    const desk = await sit(at, { host });
    await desk.match();
    desk.turn();
    await desk.run.next('turn');
    desk.peer.cut();
    await desk.run.next('disconnected');
    answer('scissors');
    expect(await desk.run.next('warning')).toMatchObject({ code: 'move_not_sent', matchId: 'm1' });
    const again = await back(at, desk);
    again.found();
    again.start();
    again.turn(1, 5_000);
    expect(await again.peer.receive('make_move')).toMatchObject({ move_data: { choice: 'scissors' } });
  });

  it('goes on with a later round where one was missed', async () => {
    const at = await server();
    const desk = await sit(at);
    await desk.match();
    desk.turn();
    await desk.peer.receive('make_move');
    desk.peer.cut();
    const again = await back(at, desk);
    again.found();
    again.start();
    again.turn(2);
    await again.peer.receive('make_move');
    again.result(2, [1, 1], { winner: 'a' });
    again.over(ME, [2, 1]);
    await desk.run.ended;
    expect(desk.run.records[0]?.rounds).toMatchObject([{ round: 2, score: [1, 1] }]);
  });

  it('learns how a match ended meanwhile', async () => {
    const at = await server();
    const desk = await sit(at);
    await desk.match();
    await desk.run.next('match_start');
    desk.peer.cut();
    const again = await back(at, desk);
    again.over(ME, [2, 0]);
    expect(await desk.run.ended).toEqual({ reason: 'matches', exitCode: 0 });
    expect(desk.run.totals).toEqual({ matches: 1, wins: 1 });
  });

  it('gives a match up for lost that the arena never mentions again', async () => {
    const at = await server();
    const desk = await sit(at, { ...forMoney, matches: 2 });
    await desk.match('a', { wager_lamports: WAGER });
    await desk.run.next('match_start');
    desk.peer.cut();
    const again = await back(at, desk);
    await again.settled();
    desk.run.clock.advance(59_999);
    await again.settled();
    expect(again.sent('join_queue')).toEqual([]);
    desk.run.clock.advance(1);
    await again.queue();
    expect(desk.run.totals).toEqual({ matches: 1, losses: 1, netLamports: -WAGER });
    expect(desk.run.records).toMatchObject([{ settled: false, outcome: 'loss' }]);
    expect(desk.run.all('warning')).toMatchObject([
      { code: 'resuming' },
      { code: 'unsettled', matchId: 'm1' },
    ]);
  });

  it('does not play one match more for a match that was given up', async () => {
    const at = await server();
    const desk = await sit(at);
    await desk.match();
    await desk.run.next('match_start');
    desk.peer.cut();
    await back(at, desk);
    await desk.run.next('connected');
    desk.run.clock.advance(60_000);
    expect(await desk.run.ended).toEqual({ reason: 'matches', exitCode: 0 });
  });

  it('does not give up a match that the arena has mentioned', async () => {
    const at = await server();
    const desk = await sit(at);
    await desk.match();
    await desk.run.next('match_start');
    desk.peer.cut();
    const again = await back(at, desk);
    again.found();
    await again.settled();
    desk.run.clock.advance(60_000);
    await again.settled();
    again.over(ME, [2, 0]);
    await desk.run.ended;
    expect(desk.run.totals).toEqual({ matches: 1, wins: 1 });
  });

  it('gives the match up where the arena comes back with another one', async () => {
    const at = await server();
    const desk = await sit(at, { matches: 2 });
    await desk.match();
    await desk.run.next('match_start');
    desk.peer.cut();
    const again = await back(at, desk);
    again.matchId = 'm2';
    again.found();
    again.start();
    again.over(ME, [2, 0]);
    await desk.run.ended;
    expect(desk.run.records.map(({ matchId, settled }) => [matchId, settled])).toEqual([
      ['m1', false],
      ['m2', true],
    ]);
  });

  it('stops when the match is over, if that was asked for meanwhile', async () => {
    const at = await server();
    const desk = await sit(at, { matches: null });
    await desk.match();
    await desk.run.next('match_start');
    desk.peer.cut();
    await desk.run.next('reconnecting');
    desk.run.session.stop('signal');
    desk.run.clock.advance(1000);
    const peer = await at.accept();
    await peer.welcome(ME);
    peer.send({
      type: 'game_over',
      match_id: 'm1',
      winner: ME,
      final_score: [2, 0],
      server_seed: '',
      payout_lamports: 0,
    });
    expect(await desk.run.ended).toEqual({ reason: 'signal', exitCode: 0 });
  });
});

describe('the same turn asked twice on one connection', () => {
  it('is answered once', async () => {
    const desk = await sit(await server());
    await desk.match();
    desk.turn();
    desk.turn();
    await desk.settled();
    expect(desk.moves).toHaveLength(1);
    desk.result(1, [1, 0]);
    desk.result(1, [1, 0]);
    desk.turn();
    await desk.settled();
    expect(desk.moves).toHaveLength(1);
    expect(desk.run.all('round')).toHaveLength(1);
  });
});

describe('a match of an earlier session', () => {
  it('is played when the arena mentions it, and the join that crossed it does no harm', async () => {
    const at = await server();
    const run = new Run({ url: at.url, matches: 1 });
    opened({ close: () => run.bot.disconnect() });
    const peer = await at.accept();
    const desk = new Desk(at, peer, run);
    await peer.receive('authenticate');
    peer.send({ type: 'authenticated', agent_id: ME, agent_name: 'Tester' });
    desk.found();
    desk.start();
    desk.turn(2);
    desk.error('already_in_match');
    await peer.receive('make_move');
    desk.run.clock.advance(6_000);
    desk.over(ME, [2, 0]);
    expect(await run.ended).toEqual({ reason: 'matches', exitCode: 0 });
    expect(desk.sent('join_queue')).toHaveLength(1);
  });
});
