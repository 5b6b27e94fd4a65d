import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** `[text](path#place)`, but for addresses. */
const LINK = /\]\((?!https?:)([^)#\s]+)[^)]*\)/g;
/** A path of the repository in backquotes; one with a hole in it, such as `src/games/<game>.ts`, stands for its folder. */
const PATH = /`((?:src|test|docs|strategies|bench|bin|\.ci)\/[^`\s]*)`/g;

const documents = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'],
  ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`),
];

test.each(documents)('what %s points to is there', (name) => {
  const text = readFileSync(join(root, name), 'utf8');
  const links = [...text.matchAll(LINK)].map(([, path = '']) => join(dirname(name), path));
  const paths = [...text.matchAll(PATH)].map(([, path = '']) => path.replace(/[^/]*<.*$/, ''));
  expect([...links, ...paths].filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
