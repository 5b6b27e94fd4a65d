import type { Executor } from '../executor.js';
import type { QueueOptions } from './coordinator.js';
import type { QueueWorkerOptions } from './worker.js';

export type { QueueConnectionEvent, QueueEvent, QueueWorkerEvent } from './connection.js';
export type { QueueOptions } from './coordinator.js';
export type { QueueWorkerOptions } from './worker.js';

/*
 * The queue's packages take long to load, and few runs need them.
 */

/** Lets workers on other machines play; see `openExecutor`. Throws as it does. */
export async function openQueueExecutor(options: QueueOptions): Promise<Executor> {
  const { openExecutor } = await import('./coordinator.js');
  return openExecutor(options);
}

/** Plays for others until it is aborted; see `runQueueWorker`. Throws as it does. */
export async function workForQueue(options: QueueWorkerOptions): Promise<void> {
  const { runQueueWorker } = await import('./worker.js');
  return runQueueWorker(options);
}
