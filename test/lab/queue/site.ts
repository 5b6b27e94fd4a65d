import { afterAll, afterEach, beforeAll } from 'vitest';
import type { Executor } from '../../../src/lab/executor.js';
import { openQueueExecutor, type QueueEvent } from '../../../src/lab/index.js';
import type { Prepared } from '../../../src/lab/request.js';
import { playRun } from '../../../src/lab/run.js';
import type { RunResult } from '../../../src/lab/run-result.js';
import { Machine } from './machine.js';
import { RedisServer } from './redis.js';

/** A Redis for the tests of a file, and the machines around it; each test finds it empty. */
export function site() {
  const server = new RedisServer();
  const machines: Machine[] = [];
  const { url } = server;
  beforeAll(async () => {
    await server.start();
  });
  afterEach(async () => {
    await Promise.all(machines.splice(0).map((machine) => machine.kill()));
    await server.client.flushall();
  });
  afterAll(() => server.remove());
  const start = (
    role: 'worker' | 'coordinator',
    options: object,
    where: { cwd?: string; env?: object } = {},
  ) => {
    const machine = new Machine(role, { url, ...options }, where as { cwd?: string });
    machines.push(machine);
    return machine;
  };
  return {
    server,
    url,
    worker: (jobs = 1, where: { cwd?: string; env?: object } = {}) => start('worker', { jobs }, where),
    coordinator: ({ plan, sources }: Prepared) => start('coordinator', { plan, sources }),
    open: ({ sources }: Prepared, onEvent: (event: QueueEvent) => void = () => undefined) =>
      openQueueExecutor({ url, sources: sources ?? [], onEvent }),
  };
}

/** Plays a run to its end, and leaves nothing in Redis. */
export async function playOut({ plan }: Prepared, executor: Executor): Promise<RunResult> {
  try {
    const result = await playRun(plan, { executor });
    await executor.discard?.();
    return result;
  } finally {
    await executor.close();
  }
}

/** What of the lab is in Redis, aside from BullMQ's own about the list of runs, which stays while there are none. */
export async function leftIn(server: RedisServer): Promise<string[]> {
  const keys = await server.client.keys('*');
  return keys.filter((key) => !/^botpit-lab:runs:(?:meta|id|events|marker|stalled-check)$/.test(key));
}
