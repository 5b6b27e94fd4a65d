import { BotpitError } from '../errors.js';
import { planId, taskCount } from './plan.js';
import { finishedAt, keptCount, planIn, resultsIn } from './read-run.js';
import { isOpen } from './run-file.js';
import type { RunResult } from './run-result.js';
import { Standings } from './standings.js';
import type { TaskResult } from './tally.js';

/**
 * A run as its file has it, finished or not.
 * @param shard where the file is of one part
 * @throws BotpitError `lab/run-file` where it is not the file of a run, or damaged
 */
export async function runIn(
  path: string,
  shard: { readonly index: number; readonly of: number } = { index: 0, of: 1 },
): Promise<{
  readonly result: RunResult;
  readonly finishedAt: Date | null;
  /** Whether a process is at work on it. */
  readonly isOpen: boolean;
  /** How many of its series have been played, of all that it may take; of a part, of those that are the part's. */
  readonly share: number;
}> {
  const plan = await planIn(path);
  const standings = new Standings(plan);
  let tasks = 0;
  for await (const result of resultsIn(path, plan)) {
    standings.add(result);
    tasks++;
  }
  if (!standings.complete) standings.addUncounted([]);
  const keptMatches = plan.keep === undefined ? undefined : await keptCount(path, plan);
  return {
    result: { ...standings.result(), ...(keptMatches ? { keptMatches } : {}) },
    finishedAt: await finishedAt(path),
    isOpen: isOpen(path),
    share: tasks / Math.max(1, Math.ceil((taskCount(plan) - shard.index) / shard.of)),
  };
}

/** A part of a run, read result by result. */
interface Part {
  readonly results: AsyncIterator<TaskResult>;
  next: TaskResult | null;
}

/**
 * The result of a run whose parts are in several files: the same as if it had been played in one go. The files are read
 * side by side, whichever is behind first, so that memory does not grow with them.
 * @throws BotpitError `lab/run-file` where a file cannot be read, is of another run, or parts are missing
 */
export async function mergeRun(paths: readonly string[]): Promise<RunResult> {
  const plans = await Promise.all(paths.map(planIn));
  const [plan] = plans;
  if (!plan) throw new BotpitError('usage', 'no file was named');
  const stranger = plans.findIndex((other) => planId(other) !== planId(plan));
  if (stranger > 0) {
    throw new BotpitError('lab/run-file', `${paths[stranger]} and ${paths[0]} are parts of different runs`, {
      hint: 'Parts belong together where strategies, options and seed are the same.',
    });
  }
  const standings = new Standings(plan);
  const parts = await Promise.all(
    paths.map(async (path): Promise<Part> => {
      const results = resultsIn(path, plan)[Symbol.asyncIterator]();
      return { results, next: await following(results) };
    }),
  );
  // To their ends, also where nothing more counts: all of it must be what the plan promises.
  for (;;) {
    const behind = parts.reduce<Part | null>(
      (first, part) => (part.next && (!first?.next || part.next.task < first.next.task) ? part : first),
      null,
    );
    if (!behind?.next) break;
    standings.add(behind.next);
    behind.next = await following(behind.results);
  }
  if (!standings.complete) {
    throw new BotpitError(
      'lab/run-file',
      `parts are missing: series ${Math.floor(standings.counted / plan.slots.length) + 1} is in none of the files`,
      {
        hint: 'Name the files of all parts; one that was stopped goes on with its own command.',
      },
    );
  }
  return standings.result();
}

async function following(results: AsyncIterator<TaskResult>): Promise<TaskResult | null> {
  const { done, value } = await results.next();
  return done ? null : value;
}
