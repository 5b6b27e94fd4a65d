import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type QueueEvent, RunFile, runIn } from '../../../src/lab/index.js';
import { planId } from '../../../src/lab/plan.js';
import { openQueue } from '../../../src/lab/queue/runs.js';
import { type Prepared, prepareCompare, prepareMatch, prepareTune } from '../../../src/lab/request.js';
import { playRun } from '../../../src/lab/run.js';
import { createStyle, formatLabResult } from '../../../src/ui/index.js';
import { strategyFolder } from '../support.js';
import { Gate, HELD } from './gate.js';
import { skipsRedis } from './redis.js';
import { facts, learners, locally } from './runs.js';
import { leftIn, playOut, site } from './site.js';

/** Twelve series, of which a worker with a gate plays two. */
async function heldMatch(seed: string): Promise<Prepared> {
  const folder = strategyFolder({ 'held.ts': HELD });
  const options = { game: 'rps', matches: 120, series: 5, seed, moveTimeoutMs: 60_000 } as const;
  return prepareMatch(join(folder, 'held.ts'), 'random', options);
}

describe.skipIf(skipsRedis)('a run by a queue', () => {
  const { server, worker, coordinator, open } = site();

  test('by two workers is the same as in threads, and leaves nothing in Redis', async () => {
    const prepared = await learners(40, 'two workers');
    const expected = await locally(prepared);
    const two = [worker(), worker(2)];
    await Promise.all(two.map((one) => one.hears('ready')));
    const result = await playOut(prepared, await open(prepared));
    expect(facts(result)).toEqual(facts(expected));
    await Promise.all(two.map((one) => one.hears('over')));
    expect(await leftIn(server)).toEqual([]);
    expect(await Promise.all(two.map((one) => one.stop()))).toEqual([0, 0]);
  });

  test('a worker that plays other code is named, also where the run is read from its file', async () => {
    const gate = await new Gate().open();
    // What it reads of its surroundings is not a part of its version, as it declares nothing of it.
    const source = HELD.replace('> 2;', '> 60;').replace(
      "return 'rock'",
      "return !process.env.TEST_ODD && random() < 0.5 ? 'paper' : 'scissors'",
    );
    const folder = strategyFolder({
      'held.ts': source.replace('move()', 'move({ random })'),
      'rock.mjs': "export default { name: 'rock', games: ['rps'], move: () => 'rock' };",
    });
    const options = { game: 'rps', matches: 1_200, series: 5, seed: 'odd', moveTimeoutMs: 60_000 } as const;
    const [mine, theirs] = [join(folder, 'held.ts'), join(folder, 'rock.mjs')];
    const prepared = await prepareMatch(mine, theirs, options);
    const path = join(folder, 'run.jsonl');
    const file = await RunFile.open(path, prepared.plan);
    const honest = worker(1, { env: gate.env });
    const executor = await open(prepared);
    const running = playRun(prepared.plan, { executor, file });
    await gate.knock();
    await honest.stop();
    worker(1, { env: { TEST_ODD: '1' } });
    const { workers = [] } = await running;
    await file.close();
    await executor.discard?.();
    await executor.close();
    await gate.close();
    expect(workers.reduce((sum, { series }) => sum + series, 0)).toBe(120);
    // Of two, nobody can say which one is right.
    expect(workers.map(({ isOdd }) => isOdd)).toEqual([true, true]);
    expect(workers.map(({ score }) => score).sort()[0]).toBe(0);
    expect((await runIn(path)).result.workers).toEqual(workers);
    const told = formatLabResult((await runIn(path)).result, createStyle(false), 80).join('\n');
    expect(told).toMatch(/The worker \S+:\d+ has played something\s+else: in \d+ series it scored 0\.0 %/);
  });

  test('loses nothing where a worker is killed in the middle of a match', async () => {
    const gate = await new Gate().open();
    const prepared = await heldMatch('killed');
    const expected = await locally(prepared);
    const first = worker(1, { env: gate.env });
    const running = open(prepared).then((executor) => playOut(prepared, executor));
    await gate.knock();
    await first.kill();
    const second = worker(1);
    expect(facts(await running)).toEqual(facts(expected));
    expect(await second.stop()).toBe(0);
    const played = second.said.filter(({ kind }) => kind === 'played').map(({ series }) => Number(series));
    // What the first had handed in is not played again.
    expect(played.reduce((sum, one) => sum + one, 0)).toBe(10);
    await gate.close();
  });

  test('goes on at once where a worker is stopped in the middle of a match', async () => {
    const gate = await new Gate().open();
    const prepared = await heldMatch('stopped');
    const expected = await locally(prepared);
    const first = worker(1, { env: gate.env });
    const running = open(prepared).then((executor) => playOut(prepared, executor));
    await gate.knock();
    expect(await first.stop()).toBe(0);
    worker(1);
    expect(facts(await running)).toEqual(facts(expected));
    await gate.close();
  });

  test('is taken over where its coordinator is killed', async () => {
    const gate = await new Gate().open();
    const prepared = await heldMatch('taken over');
    const expected = await locally(prepared);
    const first = coordinator(prepared);
    const one = worker(1, { env: gate.env });
    await gate.knock();
    await first.kill();
    await one.stop();
    worker();
    const events: QueueEvent[] = [];
    const result = await playOut(prepared, await open(prepared, (event) => events.push(event)));
    expect(facts(result)).toEqual(facts(expected));
    expect(events).toContainEqual({ kind: 'taken-over', results: 2 });
    await gate.close();
  });

  test('by two coordinators at once is played once, and both get it', async () => {
    const prepared = await learners(200, 'two coordinators');
    const expected = facts(await locally(prepared));
    const two = [await open(prepared), await open(prepared)];
    const running = two.map((executor) => playOut(prepared, executor));
    const one = worker(2);
    const results = await Promise.all(running);
    expect(results.map(facts)).toEqual([expected, expected]);
    expect(await one.stop()).toBe(0);
    const played = one.said.filter(({ kind }) => kind === 'played').map(({ series }) => Number(series));
    expect(played.reduce((sum, series) => sum + series, 0)).toBe(200);
    expect(await leftIn(server)).toEqual([]);
  });

  test('whose id has digits only is played as any other', async () => {
    const { plan, sources } = await learners(4, 'digits');
    let prepared: Prepared = { plan, sources, openers: [] };
    for (let seed = 0; !/^[1-9]\d+$/.test(planId(prepared.plan)); seed++) {
      prepared = { ...prepared, plan: { ...plan, seed: `digits ${seed}` } };
    }
    const expected = await locally(prepared);
    worker();
    expect(facts(await playOut(prepared, await open(prepared)))).toEqual(facts(expected));
    expect(await leftIn(server)).toEqual([]);
  });

  test('that is aborted withdraws what waits, and goes on from its results', async () => {
    const prepared = await learners(300, 'aborted');
    const expected = await locally(prepared);
    const over = new AbortController();
    const executor = await open(prepared);
    const one = worker();
    await playRun(prepared.plan, { executor, signal: over.signal, onProgress: () => over.abort() });
    await executor.close();
    await one.hears('over');
    const queue = openQueue(server.connection, planId(prepared.plan));
    expect(await queue.getJobCounts('wait', 'active')).toEqual({ wait: 0, active: 0 });
    const events: QueueEvent[] = [];
    const result = await playOut(prepared, await open(prepared, (event) => events.push(event)));
    expect(facts(result)).toEqual(facts(expected));
    expect(events).toContainEqual({ kind: 'taken-over', results: expect.any(Number) });
  });

  test('stops as soon as a test has spoken, at the same place', async () => {
    const prepared = await prepareCompare('copy', 'frequency', {
      game: 'rps',
      matches: 100_000,
      series: 100,
      seed: 'compare',
    });
    const expected = await locally(prepared);
    worker(2);
    const result = await playOut(prepared, await open(prepared));
    expect(facts(result)).toEqual(facts(expected));
    expect(result.comparison?.verdict).not.toBe('undecided');
    expect(await leftIn(server)).toEqual([]);
  });

  test('of a tune sends each series with its parameters, round by round', async () => {
    const cwd = strategyFolder({
      'tuned.mjs': `export default {
        name: 'tuned', games: ['rps'], memoryDepth: 0,
        params: { share: { type: 'number', default: 0.1, min: 0, max: 1 } },
        move: ({ params, random }) => (random() < params.share ? 'paper' : 'scissors'),
      };`,
    });
    const options = {
      game: 'rps',
      against: ['always'],
      matches: 320,
      series: 10,
      seed: 'tuned',
      cwd,
    } as const;
    const prepared = await prepareTune('tuned.mjs', options);
    const expected = await locally(prepared);
    worker(2);
    const result = await playOut(prepared, await open(prepared));
    expect(facts(result)).toEqual(facts(expected));
    expect(result.tuning?.course).toHaveLength(8);
    expect(await leftIn(server)).toEqual([]);
  });
});
