// Checks and compiles to dist/: declarations by the compiler, modules bundled, as loading many small ones is slow.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
// Built beside and moved at the end, so that what runs meanwhile does not find half a build.
const folder = `.dist-${process.pid}`;

const tsc = ['node_modules/typescript/bin/tsc', '-p', '.', '--emitDeclarationOnly', '--outDir', folder];
const { status } = spawnSync(process.execPath, tsc, { stdio: ['ignore', 2, 2] });
if (status !== 0) {
  rmSync(folder, { recursive: true, force: true });
  process.exit(1);
}

const sources = [
  ...[
    'index',
    'arena/index',
    'cli/main',
    'strategy/worker-entry',
    'strategy/process-entry',
    'lab/index',
    'lab/worker-entry',
  ].map((name) => `src/${name}`),
  ...readdirSync('strategies')
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `strategies/${name.replace(/\.ts$/, '')}`),
];
const bundle = await rolldown({
  input: Object.fromEntries(sources.map((name) => [name, `${name}.ts`])),
  platform: 'node',
  // All but the loader of strategies, which looks for files of its own: one large file loads sooner than many small ones.
  external: ['jiti', 'libsql', 'typescript'],
  transform: { target: 'node20' },
});
const { output } = await bundle.write({
  dir: folder,
  entryFileNames: '[name].js',
  chunkFileNames: 'src/chunks/[name]-[hash].js',
});
await bundle.close();

writeFileSync(`${folder}/THIRD-PARTY.txt`, licences(output.flatMap(({ moduleIds = [] }) => moduleIds)));

const { jsonSchema } = await import(pathToFileURL(`${root}${folder}/src/index.js`).href);
writeFileSync(`${folder}/config.schema.json`, `${JSON.stringify(jsonSchema(), null, 2)}\n`);
writeFileSync(`${folder}/.built`, '');
rmSync('dist', { recursive: true, force: true });
renameSync(folder, 'dist');

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
