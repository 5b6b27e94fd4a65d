import { match } from '../dist/src/lab/index.js';

const GAMES = ['coinflip', 'rps', 'hi_lo', 'crash', 'mines', 'reaction_ring'];
const MEDIAN_BOUND_MS = { rps: 0.05 };
const OTHER_MEDIAN_BOUND_MS = 0.1;
const BLOTTO_P99_BOUND_MS = 25;
/** One whose moves are the equilibrium's gives nothing to read; the other is read at once. */
const OPPONENTS = ['equilibrium', 'random'];

/** How long `adaptive` takes to decide, the slower of two opponents, in one thread. */
export async function adaptiveBench() {
  const rows = [];
  for (const game of GAMES) {
    const p50 = await slowest(game, 4_000, 'p50');
    rows.push(row(`adaptive decides in ${game}, p50`, p50, MEDIAN_BOUND_MS[game] ?? OTHER_MEDIAN_BOUND_MS));
  }
  rows.push(row('adaptive decides in blotto, p99', await slowest('blotto', 200, 'p99'), BLOTTO_P99_BOUND_MS));
  return rows;
}

async function slowest(game, matches, share) {
  const times = [];
  for (const opponent of OPPONENTS) {
    const { entrants } = await match('adaptive', opponent, { game, matches, seed: 'bench', jobs: 1 });
    times.push(entrants[0].decideMs[share]);
  }
  return Math.max(...times);
}

function row(what, ms, boundMs) {
  return { what, unit: 'us', figure: 1000 * ms, reference: 1000 * boundMs, ratio: ms / boundMs, bound: 1 };
}
