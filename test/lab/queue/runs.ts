import { Pool } from '../../../src/lab/pool.js';
import { type Prepared, prepareMatch } from '../../../src/lab/request.js';
import { playRun } from '../../../src/lab/run.js';
import type { RunResult } from '../../../src/lab/run-result.js';

/** Two that learn, in series that are worth a job each: `tasks` of them. */
export function learners(tasks: number, seed: string): Promise<Prepared> {
  return prepareMatch('frequency', 'random', { game: 'rps', matches: 20 * tasks, series: 10, seed });
}

/** The same run in threads of this machine. */
export async function locally({ plan, sources }: Prepared): Promise<RunResult> {
  const executor = new Pool(sources ?? [], 2);
  try {
    return await playRun(plan, { executor });
  } finally {
    await executor.close();
  }
}

/** Without what depends on the machine. */
export function facts(result: unknown): unknown {
  const { entrants, workers: _, ...rest } = JSON.parse(JSON.stringify(result)) as RunResult;
  return { ...rest, entrants: entrants.map(({ decideMs, ...entrant }) => entrant) };
}
