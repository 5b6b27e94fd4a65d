// `npm run nightly [-- decoder arena client soak kill solve adaptive adversary check tournament calculator sprt]`: each script in a process of its own; exits with 1 when one fails.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SCRIPTS = [
  'decoder',
  'arena',
  'client',
  'soak',
  'kill',
  'solve',
  'adaptive',
  'adversary',
  'check',
  'tournament',
  'calculator',
  'sprt',
];
/** Whatever hangs is ended and has failed. */
const LIMIT_MS = 2 * 3_600_000;

const names = process.argv.length > 2 ? process.argv.slice(2) : SCRIPTS;
for (const name of names) {
  if (!SCRIPTS.includes(name)) throw new Error(`no script ${name}; there are ${SCRIPTS.join(', ')}`);
  const script = fileURLToPath(new URL(`${name}.js`, import.meta.url));
  const { status } = spawnSync(process.execPath, ['--expose-gc', script], {
    stdio: 'inherit',
    timeout: LIMIT_MS,
  });
  if (status === 0) continue;
  console.log(`${name} failed (${status ?? 'killed'})`);
  process.exitCode = 1;
}
