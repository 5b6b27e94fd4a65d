import { Worker } from 'node:worker_threads';
import { runIsolate } from './isolate.js';
import type { FromStrategy, Start, ToStrategy } from './link.js';

const send = process.send?.bind(process);
if (send === undefined) throw new Error('to be started by botpit only');

process.once('message', (start: Start) => {
  const carryOut = runIsolate(start, (message: FromStrategy) => send(message));
  process.on('message', (message: ToStrategy) => carryOut(message));
});

// Botpit is gone: so is the reason to run.
process.on('disconnect', () => process.exit());

// A strategy in an endless loop hears of nothing, so a thread of its own looks for botpit, which may have been killed.
const WATCHDOG = `
  const [group, kill] = [process.platform === 'win32' ? process.pid : -process.pid, process.kill];
  setInterval(() => process.ppid === ${process.ppid} || kill(group, 'SIGKILL'), 1000);
`;
new Worker(WATCHDOG, { eval: true, env: {}, execArgv: [] }).unref();
