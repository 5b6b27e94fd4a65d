import { existsSync } from 'node:fs';

/**
 * The folder of botpit's own package.json, as a URL that ends in a slash. Found by looking upwards, because bundling
 * moves this file about.
 */
export const PACKAGE_ROOT: URL = find(new URL('.', import.meta.url));

/** Whether botpit runs from its TypeScript sources (tests) and not from the build. */
export const FROM_SOURCE = import.meta.url.endsWith('.ts');

function find(folder: URL): URL {
  return existsSync(new URL('package.json', folder)) ? folder : find(new URL('..', folder));
}
