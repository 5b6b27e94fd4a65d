import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import type { JitiOptions } from 'jiti';
import { PACKAGE_ROOT } from '../lib/package-root.js';

const pathOf = (name: string) => fileURLToPath(new URL(`dist/${name}.js`, PACKAGE_ROOT));

/**
 * What `import 'botpit'`, `'botpit/arena'` and `'botpit/lab'` mean, wherever the strategy lies: botpit's own entries, as they
 * were built, also where the source runs as it is (tests).
 */
export function ownEntries(): Pick<JitiOptions, 'alias' | 'virtualModules'> {
  return {
    alias: {
      'botpit/arena': pathOf('src/arena/index'),
      'botpit/lab': pathOf('src/lab/index'),
      botpit: pathOf('src/index'),
    },
    ...(isMainThread ? {} : { virtualModules: { botpit: lazyEntry() } }),
  };
}

/** What else the library exports, besides `defineStrategy`. */
const MORE =
  'BotpitClient BotpitError CLOSE_POLICY DEFAULT_URL TAUNTS closeVerdict defineConfig formatSol jsonSchema parseSol';

/**
 * The library, for a strategy in a thread. Nearly every strategy uses `defineStrategy` and nothing else. Loading all of the library
 * takes a fifth of the time that such a thread needs to start, so the rest is loaded when it is first used.
 */
function lazyEntry(): object {
  const require = createRequire(import.meta.url);
  const path = pathOf('cjs/src/index');
  const entry = { defineStrategy: (strategy: unknown) => strategy };
  Object.defineProperty(entry, '__esModule', { value: true });
  for (const name of MORE.split(' ')) {
    const get = () => (require(path) as Record<string, unknown>)[name];
    Object.defineProperty(entry, name, { enumerable: true, get });
  }
  return entry;
}
