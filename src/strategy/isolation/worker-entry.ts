import { createRequire } from 'node:module';
import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import { runIsolate } from './isolate.js';
import type { Orders, ToStrategy } from './link.js';
import { ANSWERED, ASKED, CounterSpin, WATCH_MS, WATCHED } from './spin.js';
import type { ThreadData } from './worker.js';

const { port, counters, ahead }: ThreadData = workerData;
if (ahead) {
  try {
    // Any file is loaded through it, and it takes its time.
    createRequire(import.meta.url)('jiti');
  } catch {
    // It is missing: loading the strategy will tell.
  }
}

const watch = new CounterSpin(counters, ASKED, WATCH_MS.worker);
/** Whether the next turn is there, which is watched for. */
let isCome = false;
let carryOut: ((message: ToStrategy) => void) | undefined;

function take(text: string) {
  if (carryOut !== undefined) {
    const message = JSON.parse(text) as ToStrategy;
    if (message.tell === 'move') isCome = true;
    return carryOut(message);
  }
  const { start, env } = JSON.parse(text) as Orders;
  Object.assign(process.env, env);
  carryOut = runIsolate(start, (message) => {
    port.postMessage(JSON.stringify(message));
    if (message.tell !== 'answer' && message.tell !== 'threw') return;
    const watched = Atomics.load(counters, WATCHED) === 1;
    Atomics.add(counters, ANSWERED, 1);
    if (watched && watch.isWorthwhile()) setImmediate(awaitNext);
  });
}

/**
 * In rapid play, stays awake for the next turn, whatever else it is told before; at any other time the event loop sleeps and
 * costs nothing.
 */
function awaitNext(): void {
  isCome = false;
  let seen = -1;
  watch.until(() => {
    const count = watch.count();
    if (count === seen) return false;
    seen = count;
    for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
      take(next.message as string);
    }
    return isCome;
  });
}

port.on('message', take);
