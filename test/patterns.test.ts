import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkSync } from 'recheck';
import { parseAst } from 'rolldown/parseAst';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Patterns that see nothing but botpit's own texts. */
const OWN_TEXTS_ONLY: readonly string[] = [
  // The nine decimals of an amount.
  '/0+$/',
  // The parts of the documents that `games --prompt` prints, as botpit ships them.
  '/^<!-- prompt -->\\n(.*?)^<!-- \\/prompt -->$/gms',
  // The modules of the report page, as botpit ships them.
  '/^import [^;]*;\\n/gm',
];

/** Of time, which on a busy machine would decide what is found. */
const NO_LIMITS = { timeout: null, attackTimeout: null, incubationTimeout: null };

interface Pattern {
  readonly file: string;
  readonly source: string;
  readonly flags: string;
}

function patternsIn(file: string): Pattern[] {
  const found: Pattern[] = [];
  JSON.stringify(
    parseAst(readFileSync(ROOT + file, 'utf8'), { lang: file.endsWith('x') ? 'tsx' : 'ts' }),
    (_key, node) => {
      if (node?.type === 'Literal' && node.regex) {
        found.push({ file, source: node.regex.pattern, flags: node.regex.flags });
      }
      return typeof node === 'bigint' ? null : node;
    },
  );
  return found;
}

const files = ['src', 'strategies'].flatMap((folder) =>
  readdirSync(ROOT + folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => `${folder}/${name}`),
);
const patterns = files.flatMap(patternsIn);

test('no pattern takes longer than in proportion to the text, whoever wrote it', () => {
  expect(patterns.length).toBeGreaterThan(100);
  const slow = patterns.filter(({ source, flags }) => {
    if (OWN_TEXTS_ONLY.includes(`/${source}/${flags}`)) return false;
    return checkSync(source, flags, NO_LIMITS).status !== 'safe';
  });
  expect(slow.map(({ file, source, flags }) => `${file}: /${source}/${flags}`)).toEqual([]);
}, 300_000);

test('it sees patterns that are slow', () => {
  expect(checkSync('a+$', '').status).toBe('vulnerable');
  const all = patterns.map(({ source, flags }) => `/${source}/${flags}`);
  for (const pattern of OWN_TEXTS_ONLY) expect(all).toContain(pattern);
});
