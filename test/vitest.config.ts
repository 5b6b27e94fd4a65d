import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

export default defineConfig({
  root,
  resolve: { alias: { 'botpit/arena': `${root}src/arena/index.ts`, botpit: `${root}src/index.ts` } },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/canary-guard.ts',
    pool: 'threads',
    isolate: false,
    // One for each core of a small machine: with more, programs that tests start come too late for what is timed.
    maxWorkers: 2,
    testTimeout: 20_000,
  },
});
