/** The compiled entry of an isolation. Where the source runs as it is (tests), Node 20 still needs the build for it. */
export function entryUrl(name: 'worker-entry' | 'process-entry'): URL {
  const folder = import.meta.url.endsWith('.ts') ? '../../dist/src/strategy/' : './';
  return new URL(`${folder}${name}.js`, import.meta.url);
}
