// Makes a checkout ready to run: installs what is missing, builds what is stale. Does nothing, fast, when all is well.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);

function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(`${path}/${name}`)));
}

function run(what, command, args) {
  process.stderr.write(`${what} …\n`);
  const { status, error } = spawnSync(command, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status === 0) return;
  process.stderr.write(
    `${what} failed${error ? `: ${error.message}` : ''}. Run it by hand: ${command} ${args.join(' ')}\n`,
  );
  process.exit(1);
}

if (newest('package-lock.json') > newest('node_modules/.package-lock.json')) {
  run('Installing packages', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}

const sources = [
  'src',
  'strategies',
  'package.json',
  'tsconfig.json',
  '.ci/build.js',
  '.ci/events-schema.js',
  'node_modules/.package-lock.json',
];
if (!existsSync('dist/.built') || Math.max(...sources.map(newest)) > newest('dist/.built')) {
  run('Building', process.execPath, ['.ci/build.js']);
}
