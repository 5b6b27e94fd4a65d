// node bench/nightly/solve.js: the tables of blotto, made again, and what the best response gains on play from them.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createJiti } from 'jiti';
import { Claims } from './support.js';

/** The bound for each strategy. */
const BOUNDS = { equilibrium: 2e-3, 'equilibrium-full': 2e-5 };

// Called through jiti's default interop, every function would take many times as long.
const jiti = createJiti(import.meta.url, { interopDefault: false, fsCache: false });
const load = (path) => jiti.import(fileURLToPath(new URL(`../../${path}`, import.meta.url)));

const claims = new Claims('the equilibrium of blotto');
const cache = mkdtempSync(join(tmpdir(), 'botpit-solve-'));
process.env.XDG_CACHE_HOME = cache;
try {
  const started = performance.now();
  const script = fileURLToPath(new URL('../../.ci/solve.js', import.meta.url));
  const { status } = spawnSync(process.execPath, [script, '--check', '--full'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  claims.check('the table that ships, made again', status === 0, `${seconds(started)} s, the same`);

  const { exploit } = await load('src/lab/exploit/exploit.ts');
  for (const [name, bound] of Object.entries(BOUNDS)) {
    const since = performance.now();
    const { default: strategy } = await load(`strategies/${name}.ts`);
    const { exploitability, states } = await exploit(strategy, 'blotto');
    const figure = `${exploitability.toExponential(2)} of ${bound}, ${states} states in ${seconds(since)} s`;
    claims.check(`exploitability of ${name}`, exploitability <= bound, figure);
  }
} finally {
  rmSync(cache, { recursive: true, force: true });
}

function seconds(since) {
  return Math.round((performance.now() - since) / 1000);
}
