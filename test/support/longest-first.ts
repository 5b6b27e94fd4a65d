import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Those that take longest, so that none of them begins when all others are done. */
const LONGEST = [
  'cli/lab-exploit',
  'faults/ways',
  'lab/faults',
  'strategy/isolation',
  'faults/queue',
  'cli/check',
  'lab/queue/strategies',
  'e2e/ledger',
  'report/browser',
  'e2e/canary-outputs',
  'lab/queue/queue',
  'lab/verdicts',
  'cli/lab-resume',
  'e2e/operator',
  'lab/programs',
  'lab/lanes',
  'cli/lab',
  'strategy/load',
  'strategies/adaptive',
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
