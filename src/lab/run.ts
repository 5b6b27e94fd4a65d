import type { Executor } from './executor.js';
import { lineOf, resultIn } from './executor.js';
import { type RunPlan, taskCount } from './plan.js';
import type { RunResult } from './result.js';
import type { RunFile } from './run-file.js';
import { Standings } from './standings.js';
import type { TaskResult } from './task.js';

export interface RunOptions {
  readonly executor: Executor;
  /** Where the run is kept, so that it can be gone on with. */
  readonly file?: RunFile | undefined;
  /** Only the tasks whose number leaves this rest; without it, all. The result is then not complete. */
  readonly shard?: { readonly index: number; readonly of: number } | undefined;
  /** Ends the run where it stands. */
  readonly signal?: AbortSignal | undefined;
  /** After every result that counts. */
  readonly onProgress?: ((standings: Standings) => void) | undefined;
}

/** Tasks that may be under way beyond the first one that is missing: what waits for that one is in memory. */
const MOST_AHEAD = 2_048;

/**
 * Plays a run to its end, or up to where it is aborted: what the file has already is not played again.
 * @throws BotpitError where the file cannot be written; what the executor throws
 */
export async function playRun(plan: RunPlan, options: RunOptions): Promise<RunResult> {
  const { executor, file, shard, signal, onProgress } = options;
  const standings = new Standings(plan);
  const done = new Uint8Array(taskCount(plan));
  if (file) {
    for await (const line of file.lines()) {
      const result = resultIn(line);
      // Two coordinators, or a worker that was thought dead: the same task, the same result.
      if (done[result.task] !== 0) continue;
      done[result.task] = 1;
      if (!shard) standings.add(result);
    }
    onProgress?.(standings);
  }
  const over = new AbortController();
  const stop = () => over.abort();
  signal?.addEventListener('abort', stop);
  if (signal?.aborted) stop();
  const mine = (task: number) => !shard || task % shard.of === shard.index;
  let at = 0;
  const next = () => {
    const end = shard ? done.length : Math.min(done.length, standings.counted + MOST_AHEAD);
    while (at < end && (done[at] !== 0 || !mine(at))) at++;
    return at < end && !over.signal.aborted ? at++ : undefined;
  };
  const tell = (told: string | TaskResult) => {
    const result = typeof told === 'string' ? resultIn(told) : told;
    if (over.signal.aborted || done[result.task] !== 0) return;
    done[result.task] = 1;
    file?.add(typeof told === 'string' ? told : lineOf(told));
    if (file?.failed) stop();
    if (shard) return;
    standings.add(result);
    onProgress?.(standings);
    if (standings.complete) stop();
  };
  try {
    // Once more where all that could be under way at a time is done, and there is more.
    while (!standings.complete && !over.signal.aborted && done.some((one, task) => one === 0 && mine(task))) {
      await executor.run(plan, next, tell, over.signal);
    }
  } finally {
    signal?.removeEventListener('abort', stop);
  }
  // A part of a run is not finished by itself: it waits to be merged.
  if (standings.complete && !shard) file?.finish();
  return standings.result();
}
