import { describe, expect, it } from 'vitest';
import { arenaOf, paper, rock, run, silent } from './arena-run.js';
import { plug } from './cable.js';
import { cleanUp } from './helpers.js';

cleanUp();

describe('a connection to the embedded arena that is cut', () => {
  it('in the queue, brings a new place in it', async () => {
    const at = await arenaOf();
    const cable = await plug(at);
    const one = run(cable, 'paper', paper);
    await one.next('queue_joined');
    cable.cut();
    await one.next('connected');
    await one.next('queue_joined');
    const two = run(at, 'rock', rock);
    await Promise.all([one.ended, two.ended]);
    expect(one.totals).toEqual({ matches: 1, wins: 1 });
  });

  it('after the move, in a match that goes on meanwhile', async () => {
    const at = await arenaOf();
    const cable = await plug(at);
    let answer = () => {};
    const waits = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const one = run(cable, 'paper', paper);
    const two = run(at, 'rock', { move: () => waits.then(() => 'rock') });
    await one.next('move');
    // The move is known to have arrived when what was sent after it has been answered.
    await two.next('turn');
    one.bot.send({ type: 'accept_challenge', challenge_id: 'none' });
    await one.next('warning');
    cable.cut();
    await one.next('disconnected');
    answer();
    await Promise.all([one.ended, two.ended]);
    expect(one.totals).toEqual({ matches: 1, wins: 1 });
    expect(one.records[0]).toMatchObject({ score: [2, 0], settled: true, timeouts: 0 });
  });

  it('before the move, which goes out on the next one', async () => {
    const at = await arenaOf();
    const cable = await plug(at);
    let answer = () => {};
    const waits = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const one = run(cable, 'paper', { move: () => waits.then(() => 'paper') });
    const two = run(at, 'rock', rock);
    await one.next('turn');
    cable.cut();
    await one.next('disconnected');
    await one.next('match_start');
    answer();
    await Promise.all([one.ended, two.ended]);
    expect(one.all('match_start').map(({ resumed }) => resumed)).toEqual([false, true]);
    expect(one.records[0]?.rounds).toMatchObject([{ outcome: 'win' }, { outcome: 'win' }]);
    expect(one.codes).toEqual(['resuming']);
  });

  it('until the match is over, is told how it ended', async () => {
    const at = await arenaOf();
    const cable = await plug(at);
    const one = run(cable, 'one', silent, { client: { limits: false, random: () => 0.5 } });
    const two = run(at, 'two', rock);
    await one.next('turn');
    cable.pull();
    await one.next('disconnected');
    await two.next('turn');
    two.session.abort(130);
    await two.ended;
    cable.mend();
    expect(await one.ended).toEqual({ reason: 'matches', exitCode: 0 });
    expect(one.totals).toEqual({ matches: 1, wins: 1 });
  });
});
