import { readFileSync } from 'node:fs';

/** The version in package.json, which lies two folders above `dist/src` and one above `src`. */
export function version(): string {
  const up = import.meta.url.endsWith('.ts') ? '../package.json' : '../../package.json';
  const { version } = JSON.parse(readFileSync(new URL(up, import.meta.url), 'utf8')) as { version: string };
  return version;
}
