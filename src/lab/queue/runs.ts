import { type Job, Queue } from 'bullmq';
import type { StrategySpec } from '../../lib/strategy-spec.js';
import type { RunPlan } from '../plan.js';
import type { TaskResult } from '../tally.js';
import type { Setting } from '../tune/space.js';
import type { Connection } from './connection.js';

/** What stands before every key. */
export const PREFIX = 'botpit-lab';
/** A run that nobody has coordinated for so long is cleared away. */
export const KEEP_MS = 24 * 60 * 60 * 1_000;

/** How a worker opens an entrant: by its files, or as named. */
export type Source = Parcel | { readonly kind: 'named'; readonly spec: string };

/** The files of a strategy, as text that travels. */
export interface Parcel {
  readonly kind: 'files';
  /** SHA-256 of the text. */
  readonly hash: string;
  readonly text: string;
  /** The folder that its paths start from, as a message names it on the sender's machine. */
  readonly folder: string;
  /** What the strategy's parameters are set to; absent where they are not. */
  readonly params?: StrategySpec['params'];
}

/** A run as Redis has it. */
export interface RunRecord {
  readonly plan: RunPlan;
  /** By entrant. */
  readonly sources: readonly Source[];
}

/**
 * The runs that are in a Redis. Each is a delayed job, which its coordinators put off for as long as they want the run:
 * whoever gets the job clears the run away. One that was left with its results is another job, which nobody plays.
 */
export type RunsQueue = Queue<RunRecord | null>;
export const RUNS = 'runs';

/** The series of one run. A worker that cannot play the run leaves its queue alone. */
export type SeriesQueue = Queue<SeriesOrder, TaskResult>;
export type SeriesJob = Job<SeriesOrder, TaskResult>;

export interface SeriesOrder {
  readonly task: number;
  /** Of a tune: what the parameters of the first entrant are set to. */
  readonly setting?: Setting | undefined;
}

export const queueName = (runId: string) => `run-${runId}`;

/** By its id, a series is in the queue once. */
export const seriesId = (task: number) => `series-${task}`;

/** The job of a run that is wanted. BullMQ refuses ids that are numbers, and one in 280 run ids has digits only. */
export const wantedId = (runId: string) => `wanted-${runId}`;

/** The job of a run that was left with its results. */
export const leftId = (runId: string) => `left-${runId}`;

/** @param id of a job of `RunsQueue` */
export const runIdOf = (id: string) => id.slice(id.indexOf('-') + 1);

/** The ids of the runs that are wanted. */
export async function wantedRuns(runs: RunsQueue): Promise<string[]> {
  const ids = await runs.getRanges(['delayed'], 0, -1);
  return ids.filter((id) => id === wantedId(runIdOf(id))).map(runIdOf);
}

/** For whatever is BullMQ's. */
export function optionsOf({ redis }: Connection) {
  return { connection: redis, prefix: PREFIX };
}

export function openRuns(connection: Connection): RunsQueue {
  const runs: RunsQueue = new Queue(RUNS, {
    ...optionsOf(connection),
    streams: { events: { maxLen: 100 } },
    defaultJobOptions: { delay: KEEP_MS, removeOnComplete: true, removeOnFail: true },
  });
  // The connection is watched where it was opened.
  runs.on('error', () => undefined);
  return runs;
}

export function openQueue(connection: Connection, runId: string): SeriesQueue {
  const queue: SeriesQueue = new Queue(queueName(runId), {
    ...optionsOf(connection),
    // It would write them whenever it gets to it, even after the run has been removed.
    skipMetasUpdate: true,
    // For what a worker cannot help, such as a full disk: others may.
    defaultJobOptions: { attempts: 5, backoff: { type: 'fixed', delay: 1_000 } },
  });
  queue.on('error', () => undefined);
  return queue;
}

/** Removes a run's queue and all that is in it. */
export async function removeQueue(connection: Connection, runId: string): Promise<void> {
  const queue = openQueue(connection, runId);
  try {
    await connection.ask(() => queue.obliterate({ force: true }));
  } catch (error) {
    // Another one has removed it meanwhile, or a coordinator that came has opened it again.
    if (!/non-paused/i.test(String(error))) throw error;
  } finally {
    await queue.close();
  }
}

/** What a worker's connection is called, by which coordinators know of it. */
export const workerName = (threads: number, name: string) => `${threads}:${name}`;

/** Of each worker that is there. */
export async function workerThreads(runs: RunsQueue): Promise<number[]> {
  const clients = await runs.getWorkers();
  return clients.map(({ rawname = '' }) => Number.parseInt(rawname.split(':w:')[1] ?? '', 10) || 0);
}
