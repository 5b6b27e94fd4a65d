import { PACKAGE_ROOT } from '../lib/package-root.js';

/** The built entry of an isolation. Where the source runs as it is (tests), Node 20 still needs the build for it. */
export function entryUrl(name: 'worker-entry' | 'process-entry'): URL {
  return new URL(`dist/src/strategy/${name}.js`, PACKAGE_ROOT);
}
