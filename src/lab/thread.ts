import { MessageChannel, type MessagePort, type ResourceLimits, Worker } from 'node:worker_threads';
import { safeEnv } from '../lib/api-key.js';
import { builtEntry } from '../lib/package-root.js';
import type { StrategySnapshot } from '../strategy/index.js';
import type { RunPlan } from './plan.js';
import type { LostTask } from './task.js';
import type { Setting } from './tune/space.js';

/**
 * Starts a thread in which strategies are called.
 * @param data what that finds as its `workerData`; with `port`, its way to whoever started it, as its own is known to strategies
 * @returns the other end of that
 */
export function startThread(
  entry: 'lab/worker-entry' | 'lab/exploit/solver-entry',
  data: object,
  resourceLimits: ResourceLimits = {},
): { readonly worker: Worker; readonly port: MessagePort } {
  const { port1, port2: port } = new MessageChannel();
  const worker = new Worker(builtEntry(entry), {
    workerData: { ...data, port },
    transferList: [port],
    // As strategies are kept from the key everywhere; and what Node was started with is not meant for them.
    env: safeEnv(process.env, process.env.BOTPIT_API_KEY?.trim()),
    argv: [],
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits,
  });
  // What nobody reads is kept.
  worker.stdout.resume();
  worker.stderr.resume();
  return { worker, port: port1 };
}

/** What a thread of the lab is started with. */
export interface WorkerData {
  readonly plan: RunPlan;
  /** What each entrant is. */
  readonly sources: readonly StrategySnapshot[];
  /** As `TaskOptions` has it. */
  readonly logPrograms?: string | undefined;
  /** To the coordinator: the thread's own port is known to strategies. */
  readonly port: MessagePort;
  /**
   * Shared memory: who is being asked, whether the thread is to stop at its next match, how many matches it has played
   * of the task at hand, and how long may be waited for an answer where that is longer than for a move.
   */
  readonly watch: Int32Array;
}

/** The places in it. */
export const WATCHED = {
  count: 0,
  task: 1,
  pairing: 2,
  match: 3,
  player: 4,
  stop: 5,
  played: 6,
  lane: 7,
  waitMs: 8,
} as const;

export interface Order {
  readonly tasks: readonly number[];
  readonly lost: readonly LostTask[];
  /** By task, in a tune. */
  readonly settings: Readonly<Record<number, Setting>>;
}

export interface Report {
  /** Each as `textOf` writes it. */
  readonly results: readonly { readonly task: number; readonly line: string }[];
  /** Whether it was stopped: the other tasks of the order are not played. */
  readonly stopped: boolean;
  /** Why there will be no more: a strategy is not what it was when the run began. */
  readonly refused?: { readonly message: string; readonly hint: string | undefined };
  /** The same for a fault of botpit's own: the stack of what was thrown. */
  readonly failed?: string;
}
