import { describe, expect, onTestFinished, test } from 'vitest';
import { BotpitError } from '../../../src/errors.js';
import { openQueueExecutor, type QueueEvent, workForQueue } from '../../../src/lab/index.js';
import { playRun } from '../../../src/lab/run.js';
import { Machine } from './machine.js';
import { ownRedis, skipsRedis } from './redis.js';
import { facts, learners, locally } from './runs.js';
import { site } from './site.js';

async function refusalOf(promise: Promise<unknown>): Promise<BotpitError> {
  const error = await promise.then(
    () => undefined,
    (error) => error,
  );
  expect(error).toBeInstanceOf(BotpitError);
  expect(`${JSON.stringify(error)}${error.message}${error.hint}${error.stack}${error.cause}`).not.toContain(
    's3cret',
  );
  return error;
}

test('nobody there is a refusal, without the password', async () => {
  const url = 'redis://me:s3cret@127.0.0.1:1/2';
  const error = await refusalOf(openQueueExecutor({ url, sources: [] }));
  expect(error.code).toBe('connection/unreachable');
  expect(error.message).toContain('redis://127.0.0.1:1/2');
  const { signal } = new AbortController();
  expect((await refusalOf(workForQueue({ url, jobs: 1, signal }))).code).toBe('connection/unreachable');
});

test.each(['localhost:6379', 'http://me:s3cret@host', 'redis://', 's3cret'])(
  '%s is not an address',
  async (url) => {
    expect((await refusalOf(openQueueExecutor({ url, sources: [] }))).code).toBe('usage');
  },
);

describe.skipIf(skipsRedis)('a Redis', () => {
  const { server, worker, open } = site();

  test('that wants another password refuses', async () => {
    const guarded = await ownRedis(['--requirepass', 'right']);
    const error = await refusalOf(openQueueExecutor({ url: guarded.url, sources: [] }));
    expect(error.code).toBe('connection/unreachable');
    expect(error.message).toContain('NOAUTH');
  });

  test('that restarts with nothing in it is waited for, and gets the run anew', async () => {
    const prepared = await learners(120, 'restart');
    const expected = await locally(prepared);
    const one = worker();
    const events: QueueEvent[] = [];
    const executor = await open(prepared, (event) => events.push(event));
    let restarted: Promise<unknown> | undefined;
    const result = await playRun(prepared.plan, {
      executor,
      onProgress: () => {
        restarted ??= server.stop().then(() => server.start());
      },
    });
    await restarted;
    await executor.discard?.();
    await executor.close();
    expect(facts(result)).toEqual(facts(expected));
    const connection = events.filter(({ kind }) => kind === 'connection');
    expect(connection).toEqual([
      { kind: 'connection', state: 'lost' },
      { kind: 'connection', state: 'restored' },
    ]);
    await one.hears('connection', ({ state }) => state === 'restored');
  });

  test('that refuses writes is waited for, by workers and coordinator, and both say what is wrong', async () => {
    const prepared = await learners(120, 'refused');
    const expected = await locally(prepared);
    const one = worker();
    const events: QueueEvent[] = [];
    let told: () => void = () => undefined;
    const refused = new Promise<void>((resolve) => {
      told = resolve;
    });
    const executor = await open(prepared, (event) => {
      events.push(event);
      if (event.kind === 'connection' && event.state === 'refusing') told();
    });
    let refusing: Promise<unknown> | undefined;
    const result = await playRun(prepared.plan, {
      executor,
      onProgress: () => {
        refusing ??= server.refuseWrites(true).then(async () => {
          await Promise.all([refused, one.hears('connection', ({ state }) => state === 'refusing')]);
          await server.refuseWrites(false);
        });
      },
    });
    await refusing;
    await executor.discard?.();
    await executor.close();
    expect(facts(result)).toEqual(facts(expected));
    const oom = { kind: 'connection', state: 'refusing', reason: expect.stringContaining('OOM') };
    const connection = events.filter(({ kind }) => kind === 'connection');
    expect(connection.slice(0, 2)).toEqual([oom, { kind: 'connection', state: 'restored' }]);
    expect(await one.hears('connection')).toEqual(oom);
    await one.hears('connection', ({ state }) => state === 'restored');
    expect(await one.stop()).toBe(0);
    expect(one.errors).toBe('');
  });

  test('that refuses writes holds up neither a run nor a worker that stops', async () => {
    const prepared = await learners(1_000, 'refused for good');
    const full = await ownRedis();
    const one = new Machine('worker', { url: full.url, jobs: 1 });
    onTestFinished(() => one.kill());
    const over = new AbortController();
    const executor = await openQueueExecutor({
      url: full.url,
      sources: prepared.sources ?? [],
      onEvent: (event) => {
        if (event.kind === 'connection' && event.state === 'refusing') over.abort();
      },
    });
    const running = playRun(prepared.plan, { executor, signal: over.signal });
    await one.hears('played');
    await full.refuseWrites(true);
    await one.hears('connection');
    expect(await one.stop()).toBe(0);
    expect(await running).toMatchObject({ complete: false });
    await executor.close();
  });

  test('that is gone for good does not hold up whoever stops', async () => {
    const prepared = await learners(300, 'gone');
    const gone = await ownRedis();
    const over = new AbortController();
    const executor = await openQueueExecutor({
      url: gone.url,
      sources: prepared.sources ?? [],
      onEvent: ({ kind }) => {
        if (kind === 'workers') void gone.stop();
        if (kind === 'connection') over.abort();
      },
    });
    const result = await playRun(prepared.plan, { executor, signal: over.signal });
    expect(result.complete).toBe(false);
    await executor.discard?.();
    await executor.close();
  });

  test('that is gone for good does not hold up a worker that stops', async () => {
    const prepared = await learners(1_000, 'gone for the worker');
    const gone = await ownRedis();
    const over = new AbortController();
    const one = new Machine('worker', { url: gone.url, jobs: 1 });
    onTestFinished(() => one.kill());
    const executor = await openQueueExecutor({ url: gone.url, sources: prepared.sources ?? [] });
    const running = playRun(prepared.plan, { executor, signal: over.signal });
    await one.hears('played');
    await gone.stop();
    await one.hears('connection');
    expect(await one.stop()).toBe(0);
    over.abort();
    await running;
    await executor.close();
  });
});
