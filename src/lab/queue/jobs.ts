import type { Queue } from 'bullmq';
import type { Connection } from './connection.js';
import { PREFIX } from './store.js';

/** A job of BullMQ's: tasks of a run, by their numbers. */
export interface JobData {
  readonly tasks: readonly number[];
}

/** Each run has a queue of its own, so that a worker that cannot play it leaves it alone. */
export function queueName(runId: string): string {
  return `run-${runId}`;
}

export async function openQueue({ redis }: Connection, runId: string): Promise<Queue<JobData>> {
  const { Queue } = await import('bullmq');
  const queue = new Queue<JobData>(queueName(runId), {
    connection: redis,
    prefix: PREFIX,
    defaultJobOptions: {
      removeOnComplete: true,
      // For what a worker cannot help, such as a full disk: others may.
      attempts: 5,
      backoff: { type: 'fixed', delay: 1_000 },
    },
  });
  // The connection is watched where it was opened.
  queue.on('error', () => undefined);
  return queue;
}

/** Removes the queue and all that is in it. */
export async function removeQueue(connection: Connection, queue: Queue<JobData>): Promise<void> {
  try {
    await connection.ask(() => queue.obliterate({ force: true }));
  } catch (error) {
    // A coordinator that came meanwhile has opened the queue again.
    if (!/non-paused/i.test(String(error))) throw error;
  }
}

/** Removes what a worker of a queue may write after the queue has been removed. */
export async function sweepQueue(connection: Connection, runId: string): Promise<void> {
  const keys = ['meta', 'stalled-check'].map((key) => `${PREFIX}:${queueName(runId)}:${key}`);
  await connection.ask((redis) => redis.unlink(...keys));
}
