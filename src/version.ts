import { readFileSync } from 'node:fs';
import { PACKAGE_ROOT } from './lib/package-root.js';

/** The version in botpit's package.json. */
export function version(): string {
  const { version } = JSON.parse(readFileSync(new URL('package.json', PACKAGE_ROOT), 'utf8')) as {
    version: string;
  };
  return version;
}
