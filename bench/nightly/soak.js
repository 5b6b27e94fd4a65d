// node bench/nightly/soak.js [matches]: one process of the built command, with and without records.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BIN } from '../support/children.js';
import { Claims, startPeer } from './support.js';

const MATCHES = Number(process.argv[2] ?? 100_000);
/** By then everything that a session needs is loaded and warm. */
const SETTLED = Math.min(5_000, Math.ceil(MATCHES / 10));
const SAMPLE_EVERY = 500;
const MOST_GROWTH = 1.2;

const VARIANTS = {
  'no record': () => ['--no-record'],
  record: (folder) => ['--data-dir', folder],
};

const claims = new Claims(`soak, ${MATCHES} matches of rps in one process`);
const rows = [];
for (const [name, flagsIn] of Object.entries(VARIANTS)) {
  const folder = mkdtempSync(join(tmpdir(), 'botpit-soak-'));
  try {
    rows.push({ variant: name, ...(await soak(flagsIn(folder))) });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
console.table(rows);
for (const { variant, ratio, exitCode, matches } of rows) {
  claims.check(
    `${variant}: resident memory`,
    ratio <= MOST_GROWTH,
    `${ratio} times that after ${SETTLED} matches`,
  );
  claims.check(
    `${variant}: ends by itself`,
    exitCode === 0 && matches === MATCHES,
    `${exitCode} after ${matches} matches`,
  );
}

const peer = startPeer('peers/handles.js');
const { ends, before, after } = await peer.first();
const left = after.filter((resource) => !before.includes(resource));
claims.check(
  'arena, hosts and sessions closed',
  left.length === 0,
  left.join(', ') || `nothing is left (${ends.join(', ')})`,
);
claims.check('and the process ends', (await peer.ended) === 0, 'by itself');

async function soak(flags) {
  const startedAt = performance.now();
  const args = [BIN, 'play', 'rps', '--local', '--matches', String(MATCHES), '--json', ...flags];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  let matches = 0;
  let rest = '';
  let sampledAt = 0;
  const samples = [];
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    for (const line of lines) if (line.startsWith('{"event":"match_end"')) matches += 1;
    if (matches < sampledAt + SAMPLE_EVERY) continue;
    sampledAt = matches;
    const rss = residentMiB(child.pid);
    if (rss !== null) samples.push({ matches, rss });
  }
  const [exitCode] = await ended;
  const seconds = (performance.now() - startedAt) / 1000;
  const settled = samples.find((sample) => sample.matches >= SETTLED)?.rss ?? 0;
  const last = samples.at(-1)?.rss ?? 0;
  return {
    matches,
    seconds: round(seconds),
    'matches/s': Math.round(matches / seconds),
    [`MiB at ${SETTLED}`]: round(settled),
    'MiB at half': round(samples.find((sample) => sample.matches >= MATCHES / 2)?.rss ?? 0),
    'MiB at the end': round(last),
    ratio: Math.round((last / settled) * 100) / 100,
    exitCode,
  };
}

/** Null where the process has ended, or the system does not tell. */
function residentMiB(pid) {
  try {
    const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kib ? Number(kib) / 1024 : null;
  } catch {
    // No such file: ended, or a system without it.
  }
  const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout?.trim() ? Number(stdout) / 1024 : null;
}

function round(figure) {
  return Math.round(figure * 10) / 10;
}
