export type { QueueConnectionEvent, QueueEvent, QueueWorkerEvent } from './events.js';
export { QueueExecutor, type QueueOptions } from './queue-executor.js';
export { type QueueWorkerOptions, runQueueWorker } from './queue-worker.js';
