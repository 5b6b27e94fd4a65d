import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folders of tests that keep a core busy; the others mostly wait: for processes and threads, for sockets, for time to pass. */
const COMPUTING = [
  'config',
  'contracts',
  'evidence',
  'games',
  'match',
  'pages',
  'protocol',
  'stats',
  'strategies',
  'ui',
];

/** Those that take longest, so that none of them begins when all others are done. */
const LONGEST = [
  'cli/check',
  'lab/queue/queue',
  'faults/ways',
  'lab/faults',
  'e2e/ledger',
  'strategy/isolation',
  'e2e/canary-outputs',
  'cli/lab-tune',
  'lab/programs',
  'report/browser',
  'pages/browser',
  'cli/lab-exploit',
  'cli/lab-resume',
  'lab/fidelity',
  'lab/lanes',
  'lab/tune',
  'faults/queue',
  'lab/verdicts',
  'lab/queue/strategies',
  'cli/init',
  'e2e/operator',
  'strategy/load',
  'cli/lab',
  'cli/refusals',
  'strategies/adaptive',
  'stats/verdict',
  'contracts/strategy',
].map((name) => `/test/${name}.test.ts`);

const isComputing = new RegExp(`/test/(?:${COMPUTING.join('|')})/|/test/[^/]+$`);

/**
 * Tests that wait overlap, and those that compute come after them, so that they do not make them late. Of either, the files that
 * are known to take long come first, in that order, and then all others by their size, as Vitest does.
 */
export class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(name));
      return (isComputing.test(moduleId) ? 1_000 : 0) + (at === -1 ? LONGEST.length : at);
    };
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}
