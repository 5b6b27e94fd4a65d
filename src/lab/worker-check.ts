import {
  checkSample,
  NO_VALUES,
  type SampleCheck,
  tallyOf,
  type ValueSums,
  withValue,
} from '../stats/index.js';
import type { RunPlan, Task } from './plan.js';
import type { TaskResult } from './tally.js';

/** What a worker of a queue has played of a run, beside what all have. Plain data. */
export interface WorkerResult {
  readonly name: string;
  /** Of all pairings. */
  readonly series: number;
  /** The pairing in which its results lie farthest from those of all; its place in the result's. */
  readonly pairing: number;
  /** There: the mean score of its series, and of all. */
  readonly score: number;
  readonly scoreOfAll: number;
  /** There: see `SampleCheck`. */
  readonly chiSquared: number;
  /** Whether chance makes no such difference in one of 1,000 runs: it has played something else. */
  readonly isOdd: boolean;
}

/** How often a run may accuse a worker that has done nothing wrong. */
const LEVEL = 0.001;

/** What each worker's series came to, pairing by pairing. */
export class WorkerCheck {
  /** By pairing. */
  readonly #all: ValueSums[] = [];
  readonly #byWorker = new Map<string, ValueSums[]>();

  /** Those of a tune are of settings that become better: who came late would look odd. */
  add({ slots, series, tune }: RunPlan, task: Task, { worker, tallies }: TaskResult): void {
    if (worker === undefined || tune !== undefined || task.length < series) return;
    const before = slots.slice(0, task.slot).flat().length;
    const own = this.#byWorker.get(worker) ?? [];
    this.#byWorker.set(worker, own);
    for (const [index, { pairs }] of tallies.entries()) {
      const { wins, draws } = tallyOf(pairs);
      const score = (wins + draws / 2) / task.matches;
      for (const sums of [this.#all, own])
        sums[before + index] = withValue(sums[before + index] ?? NO_VALUES, score);
    }
  }

  /** By name; empty where no worker has named itself. */
  results(): WorkerResult[] {
    const tests = this.#byWorker.size * this.#all.length;
    const names = [...this.#byWorker.keys()].sort();
    return names.map((name) => {
      let [pairing, series] = [0, 0];
      let worst: SampleCheck = { chiSquared: -1, chanceAtMost: 2 };
      const own = this.#byWorker.get(name) ?? [];
      for (const [index, all] of this.#all.entries()) {
        const some = own[index];
        if (some === undefined) continue;
        series += some.count;
        const check = checkSample(some, all);
        const { chanceAtMost: chance, chiSquared } = check;
        const isFarther =
          chance < worst.chanceAtMost || (chance === worst.chanceAtMost && chiSquared > worst.chiSquared);
        if (isFarther) [pairing, worst] = [index, check];
      }
      return {
        ...{ name, series, pairing },
        ...{ score: meanOf(own[pairing]), scoreOfAll: meanOf(this.#all[pairing]) },
        chiSquared: worst.chiSquared,
        isOdd: worst.chanceAtMost < LEVEL / tests,
      };
    });
  }
}

function meanOf({ sum, count }: ValueSums = NO_VALUES): number {
  return count === 0 ? 0.5 : sum / count;
}
