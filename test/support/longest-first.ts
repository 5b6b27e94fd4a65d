import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Those that take longest, so that none of them begins when all others are done. */
const LONGEST = [
  'cli/check',
  'lab/faults',
  'faults/ways',
  'strategy/isolation',
  'lab/verdicts',
  'lab/queue/queue',
  'lab/lanes',
  'faults/queue',
  'report/browser',
  'e2e/ledger',
  'e2e/canary-outputs',
  'lab/fidelity',
  'cli/lab',
  'cli/lab-exploit',
  'strategy/load',
  'lab/programs',
  'cli/lab-resume',
  'e2e/operator',
  'lab/queue/strategies',
  'cli/refusals',
  'strategies/adaptive',
  'stats/verdict',
  'contracts/strategy',
].map((name) => `/test/${name}.test.ts`);

/** The files that are known to take long, in that order, then all others by their size, as Vitest does. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(name));
      return at === -1 ? LONGEST.length : at;
    };
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}
