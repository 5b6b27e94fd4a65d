import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createJiti } from 'jiti';
import type { Done, Work } from '../../src/lab/executor.js';
import {
  type Contender,
  type Executor,
  InlineExecutor,
  type LabOptions,
  Pool,
  playRun,
  prepareMatch,
  type RunResult,
} from '../../src/lab/index.js';
import type { Prepared } from '../../src/lab/request.js';
import type { TaskResult } from '../../src/lab/tally.js';
import { compiledFolder, userFolder } from '../../src/lib/user-folders.js';
import { tempFolder } from '../support/run-cli.js';

const compiler = createJiti(import.meta.url, { fsCache: compiledFolder() });

/** For a command line of its own, whose home folder is another: what this process has compiled. */
export const COMPILED = { XDG_CACHE_HOME: dirname(userFolder('cache', process.env) ?? '') };

/**
 * A fresh folder with these files, the strategies among them as they are found by whoever loads them again: compiled. A
 * thread that does not find them so loads the compiler, which takes longer than all the rest of a short run.
 */
export function strategyFolder(files: Readonly<Record<string, string>>): string {
  const folder = tempFolder(files);
  for (const [name, source] of Object.entries(files)) {
    if (!/\.(mjs|ts)$/.test(name)) continue;
    const file = { filename: join(folder, name), source, ts: name.endsWith('.ts') };
    compiler.transform(file);
    // Node itself imports the others.
    if (file.ts) compiler.transform({ ...file, async: true });
  }
  return folder;
}

/** A loop that never gives its thread back, and mostly sleeps: seen from outside, it is as any other. */
export const HANGS = 'for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);';

/** The path of a strategy of these tests. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`./strategies/${name}.ts`, import.meta.url));
}

/** Two strategies against each other without the trial match before, which those that only fail do not pass. */
export async function matchUntried(a: Contender, b: Contender, options: LabOptions): Promise<RunResult> {
  return playUntried(await prepareMatch(a, b, options), options.jobs);
}

/** The same, of a match that is prepared: it may be played more than once. */
export async function playUntried(
  { plan, openers, sources }: Prepared,
  jobs: number | undefined,
): Promise<RunResult> {
  const executor = sources ? new Pool(sources, jobs ?? 2) : new InlineExecutor(openers);
  try {
    return await playRun(plan, { executor });
  } finally {
    await executor.close();
  }
}

/** A result as text, without what depends on the machine, and on whether it was played now. */
export function text(result: RunResult): string {
  return JSON.stringify(
    result,
    (key, value: unknown) => (key === 'decideMs' || key === 'kept' ? undefined : value),
    1,
  );
}

/** The same, without how the strategies were given: equal for a file and an object of the same code. */
export function figures(result: RunResult): string {
  const { entrants, plan: _, runId: __, ...rest } = result;
  const shown = entrants.map(({ spec: _, version: __, ...of }) => of);
  return text({ ...rest, entrants: shown } as unknown as RunResult);
}

/** The result of a task as text, without its times. */
export function timeless(result: string | TaskResult): string {
  const plain: unknown = typeof result === 'string' ? JSON.parse(result) : result;
  return JSON.stringify(plain, (key, value: unknown) => (key === 'times' ? undefined : value));
}

/** Another order for the same results. */
export type Order = <Result>(results: Result[]) => Result[];

/** Plays as `inner` does, and tells the results of so many tasks at a time in an order of its own. */
export class Shuffled implements Executor {
  readonly #inner: Executor;
  readonly #width: number;
  readonly #order: Order;

  constructor(inner: Executor, width: number, order: Order) {
    this.#inner = inner;
    this.#width = width;
    this.#order = order;
  }

  async run({ plan, next, done, settingOf, signal }: Work): Promise<void> {
    for (;;) {
      const tasks: number[] = [];
      for (let task = next(); task !== undefined; task = next()) {
        tasks.push(task);
        if (tasks.length === this.#width) break;
      }
      if (tasks.length === 0) return;
      const results: Parameters<Done>[0][] = [];
      await this.#inner.run({
        plan,
        next: () => tasks.shift(),
        done: (result) => results.push(result),
        settingOf,
        signal,
      });
      for (const result of this.#order(results)) done(result);
    }
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}

/** A result of a task that nobody played: so many of its pairs won twice, so many lost twice, the others split. */
export function made(task: number, pairs: number, won: number, lost = 0): TaskResult {
  const conduct = { faults: {}, moves: {}, times: {} };
  return {
    task,
    tallies: [{ pairs: [lost, 0, 0, pairs - won - lost, 0, won], curve: [], conduct: [conduct, conduct] }],
  };
}
