import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './support/longest-first.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Tests that keep a core busy; the others mostly wait: for processes and threads, for sockets, for time to pass. */
const COMPUTING = [
  'test/*.test.ts',
  ...[
    'config',
    'contracts',
    'evidence',
    'games',
    'match',
    'protocol',
    'pages',
    'stats',
    'strategies',
    'ui',
  ].map((folder) => `test/${folder}/**/*.test.{ts,tsx}`),
];

export default defineConfig({
  root,
  resolve: { alias: { 'botpit/arena': `${root}src/arena/index.ts`, botpit: `${root}src/index.ts` } },
  test: {
    globalSetup: 'test/support/canary-guard.ts',
    // A process each: how much memory one takes is looked at by tests.
    pool: 'forks',
    isolate: false,
    // On a busy machine, what takes two seconds can take twenty.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 60_000,
    // A page draws a little after the key or the click, and later still on a busy machine.
    expect: { poll: { timeout: 30_000 } },
    sequence: { sequencer: LongestFirst },
    // One after the other: tests that wait overlap, and what computes does not make them late.
    projects: [
      {
        extends: true,
        test: {
          name: 'waiting',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: COMPUTING,
          maxWorkers: 4,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'computing', include: COMPUTING, maxWorkers: 2, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
