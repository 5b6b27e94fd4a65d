import { benchFile, startBotpit } from './support/children.js';
import { pairedRow, quantile } from './support/stats.js';
import { measureTurns } from './turn.bench.js';

const RUNS = 5;
const BOUND = 1.1;

// Both come to rest before they are asked, as in a real match: what one does after a match would warm up a core for the
// other, or keep it waiting for one. What is done when a match begins is in the way of its first turn all the same.
const ASKED = { rounds: 3_000, warmUpRounds: 2_000, restMs: 1 };

const PLAY = ['play', 'rps', '--no-limits', '--quiet', '--isolation', 'inline', '--strategy'];
const rock = benchFile('strategies/rock.ts');

const RECORDED = {
  practice: ['--sandbox'],
  'for a wager': ['--wager', '0.000001', '--max-loss', '1000'],
};

/** `your_turn` out to `make_move` in of a bot that records, against one in the same run that does not. */
export async function recordingBench() {
  const rows = [];
  for (const [name, flags] of Object.entries(RECORDED)) {
    const runs = [];
    for (let run = 0; run < RUNS; run += 1) runs.push(await bothWays(flags));
    for (const [label, q] of Object.entries({ p50: 0.5, p99: 0.99 })) {
      const [references, figures] = [0, 1].map((bot) => runs.map((samples) => quantile(samples[bot], q)));
      rows.push(pairedRow(`recorded ${name} to not recorded, ${label}`, 'us', BOUND, figures, references));
    }
  }
  return rows;
}

/** Once in either seat, as the seats differ by more than the bots. */
async function bothWays(flags) {
  const keys = ['bp_sk_bench_reference', 'bp_sk_bench_botpit'];
  const bots = [['--sandbox', '--no-record'], flags];
  const samples = [[], []];
  for (const seats of [keys, keys.toReversed()]) {
    const measured = await measureTurns(
      (url) => bots.map((own, bot) => startBotpit([...PLAY, rock, '--url', url, ...own], {}, seats[bot])),
      ASKED,
    );
    if (seats !== keys) measured.reverse();
    for (const bot of [0, 1]) samples[bot].push(...measured[bot]);
  }
  return samples;
}
