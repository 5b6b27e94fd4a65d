// node bench/nightly/adaptive.js: what `adaptive` scores, over as many matches as it takes to say so.
import { match } from '../../dist/src/lab/index.js';
import { Claims, load } from './support.js';

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

const { opponents } = await load('bench/strength/opponents/rps.ts');
const { playSeries, Seat } = await load('test/strategies/opponents/index.ts');
const { default: adaptive } = await load('strategies/adaptive.ts');

const SERIES = 2_000;
/** At least so much against each of a kind, in rps, one session long. */
const EACH = {
  'history matchers': 0.94,
  'Markov of order 1 to 3': 0.94,
  'de Bruijn 3 to 5': 0.94,
  'cycles to 13': 0.94,
  'lags to 3 with noise': 0.94,
  'short-period generators': 0.94,
  'programs of the RoShamBo contests': 0.495,
  'nothing to read': 0.495,
};
/** And as the mean over these kinds. */
const TOGETHER = [
  'Markov of order 4',
  'level-2 reasoners',
  'softmax over lags',
  'Q-learners',
  'context trees',
];

const claims = new Claims(`adaptive in rps, ${SERIES} matches in one session`);
const all = [];
for (const [kind, players] of Object.entries(opponents)) {
  for (const [name, make] of Object.entries(players)) {
    const seats = [new Seat(adaptive, `adaptive ${name}`), new Seat(make(), name)];
    const score = playSeries(...seats, { game: 'rps', matches: SERIES, rngSeed: 1 });
    if (TOGETHER.includes(kind)) all.push(score);
    const floor = EACH[kind] ?? 0;
    // Two standard errors, at the most, where luck can decide.
    const luck = floor < 0.6 ? 1 / Math.sqrt(SERIES) : 0;
    claims.check(`${kind}: ${name}`, score >= floor - luck, `${score.toFixed(4)} of at least ${floor}`);
  }
}
const mean = all.reduce((sum, score) => sum + score, 0) / all.length;
claims.check('those that learn, together', mean >= 0.65, `${mean.toFixed(4)} of at least 0.65`);
