import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { type Bells, createBells } from './doorbell.js';
import { entryUrl } from './entry.js';

/**
 * What a thread is started with; what to run, and in which environment, is the first message at the port.
 * @internal
 */
export interface ThreadData {
  readonly port: MessagePort;
  readonly bells: Bells;
  /** Whether it is to load what most strategies need while it waits to be told. */
  readonly ahead: boolean;
}

/** A thread that runs no strategy yet. Starting one takes as long as half of botpit's own start. */
export interface Thread {
  /** @internal */
  readonly worker: Worker;
  /** @internal */
  readonly port: MessagePort;
  /** @internal */
  readonly bells: Bells;
  readonly memoryMb: number;
}

export const MEMORY_MB = 512;

/** Left to itself, a thread that plays for hours comes to keep tens of megabytes for what lives a millisecond. */
const YOUNG_MB = 12;

/** Starts a thread, ahead of knowing what it is to run where `ahead` is true. It sees no environment before it is told one. */
export function bootThread(memoryMb: number = MEMORY_MB, ahead = true): Thread {
  const { port1: port, port2 } = new MessageChannel();
  const bells = createBells();
  const worker = new Worker(entryUrl('worker-entry'), {
    workerData: { port: port2, bells, ahead } satisfies ThreadData,
    transferList: [port2],
    env: {},
    argv: [],
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: YOUNG_MB },
  });
  return { worker, port, bells, memoryMb };
}

/** Ends a thread that turned out not to be wanted. */
export async function discardThread(thread: Thread): Promise<void> {
  const { worker, port } = thread;
  port.close();
  await worker.terminate();
}
