import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** `const { a, b } = await load('path')`: benches take parts of the sources by their paths, which nothing else looks at. */
const LOADED = /const \{ ([^}]+) \} = await load\('([^']+)'\)/g;

const loaded = readdirSync(`${root}bench`, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.js'))
  .flatMap((name) =>
    [...readFileSync(`${root}bench/${name}`, 'utf8').matchAll(LOADED)].map(
      ([, names = '', path = '']) => [name, path, names.split(', ')] as const,
    ),
  );

test('the benches that load sources are looked at', () => {
  expect(loaded.length).toBeGreaterThan(5);
});

test.each(loaded)('what bench/%s loads from %s is there', async (_name, path, names) => {
  const module: object = await import(`${root}${path}`);
  expect(Object.keys(module)).toEqual(expect.arrayContaining(names.map((name) => name.split(':')[0])));
});
