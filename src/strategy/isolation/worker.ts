import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { builtEntry } from '../../lib/package-root.js';
import { describeThrown } from '../thrown.js';
import {
  fromLine,
  type Link,
  type LinkEvents,
  MALFORMED,
  type Orders,
  type Start,
  type ToStrategy,
} from './link.js';
import { ANSWERED, ASKED, CounterSpin, type Counters, RAPID_MS, WATCH_MS, WATCHED } from './spin.js';

/**
 * What a thread is started with; what to run, and in which environment, is the first message at the port.
 * @internal
 */
export interface ThreadData {
  readonly port: MessagePort;
  readonly counters: Counters;
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
  readonly counters: Counters;
  readonly memoryMb: number;
}

export const MEMORY_MB = 512;
const MEMORY_CHECK_MS = 50;

/** Left to itself, a thread that plays for hours comes to keep tens of megabytes for what lives a millisecond. */
const YOUNG_MB = 12;

/** Starts a thread, ahead of knowing what it is to run where `ahead` is true. It sees no environment before it is told one. */
export function bootThread(memoryMb: number = MEMORY_MB, ahead = true): Thread {
  const { port1: port, port2 } = new MessageChannel();
  const counters = new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT));
  const worker = new Worker(builtEntry('strategy/isolation/worker-entry'), {
    workerData: { port: port2, counters, ahead } satisfies ThreadData,
    transferList: [port2],
    env: {},
    argv: [],
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: YOUNG_MB },
  });
  return { worker, port, counters, memoryMb };
}

/** Ends a thread that turned out not to be wanted. */
export async function discardThread(thread: Thread): Promise<void> {
  const { worker, port } = thread;
  port.close();
  await worker.terminate();
}

/** Runs the strategy in a thread of its own: endless loops and full heaps end there. */
export function openWorker(
  start: Start,
  events: LinkEvents,
  env: Record<string, string>,
  thread: Thread,
): Link {
  const { worker, port, counters, memoryMb } = thread;
  const watch = new CounterSpin(counters, ANSWERED, WATCH_MS.host);
  const baseline = process.memoryUsage.rss();
  let answeredAt = 0;
  let watching = false;
  let seen = 0;
  let ended = false;
  /** The number of the question that is open. */
  let asked: number | undefined;
  let memoryTimer: NodeJS.Timeout | undefined;
  let isTimed = false;

  const receive = (text: unknown) => {
    if (ended) return;
    const message = fromLine(text);
    if (message === null) {
      void kill();
      return events.gone(MALFORMED);
    }
    if (message.tell === 'answer' || message.tell === 'threw') answeredAt = performance.now();
    if ('n' in message && message.n === asked) asked = undefined;
    events.message(message);
  };
  const drain = () => {
    for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
      receive(next.message);
    }
  };
  const gone = (how: string) => {
    if (ended) return;
    // What it said last may still be on its way.
    drain();
    ended = true;
    port.close();
    events.gone(how);
  };
  const kill = async () => {
    ended = true;
    port.close();
    await worker.terminate();
  };

  // The heap has a limit of its own; what is beside it is looked at for as long as an answer is awaited.
  const watchMemory = () => {
    if (isTimed) return;
    isTimed = true;
    if (memoryTimer !== undefined) memoryTimer.refresh();
    else memoryTimer = setTimeout(checkMemory, MEMORY_CHECK_MS).unref();
  };
  const checkMemory = () => {
    isTimed = false;
    if (ended || asked === undefined) return;
    if (process.memoryUsage.rss() - baseline <= 2 * memoryMb * 2 ** 20) return watchMemory();
    void kill();
    events.gone(`used more than ${2 * memoryMb} MB`);
  };

  port.on('message', receive);
  port.postMessage(JSON.stringify({ start, env } satisfies Orders));
  worker.on('error', (error: Partial<NodeJS.ErrnoException> | null) => {
    const isFull = error?.code === 'ERR_WORKER_OUT_OF_MEMORY';
    gone(isFull ? `used more than ${memoryMb} MB` : describeThrown(error));
  });
  worker.on('exit', (code) => gone(`exited with code ${code}`));

  return {
    send(message: ToStrategy) {
      if (ended) return;
      if (message.tell === 'move') asked = message.n;
      const rapid = message.tell === 'move' && performance.now() - answeredAt < RAPID_MS;
      if (rapid && watch.isWorthwhile()) {
        watching = true;
        seen = watch.count();
        Atomics.store(counters, WATCHED, 1);
      }
      port.postMessage(JSON.stringify(message));
      Atomics.add(counters, ASKED, 1);
    },
    poll() {
      if (watching) {
        watching = false;
        watch.until(() => watch.count() !== seen);
        Atomics.store(counters, WATCHED, 0);
        drain();
      }
      if (asked !== undefined) watchMemory();
    },
    kill,
    close: kill,
  };
}
