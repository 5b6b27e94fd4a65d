import { parentPort, workerData } from 'node:worker_threads';
import { createRng } from '../lib/rng.js';
import { lineOf } from './executor.js';
import { openerOf } from './opening.js';
import { playTask } from './task.js';
import { type Order, type Report, WATCHED, type WorkerData } from './worker-link.js';

const { plan, sources, watch }: WorkerData = workerData;
const openers = sources.map(openerOf);

// What strategies print is for nobody, and would be kept until a series is over.
for (const stream of [process.stdout, process.stderr]) stream._writev = (_, done) => done();

/** Whoever watches from outside sees who is being asked, and that it goes on. */
function asking(task: number, pairing: number, match: number, player: 0 | 1): void {
  watch[WATCHED.task] = task;
  watch[WATCHED.pairing] = pairing;
  watch[WATCHED.match] = match;
  watch[WATCHED.player] = player;
  watch[WATCHED.count] = ((watch[WATCHED.count] ?? 0) + 1) | 0;
}

/** A strategy that draws its lots from `Math` is repeatable too. */
function reseed(seed: string): void {
  Math.random = createRng(seed);
}

/** Results of quick tasks are handed over several at a time, as each message takes as long as what is done with it. */
const TOGETHER_MS = 20;

async function carryOut({ tasks, lost }: Order): Promise<void> {
  let results: Report['results'][number][] = [];
  let handedOverAt = performance.now();
  for (const [index, task] of tasks.entries()) {
    results.push({ task, line: lineOf(await playTask(plan, task, { openers, lost, asking, reseed })) });
    const now = performance.now();
    if (now - handedOverAt < TOGETHER_MS && index < tasks.length - 1) continue;
    parentPort?.postMessage({ results } satisfies Report);
    results = [];
    handedOverAt = now;
  }
}

parentPort?.on('message', (order: Order | 'end') => {
  if (order === 'end') process.exit();
  void carryOut(order);
});
