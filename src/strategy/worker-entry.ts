import { createRequire } from 'node:module';
import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import { ANSWERED, ASKED, WATCH_MS, WATCHED, Watch } from './doorbell.js';
import { runIsolate } from './isolate.js';
import type { Orders, ToStrategy } from './link.js';
import type { ThreadData } from './thread.js';

const { port, bells, ahead }: ThreadData = workerData;
if (ahead) {
  try {
    // Any file is loaded through it, and it takes its time.
    createRequire(import.meta.url)('jiti');
  } catch {
    // It is missing: loading the strategy will tell.
  }
}

const watch = new Watch(bells, ASKED, WATCH_MS.worker);
let carryOut: ((message: ToStrategy) => void) | undefined;

function take(text: string) {
  if (carryOut !== undefined) return carryOut(JSON.parse(text) as ToStrategy);
  const { start, env } = JSON.parse(text) as Orders;
  Object.assign(process.env, env);
  carryOut = runIsolate(start, (message) => {
    port.postMessage(JSON.stringify(message));
    if (message.tell !== 'answer' && message.tell !== 'threw') return;
    const watched = Atomics.load(bells, WATCHED) === 1;
    Atomics.add(bells, ANSWERED, 1);
    if (watched && watch.isWorthwhile()) setImmediate(awaitNext);
  });
}

/** In rapid play, stays awake for the next turn; at any other time the event loop sleeps and costs nothing. */
function awaitNext(): void {
  const rung = watch.count();
  if (drain()) return;
  watch.until(rung);
  drain();
}

function drain(): boolean {
  let taken = false;
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
    taken = true;
    take(next.message as string);
  }
  return taken;
}

port.on('message', take);
