// A match of the lab with so many threads, from its first match on: matches a second, and the coordinator's share of the processor time.
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { Pool, playPrepared, prepareMatch } from '../../dist/src/lab/index.js';

const LOOK_MS = 1;

// As the commands of the lab do.
setFlagsFromString('--no-parallel-scavenge');

process.on('message', async ({ jobs, matches }) => {
  const prepared = await prepareMatch('random', 'win-stay', { game: 'rps', matches, seed: 'bench' });
  const executor = new Pool(prepared.sources, jobs);
  let begun;
  const looking = setInterval(() => {
    if (executor.underWay === 0) return;
    begun = { at: performance.now(), used: used() };
    clearInterval(looking);
  }, LOOK_MS);
  await playPrepared(prepared, { executor });
  const seconds = (performance.now() - begun.at) / 1000;
  const { all, own } = used();
  await executor.close();
  process.send({
    rate: matches / seconds,
    share: (own - begun.used.own) / (all - begun.used.all),
  });
});

/** Processor time in milliseconds, of the whole process and of this thread. */
function used() {
  const { user, system } = process.cpuUsage();
  return { all: (user + system) / 1000, own: ownMs() };
}

function ownMs() {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    // Not Linux: what the event loop was busy with, which counts waiting for a processor too.
    return performance.eventLoopUtilization().active;
  }
}
