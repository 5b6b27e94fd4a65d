import type { Executor } from '../executor.js';
import type { QueueOptions } from './queue-executor.js';
import type { QueueWorkerOptions } from './queue-worker.js';

export type { QueueConnectionEvent, QueueEvent, QueueWorkerEvent } from './events.js';
export type { QueueOptions } from './queue-executor.js';
export type { QueueWorkerOptions } from './queue-worker.js';

/*
 * The queue's packages take long to load, and few runs need them.
 */

/** Lets workers on other machines play; see `QueueExecutor`. Throws as it does. */
export async function openQueueExecutor(options: QueueOptions): Promise<Executor> {
  const { QueueExecutor } = await import('./queue-executor.js');
  return QueueExecutor.open(options);
}

/** Plays for others until it is aborted; see `runQueueWorker`. Throws as it does. */
export async function workForQueue(options: QueueWorkerOptions): Promise<void> {
  const { runQueueWorker } = await import('./queue-worker.js');
  return runQueueWorker(options);
}
