// Compiles to dist/ and writes what is generated from the compiled sources.
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
rmSync('dist', { recursive: true, force: true });

const tsc = fileURLToPath(import.meta.resolve('typescript/package.json')).replace('package.json', 'bin/tsc');
const { status } = spawnSync(process.execPath, [tsc, '-p', '.'], { stdio: ['ignore', 2, 2] });
if (status !== 0) process.exit(1);

const { jsonSchema } = await import(pathToFileURL(`${root}dist/src/config/index.js`).href);
writeFileSync('dist/config.schema.json', `${JSON.stringify(jsonSchema(), null, 2)}\n`);
writeFileSync('dist/.built', '');
