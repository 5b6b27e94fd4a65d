// Checks and compiles to dist/: declarations by the compiler, modules bundled, as loading many small ones is slow.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { minifySync } from 'rolldown/utils';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
// Built beside and moved at the end, so that what runs meanwhile does not find half a build.
const folder = `.dist-${process.pid}`;

compile('.', '--emitDeclarationOnly', '--outDir', folder);
const eventsSchema = once(
  spawn(process.execPath, ['.ci/events-schema.js', folder], { stdio: ['ignore', 2, 2] }),
  'close',
);
// What runs in a browser.
compile('src/report/browser');
compile('src/pages/app');

/** What the package exports. */
const library = ['index', 'arena/index', 'lab/index'].map((name) => `src/${name}`);
/** What few runs import, with packages of its own: modules for `require` import it from where the others are, too. */
const apart = ['lab/queue/coordinator', 'lab/queue/worker', 'arena/tournament/open'].map(
  (name) => `src/${name}`,
);
const apartElsewhere = {
  name: 'apart-elsewhere',
  resolveId(path) {
    const name = apart.find(
      (each) => path.startsWith('./') && each.endsWith(path.slice(1).replace(/\.js$/, '')),
    );
    return name === undefined ? null : { id: `../../../${name}.js`, external: true };
  },
};
const strategies = readdirSync('strategies')
  .filter((name) => name.endsWith('.ts'))
  .map((name) => `strategies/${name.replace(/\.ts$/, '')}`);
// One large file loads sooner than many small ones. Threads and processes start by the hundred, so each has all that it
// needs in its own; the others share.
const threads = [
  'strategy/isolation/worker-entry',
  'strategy/isolation/process-entry',
  'lab/worker-entry',
  'lab/exploit/solver-entry',
].map((name) => `src/${name}`);
/** What holds packages and hardly anything of ours has its names shortened too: no stack trace needs them, and it is most of what users download. */
function isPackages({ type, code, moduleIds }) {
  const ours = type === 'chunk' ? moduleIds.filter((id) => !id.includes('node_modules')) : [];
  return type === 'chunk' && code.length > 20_000 && ours.length < moduleIds.length / 10;
}

/** The queue's other store, which is not used here: its modules for `require` would bring all of it. */
const oneQueueStore = {
  name: 'one-queue-store',
  resolveId: (path) =>
    path === 'bullmq'
      ? { id: join(root, 'node_modules/bullmq/dist/esm/index.js'), moduleSideEffects: false }
      : null,
};

/** In place of imports of `node:process`, for which Node would read all its properties; that opens the standard streams. */
const globalProcess = {
  name: 'global-process',
  resolveId: (path, _importer, { kind }) =>
    path === 'node:process' && kind === 'import-statement' ? '\0process' : null,
  load: (id) => (id === '\0process' ? 'export default globalThis.process;' : null),
};

const output = [
  await bundle([...library, ...apart, 'src/cli/main', ...strategies]),
  ...(await Promise.all(threads.map((name) => bundle([name], { codeSplitting: false })))),
  // For `require`, which loads no other modules in Node 20.
  await bundle(library, { dir: `${folder}/cjs`, format: 'cjs' }, [apartElsewhere]),
].flat();
writeFileSync(`${folder}/cjs/package.json`, '{ "type": "commonjs" }\n');

async function bundle(sources, options, plugins = []) {
  const build = await rolldown({
    plugins: [oneQueueStore, globalProcess, ...plugins],
    input: Object.fromEntries(sources.map((name) => [name, `${name}.ts`])),
    platform: 'node',
    // All but the loader of strategies, which looks for files of its own.
    external: ['jiti', 'libsql', 'typescript'],
    transform: { target: 'node20' },
  });
  const { output } = await build.write({
    dir: folder,
    entryFileNames: '[name].js',
    chunkFileNames: 'src/chunks/[name]-[hash].js',
    // Apart from what is ours, so that its names can be shortened.
    codeSplitting: { groups: [{ name: 'hono', test: /node_modules\/@?hono\// }] },
    // Minified, as every start parses them. Names stay, for stack traces; so do licences.
    minify: { compress: true, mangle: false, codegen: true },
    comments: { jsdoc: false },
    ...options,
  });
  await build.close();
  // Afterwards, as what a plugin returns is printed again with all its white space.
  for (const chunk of output.filter(isPackages)) {
    const { code } = minifySync(chunk.fileName, chunk.code, { module: options?.format !== 'cjs' });
    writeFileSync(join(options?.dir ?? folder, chunk.fileName), code);
  }
  return output;
}

// What a report takes over as it is.
const uplot = ['LICENSE', 'dist/uPlot.iife.min.js', 'dist/uPlot.min.css'].map((name) => `uplot/${name}`);
for (const name of uplot) cpSync(`node_modules/${name}`, `${folder}/report/${name}`);
cpSync('src/report/browser', `${folder}/report/browser`, {
  recursive: true,
  filter: (name) => !name.endsWith('.json'),
});

// One script for the pages of a server and one for a file, each with all that it needs but for uPlot, which is above.
const pages = await Promise.all(['site', 'match'].map(bundlePage));
// The style of each part stands beside it; what all share comes first, and what says how elements look before that.
const styles = readdirSync('src/pages', { recursive: true })
  .filter((name) => name.endsWith('.css'))
  .map((name) => name.replaceAll('\\', '/'))
  .sort();
const isShared = (name) => dirname(name) === 'app';
const inOrder = new Set(['app/page.css', ...styles.filter(isShared), ...styles]);
const style = [...inOrder].map((name) => readFileSync(`src/pages/${name}`, 'utf8')).join('\n');
writeFileSync(`${folder}/pages/page.css`, withoutWords(style));

/** A style without its comments and most of its spaces. */
function withoutWords(css) {
  return css
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};]) ?|(?<=[\w-]:) /g, '$1');
}

async function bundlePage(name) {
  const build = await rolldown({
    input: `src/pages/app/${name}.tsx`,
    platform: 'browser',
    tsconfig: 'src/pages/app/tsconfig.json',
    transform: { target: 'es2022' },
  });
  const { output } = await build.write({ file: `${folder}/pages/${name}.js`, format: 'iife', minify: true });
  await build.close();
  return output;
}

for (const [area, texts] of [
  ['cli', 'templates'],
  ['history', 'migrations'],
  ['recipes', 'templates'],
])
  cpSync(`src/${area}/${texts}`, `${folder}/${area}`, { recursive: true });
// What runs where a strategy runs that is checked.
cpSync('src/check/instrumented.js', `${folder}/check/instrumented.js`);

const modules = [...output, ...pages.flat()].flatMap(({ moduleIds = [] }) => moduleIds);
writeFileSync(
  `${folder}/THIRD-PARTY.txt`,
  licences([...modules, ...uplot.map((name) => `node_modules/${name}`)]),
);

const { jsonSchema } = await import(pathToFileURL(`${root}${folder}/src/index.js`).href);
writeFileSync(`${folder}/config.schema.json`, `${JSON.stringify(jsonSchema(), null, 2)}\n`);
const [failed] = await eventsSchema;
if (failed !== 0) abandon();
keepDeclarations(library.map((name) => `${name}.d.ts`));
writeFileSync(`${folder}/.built`, '');
rmSync('dist', { recursive: true, force: true });
renameSync(folder, 'dist');

function compile(project, ...flags) {
  const tsc = ['node_modules/typescript/bin/tsc', '-p', project, ...flags];
  const { status } = spawnSync(process.execPath, tsc, { stdio: ['ignore', 2, 2] });
  if (status !== 0) abandon();
}

/**
 * Keeps the declarations that an export reaches, where the modules for `require` are. Those for `import` have the same: a
 * module may import what may be required, and not the other way round.
 */
function keepDeclarations(entries) {
  const reached = new Set(entries);
  for (const file of reached) {
    const text = readFileSync(join(folder, file), 'utf8');
    for (const [, path] of text.matchAll(/["'](\.\.?\/[^"']+)\.js["']/g))
      reached.add(join(file, '..', `${path}.d.ts`));
    cpSync(join(folder, file), join(folder, 'cjs', file));
  }
  for (const file of readdirSync(folder, { recursive: true })) {
    if (file.endsWith('.d.ts') && !file.startsWith('cjs')) rmSync(join(folder, file));
  }
  for (const file of entries) {
    const up = '../'.repeat(file.split('/').length - 1);
    writeFileSync(join(folder, file), `export * from '${up}cjs/${file.replace(/\.d\.ts$/, '.js')}';\n`);
  }
}

function abandon() {
  rmSync(folder, { recursive: true, force: true });
  process.exit(1);
}

/** The licences of the packages that the modules come from: they ask to go where the code goes. */
function licences(moduleIds) {
  const folders = new Set(moduleIds.flatMap((id) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? []));
  const texts = [...folders].sort().map((path) => {
    const { name, version, license } = JSON.parse(readFileSync(`${path}/package.json`, 'utf8'));
    const file = readdirSync(path).find((entry) => /^licen[cs]e/i.test(entry));
    return `${name} ${version}, ${license}\n\n${file ? readFileSync(`${path}/${file}`, 'utf8').trim() : ''}\n`;
  });
  return texts.join(`\n${'-'.repeat(80)}\n\n`);
}
