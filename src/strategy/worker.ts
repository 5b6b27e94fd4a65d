import { receiveMessageOnPort } from 'node:worker_threads';
import { describeThrown } from './blame.js';
import { ANSWERED, ASKED, WATCH_MS, WATCHED, Watch } from './doorbell.js';
import {
  fromLine,
  type Link,
  type LinkEvents,
  MALFORMED,
  type Orders,
  type Start,
  type ToStrategy,
} from './link.js';
import { RAPID_MS } from './rapid.js';
import type { Thread } from './thread.js';

/** Runs the strategy in a thread of its own: endless loops and full heaps end there. */
export function openWorker(
  start: Start,
  events: LinkEvents,
  env: Record<string, string>,
  { worker, port, bells, memoryMb }: Thread,
): Link {
  const watch = new Watch(bells, ANSWERED, WATCH_MS.host);
  const baseline = process.memoryUsage.rss();
  let answeredAt = 0;
  let watching = false;
  let rung = 0;
  let ended = false;

  const receive = (text: unknown) => {
    if (ended) return;
    const message = fromLine(text);
    if (message === null) {
      void kill();
      return events.gone(MALFORMED);
    }
    if (message.tell === 'answer' || message.tell === 'threw') answeredAt = performance.now();
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
      const rapid = message.tell === 'move' && performance.now() - answeredAt < RAPID_MS;
      if (rapid && watch.isWorthwhile()) {
        watching = true;
        rung = watch.count();
        Atomics.store(bells, WATCHED, 1);
      }
      port.postMessage(JSON.stringify(message));
      Atomics.add(bells, ASKED, 1);
    },
    poll() {
      if (!watching) return;
      watching = false;
      watch.until(rung);
      Atomics.store(bells, WATCHED, 0);
      drain();
    },
    usedBytes: () => process.memoryUsage.rss() - baseline,
    kill,
    close: kill,
  };
}
