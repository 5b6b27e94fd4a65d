import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const src = fileURLToPath(new URL('../src', import.meta.url));

/** What each folder may import: other folders, and packages. `type:` allows type imports only. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  cli: [
    'ui',
    'lab',
    'report',
    'pages',
    'check',
    'doctor',
    'recipes',
    'fleet',
    'runner',
    'history',
    'monitoring',
    'evidence',
    'stats',
    'client',
    'arena',
    'strategy',
    'config',
    'games',
    'protocol',
    'match',
    'strategies',
    'commander',
  ],
  check: ['arena', 'client', 'games', 'history', 'match', 'protocol', 'runner', 'strategy', 'p-map'],
  doctor: ['check', 'client', 'config', 'games', 'history', 'monitoring', 'strategy', 'ws'],
  recipes: ['config', 'match', 'games'],
  fleet: ['config'],
  monitoring: ['type:config', 'type:runner', 'session-progress', 'prom-client'],
  ui: [
    'type:check',
    'type:runner',
    'type:fleet',
    'session-progress',
    'type:arena',
    'type:strategy',
    'type:history',
    'stats',
    'type:lab',
    'type:evidence',
    'games',
    'chalk',
    'ora',
    'fast-string-width',
  ],
  runner: ['client', 'strategy', 'history', 'match', 'games', 'protocol'],
  client: ['protocol', 'games', 'ws'],
  // The pairings of a Swiss tournament are a matching of least cost.
  arena: ['protocol', 'match', 'games', 'ws', 'edmonds-blossom-fixed'],
  evidence: ['recompute', 'match', 'games', 'protocol', 'history'],
  recompute: ['match', 'games'],
  history: ['type:games', 'libsql'],
  stats: [],
  lab: ['match', 'strategy', 'games', 'stats', 'strategies', 'bullmq', 'ioredis', 'p-limit', 'p-map'],
  report: ['type:lab', 'stats', 'games'],
  pages: [
    'type:runner',
    'type:lab',
    'type:arena',
    'session-progress',
    'history',
    'evidence',
    'recompute',
    'stats',
    'match',
    'games',
    'preact',
    'hono',
    '@hono/node-server',
    'uplot',
  ],
  match: ['games'],
  strategy: ['match', 'games', 'protocol', 'strategies', 'jiti', 'tinyglobby'],
  protocol: ['games', 'secure-json-parse'],
  config: ['games', 'cosmiconfig', 'jiti'],
  games: [],
  lib: ['fastest-levenshtein', 'https-proxy-agent', 'libsql', 'proxy-from-env'],
  '.': [
    'strategy',
    'config',
    'client',
    'games',
    'protocol',
    'type:json-events',
    'type:fleet',
    'type:arena',
    'type:cli',
    'type:runner',
    'type:ui',
  ],
};

/** Importable by all. */
const COMMON = ['lib', 'errors', 'exit-codes', 'wager', 'commitment', 'fairness', 'version'];
/** A strategy imports the public API, which must not load all that runs strategies. */
const DEEP = ['index.ts imports ./strategy/contract.js', 'json-events.ts imports ./cli/command-events.js'];
/** The forked child of a strategy ends with its parent; it is an entry of its own. */
const ENTRIES = ['strategy/isolation/process-entry.ts', 'lab/worker-entry.ts'];
const PURE = ['games', 'match', 'recompute', 'commitment.ts', 'stats', 'wager.ts', 'protocol'];

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s+(type\s+)?[^;'"]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)|(?:^|\n)import\s+'([^']+)'/g;

interface Import {
  readonly file: string;
  readonly folder: string;
  readonly typeOnly: boolean;
  readonly specifier: string;
  /** Folder, top-level file or package that is imported. */
  readonly target: string;
  /** Path below src where it is one of ours. */
  readonly path: string | null;
}

/** The file that an import names. */
function sourceOf(path: string): string {
  const name = path.replace(/\.js$/, '');
  return files.find((file) => file === `${name}.ts` || file === `${name}.tsx`) ?? path;
}

function folderOf(path: string): string {
  const [first = '', ...rest] = path.split('/');
  return rest.length > 0 ? first : '.';
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(src, file), 'utf8');
  return [...text.matchAll(IMPORT)].map((match) => {
    const specifier = match[2] ?? match[3] ?? match[4] ?? '';
    const typeOnly = match[1] !== undefined;
    const base = { file, folder: folderOf(file), typeOnly, specifier };
    if (!specifier.startsWith('.')) {
      const target = specifier.startsWith('node:')
        ? 'node'
        : specifier
            .split('/')
            .slice(0, specifier.startsWith('@') ? 2 : 1)
            .join('/');
      return { ...base, target, path: null };
    }
    const path = relative(src, resolve(src, dirname(file), specifier)).replaceAll('\\', '/');
    const outside = path.startsWith('../');
    const top = outside ? (path.split('/')[1] ?? '') : (path.split('/')[0] ?? '');
    return { ...base, target: path.includes('/') ? top : top.replace('.js', ''), path };
  });
}

const imports = files.flatMap(importsOf);

test('the scan sees the sources', () => {
  expect(files.length).toBeGreaterThan(40);
  expect(imports.length).toBeGreaterThan(100);
});

describe.each(Object.keys(MAY_IMPORT))('src/%s', (folder) => {
  const allowed = MAY_IMPORT[folder] ?? [];
  test('imports only what is below it', () => {
    const wrong = imports
      .filter((one) => one.folder === folder && one.target !== folder && one.target !== 'node')
      .filter(({ target, typeOnly }) => {
        if (COMMON.includes(target) || allowed.includes(target)) return false;
        return !(typeOnly && allowed.includes(`type:${target}`));
      })
      .map(({ file, specifier }) => `${file} imports ${specifier}`);
    expect(wrong).toEqual([]);
  });
});

test('every folder is in the table', () => {
  expect([...new Set(files.map(folderOf))].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
});

test('a folder is imported through its index', () => {
  const deep = imports
    .filter(({ folder, target, path }) => path !== null && !path.startsWith('../') && target !== folder)
    .filter(({ path, target }) => path?.includes('/') && target !== 'lib' && path !== `${target}/index.js`)
    .filter(({ folder, target }) => !(folder === 'cli' && target === 'cli'))
    .map(({ file, specifier }) => `${file} imports ${specifier}`);
  expect(deep).toEqual(DEEP);
});

test('no imports go in a circle, not even those of types', () => {
  const edges = imports.flatMap(({ file, path }) => (path === null ? [] : [[file, sourceOf(path)] as const]));
  let left = files;
  for (;;) {
    const from = new Set(edges.flatMap(([file, path]) => (left.includes(path) ? [file] : [])));
    const to = new Set(edges.flatMap(([file, path]) => (left.includes(file) ? [path] : [])));
    const inCircles = left.filter((file) => from.has(file) && to.has(file));
    if (inCircles.length === left.length) break;
    left = inCircles;
  }
  expect(left).toEqual([]);
});

test('what runs in a browser imports nothing of Node', () => {
  const wrong = imports
    .filter(({ file }) => /^pages\/(?:app|boards|proof)\//.test(file))
    .filter(({ specifier }) => specifier.startsWith('node:') || specifier.startsWith('hono'))
    .map(({ file, specifier }) => `${file} imports ${specifier}`);
  expect(wrong).toEqual([]);
});

test('client and arena never import each other', () => {
  const wrong = imports.filter(
    ({ folder, target }) =>
      (folder === 'client' && target === 'arena') || (folder === 'arena' && target === 'client'),
  );
  expect(wrong).toEqual([]);
});

test('rules read no clock, draw no randomness and do no I/O', () => {
  const pure = files.filter((file) => PURE.some((name) => file === name || file.startsWith(`${name}/`)));
  const wrong = pure.filter((file) =>
    /Math\.random|Date\.|new Date|performance\.|node:/.test(readFileSync(join(src, file), 'utf8')),
  );
  expect(wrong).toEqual([]);
});

test('only the entry decides how the process ends', () => {
  const wrong = files.filter(
    (file) =>
      !ENTRIES.includes(file) &&
      /process\.exit\(|process\.exitCode\s*=/.test(readFileSync(join(src, file), 'utf8')),
  );
  expect(wrong).toEqual([]);
});

test('nothing that botpit prints or documents fetches a package called botpit', () => {
  const root = join(src, '..');
  const texts = ['src', 'docs', 'strategies', 'bin'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  const fetches =
    /\bnpx (?!--no )[^\n`]*\bbotpit\b|\bnpm (?:exec|create|init) [^\n`]*\bbotpit\b|\bnpm (?:i|install|add)(?: -\S+)* botpit\b|\bbotpit@(?:\d|\$)/;
  const found = ['README.md', 'package.json', ...texts]
    .filter((name) => /\.(?:ts|js|md|json)$/.test(name))
    .filter((name) => fetches.test(readFileSync(join(root, name), 'utf8')));
  expect(found).toEqual([]);
});
