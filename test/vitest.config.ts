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
    // Much of the time is spent waiting for processes and time-outs, so that two share a core well.
    maxWorkers: 3,
    testTimeout: 20_000,
  },
});
