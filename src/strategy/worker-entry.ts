import { type MessagePort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { ANSWERED, ASKED, WATCH_MS, WATCHED, Watch } from './doorbell.js';
import { runIsolate } from './isolate.js';
import type { Start, ToStrategy } from './link.js';

const { start, port, bells } = workerData as {
  start: Start;
  port: MessagePort;
  bells: Int32Array<SharedArrayBuffer>;
};

const watch = new Watch(bells, ASKED, WATCH_MS.worker);

const carryOut = runIsolate(start, (message) => {
  port.postMessage(JSON.stringify(message));
  if (message.tell !== 'answer' && message.tell !== 'threw') return;
  const watched = Atomics.load(bells, WATCHED) === 1;
  Atomics.add(bells, ANSWERED, 1);
  if (watched && watch.isWorthwhile()) setImmediate(awaitNext);
});

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
    carryOut(JSON.parse(next.message as string) as ToStrategy);
  }
  return taken;
}

port.on('message', (text: string) => carryOut(JSON.parse(text) as ToStrategy));
