// node bench/nightly/adaptive.js: what `adaptive` scores, over as many matches as it takes to say so.
import { match } from '../../dist/src/lab/index.js';
import { Claims } from './support.js';

const MATCHES = 20_000;
const SEED = process.env.FUZZ_SEED ?? 'nightly';

/** At least so much. */
const FLOORS = {
  equilibrium: {
    rps: 0.49,
    coinflip: 0.49,
    hi_lo: 0.49,
    crash: 0.49,
    mines: 0.49,
    reaction_ring: 0.49,
    blotto: 0.49,
  },
  random: { crash: 0.83, mines: 0.92, hi_lo: 0.79, reaction_ring: 0.673, blotto: 0.93 },
};

for (const [opponent, floors] of Object.entries(FLOORS)) {
  const claims = new Claims(`adaptive against ${opponent}, ${MATCHES} matches a game, seed ${SEED}`);
  for (const [game, floor] of Object.entries(floors)) {
    const { pairings } = await match('adaptive', opponent, { game, matches: MATCHES, seed: SEED });
    const { score } = pairings[0].summary;
    claims.check(game, score >= floor, `${score.toFixed(4)} of at least ${floor}`);
  }
}
