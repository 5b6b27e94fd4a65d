import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { WaitingFirst } from './support/waiting-first.js';

const root = fileURLToPath(new URL('..', import.meta.url));

export default defineConfig({
  root,
  resolve: { alias: { 'botpit/arena': `${root}src/arena/index.ts`, botpit: `${root}src/index.ts` } },
  test: {
    globalSetup: 'test/support/canary-guard.ts',
    // Processes, as strategies are loaded and ended in them. Each takes one file after the other, and loads our modules once.
    pool: 'forks',
    isolate: false,
    // On a busy machine, what takes two seconds can take a minute.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    teardownTimeout: 60_000,
    // A page draws a little after the key or the click, and later still on a busy machine.
    expect: { poll: { timeout: 60_000 } },
    sequence: { sequencer: WaitingFirst },
    include: ['test/**/*.test.{ts,tsx}'],
    // More than two processors, as most tests wait.
    maxWorkers: 4,
  },
});
