import { setImmediate } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';
import { BotpitError } from '../errors.js';
import { createRng } from '../lib/rng.js';
import { splitSpec } from '../lib/strategy-spec.js';
import { describeThrown, keepFiles } from '../strategy/index.js';
import { textOf } from './executor.js';
import { openerOf } from './players/opening.js';
import type { Lane } from './players/player.js';
import type { Series } from './series.js';
import { playTask } from './task.js';
import { type Order, type Report, WATCHED, type WorkerData } from './thread.js';

const { plan, sources, watch, port, logPrograms }: WorkerData = workerData;
// Strategies are not meant for it: neither for the seed nor for the way to the coordinator.
for (const key of Object.keys(workerData)) delete workerData[key];
// A run is about the strategies that it began with, whatever is edited meanwhile.
for (const { files } of sources) keepFiles(files);
const openers = sources.map((source) => openerOf(source, true));
/** What stands in the stack of an error of each. */
const places = sources.map(({ spec }) => splitSpec(spec).name);

// What strategies print is for nobody, and would be kept until a series is over.
for (const stream of [process.stdout, process.stderr]) stream._writev = (_, done) => done();

/** A strategy that draws its lots from `Math` is repeatable too; one function, as packages keep the one that they find. */
let numbers = createRng(plan.seed);
/** Each lane has its own. */
let seedOfNumbers = '';
let numbersOf: readonly [() => number, () => number] = [numbers, numbers];
Math.random = () => numbers();

/** Whoever watches from outside sees that it goes on. */
function goOn(): void {
  watch[WATCHED.count] = ((watch[WATCHED.count] ?? 0) + 1) | 0;
}

/** And who is being asked. */
function asking(lane: Lane, match: number, player: 0 | 1): void {
  watch[WATCHED.lane] = lane;
  watch[WATCHED.match] = match;
  watch[WATCHED.player] = player;
  goOn();
}

let playing: { readonly series: Series; readonly entrants: readonly [number, number] } | undefined;

/** What a strategy left running has failed: its files are in the stack, or else it is whoever was asked last. */
function stray(error: unknown): void {
  if (!playing) return;
  const stack = error instanceof Error ? String(error.stack) : '';
  const [first, second] = playing.entrants.map((entrant) => stack.includes(places[entrant] ?? ' '));
  const player = first === second ? (watch[WATCHED.player] === 0 ? 0 : 1) : first ? 0 : 1;
  playing.series.failLate(player, describeThrown(error));
}
process.on('uncaughtException', stray);
process.on('unhandledRejection', stray);

const hooks = {
  openers,
  logPrograms,
  asking,
  beginning(task: number, pairing: number, seed: string) {
    watch[WATCHED.task] = task;
    watch[WATCHED.pairing] = pairing;
    seedOfNumbers = seed;
    numbersOf = [createRng(`${seed}/0`), createRng(`${seed}/1`)];
  },
  // The first number is still to come where none was drawn.
  drewOthers: () => numbersOf.some((next, lane) => next() !== createRng(`${seedOfNumbers}/${lane}`)()),
  entering(lane: Lane) {
    numbers = numbersOf[lane];
  },
  playing(series: Series, entrants: readonly [number, number]) {
    playing = { series, entrants };
  },
  waiting(ms: number) {
    // Before the limit falls back to that of a move, as what was waited for until now is over.
    goOn();
    watch[WATCHED.waitMs] = ms;
  },
  proceed() {
    watch[WATCHED.played] = (watch[WATCHED.played] ?? 0) + 2;
    return watch[WATCHED.stop] === 0;
  },
  // What is left running fails now, or is not to be waited for.
  settle: () => setImmediate(),
};

/** Results of quick tasks are handed over several at a time, as each message takes as long as what is done with it. */
const TOGETHER_MS = 20;

async function carryOut({ tasks, lost, settings }: Order): Promise<void> {
  let results: Report['results'][number][] = [];
  let handedOverAt = performance.now();
  for (const [index, task] of tasks.entries()) {
    const setting = settings[task];
    results.push({ task, line: textOf(await playTask(plan, task, { ...hooks, lost, setting })) });
    watch[WATCHED.played] = 0;
    const now = performance.now();
    const stopped = watch[WATCHED.stop] !== 0;
    if (now - handedOverAt < TOGETHER_MS && index < tasks.length - 1 && !stopped) continue;
    port.postMessage({ results, stopped } satisfies Report);
    if (stopped) return;
    results = [];
    handedOverAt = now;
  }
}

port.on('message', (order: Order | 'end') => {
  if (order === 'end') process.exit();
  carryOut(order).catch((error: unknown) => {
    const why =
      error instanceof BotpitError
        ? { refused: { message: error.message, hint: error.hint } }
        : { failed: error instanceof Error ? String(error.stack) : String(error) };
    port.postMessage({ results: [], stopped: true, ...why } satisfies Report);
  });
});
