// A match of the lab with so many threads: matches a second, and the coordinator's share of the processor time.
import { readFileSync } from 'node:fs';
import { match } from '../../dist/src/lab/index.js';

const MATCHES = 6_000_000;

process.on('message', async ({ jobs }) => {
  let begun;
  const onProgress = () => {
    // From the first result on: how long threads take to start is not the question.
    begun ??= { at: performance.now(), used: used() };
  };
  await match('random', 'win-stay', { game: 'rps', matches: MATCHES, seed: 'bench', jobs, onProgress });
  const seconds = (performance.now() - begun.at) / 1000;
  const { all, own } = used();
  process.send({ rate: MATCHES / seconds, share: (own - begun.used.own) / (all - begun.used.all) });
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
