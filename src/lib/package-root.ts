import { existsSync } from 'node:fs';

/**
 * The folder of botpit's own package, as a URL that ends in a slash. Found by looking upwards, because bundling moves this
 * file about.
 */
export const PACKAGE_ROOT: URL = find(new URL('.', import.meta.url));

/** Whether botpit runs from its TypeScript sources (tests) and not from the build. */
export const FROM_SOURCE = import.meta.url.endsWith('.ts');

/** A built entry of a thread or a process. Where the source runs as it is (tests), Node 20 still needs the build for it. */
export function builtEntry(
  name:
    | 'strategy/isolation/worker-entry'
    | 'strategy/isolation/process-entry'
    | 'lab/worker-entry'
    | 'lab/exploit/solver-entry',
): URL {
  return new URL(`dist/src/${name}.js`, PACKAGE_ROOT);
}

function find(folder: URL): URL {
  return existsSync(new URL('bin/botpit.js', folder)) ? folder : find(new URL('..', folder));
}
