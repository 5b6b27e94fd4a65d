import { describe, expect, it } from 'vitest';
import type { MoveLike } from '../../src/games/index.js';
import type { StrategyHost } from '../../src/strategy/index.js';
import { FakeClock } from '../support/fake-clock.js';
import { cleanUp, hostOf, ME, server, sit, THEM } from './helpers.js';

cleanUp();

const never = () => new Promise<MoveLike<'rps'>>(() => {});

async function seated(host: StrategyHost) {
  const desk = await sit(await server(), { host });
  await desk.match();
  return desk;
}

describe('a strategy that fails', () => {
  const failures: [what: string, move: () => unknown, reason: string][] = [
    [
      'throws',
      () => {
        throw new Error('no idea');
      },
      'threw',
    ],
    ['rejects', () => Promise.reject(new Error('no idea')), 'threw'],
    ['answers illegally', () => 'lizard', 'illegal'],
    ['answers nothing', () => undefined, 'illegal'],
  ];
  it.each(failures)('because it %s, costs no round', async (_what, move, reason) => {
    const desk = await seated(hostOf({ move: move as () => 'rock' }));
    desk.turn();
    expect(await desk.peer.receive('make_move')).toMatchObject({ move_data: { choice: 'rock' } });
    desk.result(1, [1, 0]);
    desk.over(ME, [2, 0]);
    await desk.run.ended;
    expect(desk.run.all('move')).toMatchObject([
      { source: 'fallback', reason, round: 1, move: { choice: 'rock' } },
    ]);
    expect(desk.run.all('warning')).toMatchObject([{ code: `strategy_${reason}`, matchId: 'm1', round: 1 }]);
    expect(desk.run.totals).toEqual({ matches: 1, wins: 1, fallbacks: 1 });
    expect(desk.run.records[0]).toMatchObject({
      fallbacks: 1,
      timeouts: 0,
      rounds: [{ source: 'fallback', reason }],
    });
  });

  it('because it never answers, is replaced just before the deadline', async () => {
    const desk = await seated(hostOf({ move: never }));
    desk.turn(1, 10_000);
    await desk.run.next('turn');
    desk.run.clock.advance(9_949);
    await desk.settled();
    expect(desk.moves).toEqual([]);
    desk.run.clock.advance(1);
    expect(await desk.peer.receive('make_move')).toMatchObject({ move_data: { choice: 'rock' } });
    desk.result(1, [0, 0]);
    desk.turn(2, 10_000);
    await desk.run.next('turn');
    desk.run.clock.advance(9_950);
    await desk.peer.receive('make_move');
    desk.over(THEM, [0, 2]);
    await desk.run.ended;
    expect(desk.run.all('move')).toMatchObject([{ reason: 'late', decideMs: 9_950 }, { reason: 'late' }]);
    expect(desk.run.totals).toEqual({ matches: 1, losses: 1, fallbacks: 2, timeouts: 2 });
    expect(desk.run.clock.pending).toBe(0);
  });

  it('is late where the arena ends the round before', async () => {
    const desk = await seated(hostOf({ move: never }));
    desk.turn();
    desk.result(1, [0, 1], { winner: 'b' });
    desk.over(THEM, [0, 2]);
    await desk.run.ended;
    expect(desk.moves).toEqual([]);
    expect(desk.run.records[0]).toMatchObject({
      fallbacks: 1,
      timeouts: 1,
      rounds: [{ move: null, source: null, outcome: 'loss' }],
    });
    expect(desk.run.clock.pending).toBe(0);
  });

  it('is not blamed for a turn that the end of the match cut short', async () => {
    const desk = await seated(hostOf({ move: never }));
    desk.turn();
    desk.over(ME, [0, 0]);
    await desk.run.ended;
    expect(desk.run.totals).toEqual({ matches: 1, wins: 1 });
    expect(desk.run.clock.pending).toBe(0);
  });

  it('sends nothing where its answer comes past the deadline of the arena', async () => {
    const at = await server();
    const fake = new FakeClock();
    const host = hostOf({
      move: () => {
        // It held up the whole thread.
        fake.advance(10_000);
        return 'paper';
      },
    });
    const desk = await sit(at, { fake, host });
    await desk.match();
    desk.turn(1, 10_000);
    desk.turn(1, 10_000);
    await desk.settled();
    expect(desk.moves).toEqual([]);
    desk.result(1, [0, 1]);
    desk.over(THEM, [0, 2]);
    await desk.run.ended;
    expect(desk.run.records[0]).toMatchObject({ timeouts: 1, rounds: [{ move: null, reason: 'late' }] });
  });
});

describe('what a strategy answers', () => {
  it('leaves in the same turn of the event loop where it is there at once', async () => {
    const desk = await seated(hostOf());
    const order: string[] = [];
    desk.run.bot.on('your_turn', () => order.push(`turn, ${desk.run.all('move').length} moves`));
    desk.turn();
    await desk.peer.receive('make_move');
    expect(order).toEqual(['turn, 1 moves']);
  });

  it('is sent as it is where it is raw', async () => {
    const desk = await seated(hostOf({ move: () => ({ raw: { allocations: [1, 2] } }) }));
    desk.turn();
    expect(await desk.peer.receive('make_move')).toMatchObject({ move_data: { allocations: [1, 2] } });
  });

  it('is illegal where JSON cannot carry it', async () => {
    const desk = await seated(hostOf({ move: () => ({ raw: { bid: Number.NaN } }) }));
    desk.turn();
    expect(await desk.run.next('warning')).toMatchObject({ code: 'strategy_illegal', matchId: 'm1' });
    expect(await desk.peer.receive('make_move')).toMatchObject({ move_data: { choice: 'rock' } });
  });

  it('may be given until 30 seconds have passed where the turn does not say', async () => {
    const desk = await seated(hostOf({ move: never }));
    desk.turn(1, 0);
    expect(await desk.run.next('turn')).toMatchObject({ timeoutMs: 30_000 });
    desk.run.clock.advance(29_950);
    await desk.peer.receive('make_move');
  });
});

describe('what a strategy is told', () => {
  it('is its own point of view, and how each match ended', async () => {
    const told: unknown[] = [];
    const host = hostOf({
      matchStart: ({ side, opponent, wager }) => void told.push({ side, wager, id: opponent.id }),
      move: ({ round, score, rounds }) => {
        told.push({ round, score, rounds: rounds.length });
        return 'rock';
      },
      roundEnd: ({ round, outcome, score }) => void told.push({ round, outcome, score }),
      matchEnd: ({ outcome, score, netLamports }) => void told.push({ outcome, score, netLamports }),
    });
    const desk = await sit(await server(), { host });
    await desk.match('b');
    desk.turn();
    desk.result(1, [0, 1], { winner: 'b' });
    desk.turn(2);
    desk.over(ME, [0, 2]);
    await desk.run.ended;
    expect(told).toEqual([
      { side: 'b', wager: 0, id: THEM },
      { round: 1, score: { mine: 0, theirs: 0 }, rounds: 0 },
      { round: 1, outcome: 'win', score: { mine: 1, theirs: 0 } },
      { round: 2, score: { mine: 1, theirs: 0 }, rounds: 1 },
      { outcome: 'win', score: { mine: 2, theirs: 0 }, netLamports: 0 },
    ]);
  });

  it('is the loss of a match that was given up', async () => {
    const told: unknown[] = [];
    const desk = await seated(hostOf({ matchEnd: ({ outcome }) => void told.push(outcome) }));
    await desk.run.next('match_start');
    desk.run.session.abort(130);
    await desk.run.ended;
    expect(told).toEqual(['loss']);
  });
});

describe('taunts', () => {
  it('go out before the move, once a round, and are told', async () => {
    const desk = await sit(await server(), { taunts: 'strategy', host: hostOf({ taunt: () => 'gg' }) });
    await desk.match();
    desk.turn();
    const their = {
      match_id: 'm1',
      agent_id: THEM,
      agent_name: 'Other',
      taunt_id: 'lucky',
      taunt_text: 'Lucky!',
    };
    desk.peer.send({ type: 'taunt_received', ...their });
    desk.peer.send({ type: 'taunt_received', ...their, agent_id: ME });
    desk.result(1, [1, 0]);
    desk.turn(2);
    await desk.settled();
    expect(desk.peer.types.slice(2)).toEqual(['send_taunt', 'make_move', 'send_taunt', 'make_move', 'ping']);
    desk.result(2, [2, 0]);
    desk.over(ME, [2, 0]);
    await desk.run.ended;
    expect(desk.sent('send_taunt')).toHaveLength(2);
    expect(desk.run.all('taunt_sent')).toMatchObject([{ tauntId: 'gg', matchId: 'm1' }, { tauntId: 'gg' }]);
    expect(desk.run.all('taunt_received')).toMatchObject([{ tauntId: 'lucky', matchId: 'm1' }]);
  });

  it('that come after the session are dropped', async () => {
    const answers: ((id: 'gg') => void)[] = [];
    const taunt = () => new Promise<'gg'>((resolve) => answers.push(resolve));
    const desk = await sit(await server(), { taunts: 'strategy', host: hostOf({ taunt }) });
    await desk.match();
    desk.turn();
    await desk.peer.receive('make_move');
    desk.over(ME, [2, 0]);
    await desk.run.ended;
    const told = desk.run.events.length;
    for (const answer of answers) answer('gg');
    await new Promise(setImmediate);
    expect(desk.run.events).toHaveLength(told);
    expect(answers).toHaveLength(1);
  });
});
