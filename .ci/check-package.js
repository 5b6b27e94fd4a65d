// What users install: packs what is built, and asks of the tarball whether its exports and types are what other tools expect.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), 'botpit-package-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

run('npm', 'pack', '--ignore-scripts', '--pack-destination', folder);
const tarball = join(folder, readdirSync(folder)[0] ?? '');
run('npx', '--no', 'publint', 'run', tarball, '--strict');
// The package is ESM alone, which Node 20 and newer and all bundlers understand.
run('npx', '--no', 'attw', tarball, '--profile', 'esm-only', '--no-definitely-typed');

function run(command, ...args) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status === 0) return;
  process.stderr.write(`${command} ${args.join(' ')}\n${stdout}${stderr}`);
  process.exit(1);
}
