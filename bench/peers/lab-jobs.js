// A match of the lab with so many threads: matches a second, and the share of its time that the coordinator works.
import { performance } from 'node:perf_hooks';
import { match } from '../../dist/src/lab/index.js';

const MATCHES = 1_000_000;

process.on('message', async ({ jobs }) => {
  let begun;
  const onProgress = () => {
    // From the first result on: how long threads take to start is not the question.
    begun ??= { at: performance.now(), load: performance.eventLoopUtilization() };
  };
  await match('random', 'win-stay', { game: 'rps', matches: MATCHES, seed: 'bench', jobs, onProgress });
  const seconds = (performance.now() - begun.at) / 1000;
  const { utilization } = performance.eventLoopUtilization(begun.load);
  process.send({ rate: MATCHES / seconds, utilization });
});
