import { readFileSync } from 'node:fs';
import { PACKAGE_ROOT } from './lib/package-root.js';

/** The version in botpit's package.json. */
export function version(): string {
  const { version } = JSON.parse(readFileSync(new URL('package.json', PACKAGE_ROOT), 'utf8')) as {
    version: string;
  };
  return version;
}

/** Of the events of `--json`: it grows where a field goes or comes to mean something else, not where one is added. */
export const EVENTS_VERSION = 1;

/**
 * The file that holds the botpit of a project. Until botpit is published, its name on a registry could belong to anybody,
 * so a project never asks one for it.
 */
export function tarballName(): string {
  return `botpit-${version()}.tgz`;
}
