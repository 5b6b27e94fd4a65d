import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { BIN, benchFile, dataFolder, startPeer } from './support/children.js';
import { median, pairedRow } from './support/stats.js';

const RUNS = 7;
const JOBS_RUNS = 5;
/** Five seconds of one thread: who has less to play need not wait for it, by any number of threads. */
const MATCHES = 6_000_000;
const COMPARE_RUNS = 3;
const COMPARE_BOUND_MS = 10_000;

/** The lab against a loop by hand, two threads against one, and a comparison from start to verdict. */
export async function labBench() {
  return [
    await loop('lab, best of 3 rps, one core, against a loop by hand', 'plain'),
    await loop('the same, strategies that look at earlier rounds', 'rounds'),
    ...(await jobs()),
    await tenElo(),
  ];
}

async function loop(what, field) {
  const peer = startPeer('peers/lab-loop.js');
  const figures = [];
  const references = [];
  await peer.ask({ field });
  for (let run = 0; run < RUNS; run += 1) {
    const { lab, hand } = await peer.ask({ field });
    figures.push(lab);
    references.push(hand);
  }
  peer.stop();
  return pairedRow(what, 'k/s', 0.45, figures, references, true);
}

async function jobs() {
  const peers = [startPeer('peers/lab-jobs.js'), startPeer('peers/lab-jobs.js')];
  const figures = [];
  const references = [];
  const apart = [];
  const shares = [];
  for (let run = 0; run < JOBS_RUNS; run += 1) {
    const one = await peers[0].ask({ jobs: 1, matches: MATCHES });
    const two = await peers[0].ask({ jobs: 2, matches: MATCHES });
    // The control: the same work in two processes of one thread each, which share nothing.
    const halves = await Promise.all(peers.map((peer) => peer.ask({ jobs: 1, matches: MATCHES / 2 })));
    references.push(one.rate / 1000);
    figures.push(two.rate / 1000);
    apart.push((2 * Math.min(...halves.map(({ rate }) => rate))) / 1000);
    shares.push(two.share);
  }
  for (const peer of peers) peer.stop();
  const share = median(shares);
  return [
    pairedRow('lab, two threads against one, from the first match on', 'k/s', 1.9, figures, references, true),
    pairedRow('control: two processes, a half each', 'k/s', undefined, apart, references, true),
    {
      what: 'its coordinator, of the processor time',
      unit: '%',
      figure: 100 * share,
      reference: 100,
      ratio: share,
      bound: 0.05,
    },
  ];
}

/** The whole command, start-up included. */
async function tenElo() {
  const files = ['ten-elo-new.ts', 'ten-elo-old.ts'].map((name) => benchFile(`strategies/${name}`));
  const times = [];
  for (let run = 0; run < COMPARE_RUNS; run += 1) {
    const startedAt = performance.now();
    const args = [BIN, 'lab', 'compare', ...files, '--game', 'rps', '--seed', String(run), '--quiet'];
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, BOTPIT_DATA_DIR: dataFolder() },
    });
    const [exitCode] = await once(child, 'close');
    if (exitCode !== 0) throw new Error(`compare ended with ${exitCode}`);
    times.push(performance.now() - startedAt);
  }
  const figure = Math.max(...times);
  return {
    what: 'lab compare of 10 Elo, the longest run',
    unit: 'ms',
    figure,
    reference: COMPARE_BOUND_MS,
    ratio: figure / COMPARE_BOUND_MS,
    bound: 1,
  };
}
