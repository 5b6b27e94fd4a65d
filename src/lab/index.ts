import { availableParallelism } from 'node:os';
import { closing } from '../lib/closing.js';
import { type Executor, InlineExecutor } from './executor.js';
import { Pool } from './pool.js';
import type { QueueOptions } from './queue/coordinator.js';
import type { QueueWorkerOptions } from './queue/worker.js';
import {
  type CompareOptions,
  type Contender,
  type LabOptions,
  type Prepared,
  prepareCompare,
  prepareMatch,
  prepareTournament,
  prepareTune,
  type TuneOptions,
} from './request.js';
import { playPrepared } from './run.js';
import type { RunResult } from './run-result.js';
import type { Standings } from './standings.js';

export type { Comparison } from './comparison.js';
export type { Executor } from './executor.js';
export { InlineExecutor } from './executor.js';
export { type EstimateOptions, type ExploitEstimate, estimateExploit } from './exploit/estimate.js';
export {
  type BeatingMove,
  bestResponder,
  type Exploitability,
  type ExploitOptions,
  exploit,
  type SideExploit,
} from './exploit/exploit.js';
export { learnedResponder, type Observation } from './exploit/learned.js';
export type { Bare } from './exploit/model.js';
export { exploitNamed } from './exploit/solver.js';
export { type KeptMatch, problemOfKept, rebuilt, type ShownMatch } from './kept.js';
export { mergeRun, runIn } from './kept-run.js';
export {
  type EarlierTest,
  type Entrant,
  isTunedAlone,
  type Keep,
  type MatchPlace,
  numberOf,
  placeOf,
  planId,
  type RunPlan,
  type SequentialTest,
  taskCount,
} from './plan.js';
export { Declarations, locate } from './players/declarations.js';
export { type EntrantOptions, sameTwice } from './players/entrants.js';
export type { Fault, FaultKind } from './players/player.js';
export { Pool } from './pool.js';
export { shownAddress } from './queue/address.js';
export type { QueueConnectionEvent, QueueEvent, QueueWorkerEvent } from './queue/connection.js';
export type { QueueOptions } from './queue/coordinator.js';
export type { QueueWorkerOptions } from './queue/worker.js';
export { finishedAt, type KeptCount, keptCount, keptIn, planIn, resultsIn } from './read-run.js';
export * from './request.js';
export { playPrepared, playRun, preflight, type RunOptions, showMatch } from './run.js';
export { isOpen, RunFile, removeFinished, removeRun } from './run-file.js';
export type {
  Circle,
  CoursePoint,
  EntrantResult,
  KeptRun,
  PairingResult,
  RunResult,
} from './run-result.js';
export * from './standings.js';
export { type TuneSpace, tuneSpace } from './tune/prepare.js';
export type { Setting, TunedParam } from './tune/space.js';
export type { Predicted, TuningResult } from './tune/tuning.js';
export type { WorkerResult } from './worker-check.js';

// The queue's packages take long to load, and few runs need them.

/** Lets workers on other machines play; see `openExecutor`. Throws as it does. */
export async function openQueueExecutor(options: QueueOptions): Promise<Executor> {
  return (await import('./queue/coordinator.js')).openExecutor(options);
}

/** Plays for others until it is aborted; see `runQueueWorker`. Throws as it does. */
export async function workForQueue(options: QueueWorkerOptions): Promise<void> {
  return (await import('./queue/worker.js')).runQueueWorker(options);
}

/** How a run is played; nothing here changes its result. */
export interface PlayOptions {
  /** Keeps the run, so that a later call with the same strategies, options and seed goes on where it stopped. */
  readonly file?: string;
  /** Plays again what `file` has already: its results are removed first. */
  readonly fresh?: boolean;
  /** Stops the run at its next match; the result then is not complete. */
  readonly signal?: AbortSignal;
  /** After every series that counts: `matches` of `matchesAtMost`, and `result()` for all of it. */
  readonly onProgress?: (standings: Standings) => void;
}

/**
 * Two strategies against each other: pairs of matches with the same draws and the sides swapped.
 * @throws BotpitError where a strategy cannot be loaded or does not play the game, or the file cannot be used
 */
export async function match(
  a: Contender,
  b: Contender,
  options: LabOptions & PlayOptions,
): Promise<RunResult> {
  return play(await prepareMatch(a, b, options), options);
}

/** Everybody against everybody; with `gauntlet`, the first against everybody else. Throws as `match`. */
export async function tournament(
  field: readonly Contender[],
  options: LabOptions & PlayOptions & { readonly gauntlet?: boolean },
): Promise<RunResult> {
  return play(await prepareTournament(field, options), options);
}

/**
 * Whether `candidate` is better than `baseline`: `comparison.verdict`. Stops as soon as it knows, and is wrong no
 * more often than `alpha` and `beta` say. Throws as `match`.
 */
export async function compare(
  candidate: Contender,
  baseline: Contender,
  options: CompareOptions & PlayOptions,
): Promise<RunResult> {
  return play(await prepareCompare(candidate, baseline, options), options);
}

/**
 * Better parameters for a strategy: `tuning.best.setting`, as far as is known. It is a prediction: whether they are better, `compare`
 * tells, with another seed. Throws as `match`, and where there is nothing to tune.
 */
export async function tune(strategy: Contender, options: TuneOptions & PlayOptions): Promise<RunResult> {
  return play(await prepareTune(strategy, options), options);
}

async function play(
  prepared: Prepared,
  { jobs, file: path, fresh, signal, onProgress }: Pick<LabOptions, 'jobs'> & PlayOptions,
): Promise<RunResult> {
  const { openers, sources } = prepared;
  const executor = sources ? new Pool(sources, jobs ?? availableParallelism()) : new InlineExecutor(openers);
  await using _executor = closing(() => executor.close());
  return await playPrepared(prepared, { executor, path, fresh, signal, onProgress });
}
