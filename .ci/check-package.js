// What users install: packs what is built, and asks of the tarball whether its exports and types are what other tools
// expect, and how large it is.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a user downloads, at most. */
const MOST_BYTES = 1_600_000;

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), 'botpit-package-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

run('npm', 'pack', '--ignore-scripts', '--pack-destination', folder);
const tarball = join(folder, readdirSync(folder)[0] ?? '');
run('npx', '--no', 'publint', 'run', tarball, '--strict');
run('npx', '--no', 'attw', tarball, '--no-definitely-typed');

const bytes = statSync(tarball).size;
if (bytes > MOST_BYTES) {
  process.stderr.write(`the package has ${bytes} bytes, more than ${MOST_BYTES}\n`);
  process.exit(1);
}

function run(command, ...args) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status === 0) return;
  process.stderr.write(`${command} ${args.join(' ')}\n${stdout}${stderr}`);
  process.exit(1);
}
