import type { Executor } from './executor.js';
import type { QueueOptions, QueueWorkerOptions } from './queue/index.js';

export type {
  QueueConnectionEvent,
  QueueEvent,
  QueueOptions,
  QueueWorkerEvent,
  QueueWorkerOptions,
} from './queue/index.js';

/*
 * The queue's packages take long to load, and few runs need them.
 */

/** Lets workers on other machines play; see `QueueExecutor`. Throws as it does. */
export async function openQueueExecutor(options: QueueOptions): Promise<Executor> {
  const { QueueExecutor } = await import('./queue/index.js');
  return QueueExecutor.open(options);
}

/** Plays for others until it is aborted; see `runQueueWorker` there. */
export async function workForQueue(options: QueueWorkerOptions): Promise<void> {
  const { runQueueWorker } = await import('./queue/index.js');
  return runQueueWorker(options);
}
