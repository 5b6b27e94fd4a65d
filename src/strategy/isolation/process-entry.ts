import { Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { Lines } from '../../lib/lines.js';
import { runIsolate } from './isolate.js';
import type { FromStrategy, Start, ToStrategy } from './link.js';

/** The channel to botpit, a line of JSON each way: see `openProcess`. */
const channel = new Socket({ fd: 3 });

let carryOut: ((message: ToStrategy) => void) | undefined;
const post = (message: FromStrategy) => {
  channel.write(`${JSON.stringify(message)}\n`);
};
const lines = new Lines((line) => {
  const message = JSON.parse(line) as Start | ToStrategy;
  if (carryOut !== undefined) carryOut(message as ToStrategy);
  else carryOut = runIsolate(message as Start, post);
}, Number.POSITIVE_INFINITY);
channel.on('data', (chunk: Buffer) => lines.push(chunk));
// Botpit is gone: so is the reason to run.
channel.on('error', () => undefined);
channel.on('close', () => process.exit());

// A strategy in an endless loop hears of nothing, so a thread of its own looks for botpit, which may have been killed.
const WATCHDOG = `
  const [group, kill] = [process.platform === 'win32' ? process.pid : -process.pid, process.kill];
  setInterval(() => process.ppid === ${process.ppid} || kill(group, 'SIGKILL'), 1000);
`;
// V8 would reserve as much memory for its code as for the strategy's, and all of it counts: see `openProcess`.
const resourceLimits = { codeRangeSizeMb: 1 };
new Worker(WATCHDOG, { eval: true, env: {}, execArgv: [], resourceLimits }).unref();
