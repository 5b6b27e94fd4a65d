// A match of the lab with so many threads: matches a second, and the coordinator's share of the processor time.
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { match } from '../../dist/src/lab/index.js';

const MATCHES = 6_000_000;
/** Not counted: the engine compiles then, for which a single thread has the other core. */
const WARM_UP = MATCHES / 3;

// As the commands of the lab do.
setFlagsFromString('--no-parallel-scavenge');

process.on('message', async ({ jobs }) => {
  let begun;
  const onProgress = ({ matches }) => {
    if (matches >= WARM_UP) begun ??= { at: performance.now(), matches, used: used() };
  };
  await match('random', 'win-stay', { game: 'rps', matches: MATCHES, seed: 'bench', jobs, onProgress });
  const seconds = (performance.now() - begun.at) / 1000;
  const { all, own } = used();
  process.send({
    rate: (MATCHES - begun.matches) / seconds,
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
