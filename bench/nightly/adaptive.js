// node --expose-gc bench/nightly/adaptive.js [game, kind or `memory` …]: what `adaptive` scores, over as many matches as it takes to say so,
// and what it holds in memory.
import { match } from '../../dist/src/lab/index.js';
import { Claims, heapMiB, load } from './support.js';

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

/** Matches of a session. */
const SESSION = 2_000;
/**
 * At least so much, by the kinds of bench/strength/opponents/: against each of a kind, in the mean of a kind, and in the mean
 * of all that learn: those are taken together.
 */
const KINDS = {
  rps: {
    'history matchers': { each: 0.94 },
    'Markov of order 1 to 3': { each: 0.94 },
    'de Bruijn 3 to 5': { each: 0.94 },
    'cycles to 13': { each: 0.94 },
    'lags to 3 with noise': { each: 0.94 },
    'short-period generators': { each: 0.94 },
    'programs of the RoShamBo contests': { each: 0.495 },
    'nothing to read': { each: 0.495 },
    'Markov of order 4': { isTogether: true },
    'level-2 reasoners': { isTogether: true },
    'softmax over lags': { isTogether: true },
    'Q-learners': { isTogether: true },
    'context trees': { isTogether: true },
    // No more than 0.01 below what the learner of small habits and one guard scored.
    'mixes by round or score': { mean: 0.727 },
    leaks: { mean: 0.687 },
    drift: { mean: 0.827 },
  },
  crash: {
    'above the mean': { mean: 0.95 },
    'raising after a loss': { mean: 0.95 },
    'reading the history': { mean: 0.95 },
  },
  mines: {
    stepping: { mean: 0.73 },
    'above the mean': { mean: 0.76 },
    overdue: { mean: 0.81 },
  },
  hi_lo: {
    'by score': { mean: 0.515 },
    'tit for tat': { mean: 0.59 },
  },
  // The worst of so many seeds.
  reaction_ring: { drifting: { mean: 0.58, seeds: 7 } },
};

/** Matches of a session in which memory must stay flat. */
const LONG_SESSION = 200_000;
const MEMORY_GAMES = ['rps', 'crash', 'blotto'];

const asked = process.argv.slice(2);
const isAsked = (...names) => asked.length === 0 || names.some((name) => asked.includes(name));

for (const [opponent, floors] of Object.entries(FLOORS)) {
  const games = Object.entries(floors).filter(([game]) => isAsked(game, opponent));
  if (games.length === 0) continue;
  const claims = new Claims(`adaptive against ${opponent}, ${MATCHES} matches a game, seed ${SEED}`);
  for (const [game, floor] of games) {
    const { pairings } = await match('adaptive', opponent, { game, matches: MATCHES, seed: SEED });
    const { score } = pairings[0].summary;
    claims.check(game, score >= floor, `${score.toFixed(4)} of at least ${floor}`);
  }
}

const { playSeries, Seat } = await load('test/strategies/opponents/index.ts');
const { default: adaptive } = await load('strategies/adaptive.ts');
const meanOf = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

for (const [game, kinds] of Object.entries(KINDS)) {
  const wanted = Object.entries(kinds).filter(([kind]) => isAsked(game, kind));
  if (wanted.length === 0) continue;
  const { opponents } = await load(`bench/strength/opponents/${game.replaceAll('_', '-')}.ts`);
  const claims = new Claims(`adaptive in ${game}, ${SESSION} matches in one session`);
  const together = [];
  for (const [kind, floors] of wanted) {
    const means = [];
    for (let seed = 1; seed <= (floors.seeds ?? 1); seed += 1) {
      const scores = Object.entries(opponents[kind]).map(([name, make]) => {
        const score = session(game, name, make(), seed);
        const { each = 0 } = floors;
        // Two standard errors, at the most, where luck can decide.
        const luck = each < 0.6 ? 1 / Math.sqrt(SESSION) : 0;
        claims.check(`${kind}: ${name}`, score >= each - luck, `${score.toFixed(4)} of at least ${each}`);
        return score;
      });
      means.push(meanOf(scores));
      if (floors.isTogether) together.push(...scores);
    }
    const least = Math.min(...means);
    const { mean = 0 } = floors;
    claims.check(`${kind}, mean`, least >= mean, `${means.map((one) => one.toFixed(4))} of at least ${mean}`);
  }
  if (together.length === 0) continue;
  const mean = meanOf(together);
  claims.check('those that learn, together', mean >= 0.65, `${mean.toFixed(4)} of at least 0.65`);
}

if (isAsked('memory')) {
  const claims = new Claims(`memory of adaptive, ${LONG_SESSION} matches in one session against random`);
  const { default: random } = await load('strategies/random.ts');
  for (const game of MEMORY_GAMES) {
    const seats = [new Seat(adaptive, `adaptive ${game}`), new Seat(random, `random ${game}`)];
    const samples = [];
    for (let rngSeed = 1; rngSeed <= 10; rngSeed += 1) {
      playSeries(...seats, { game, matches: LONG_SESSION / 10, rngSeed });
      samples.push(await heapMiB());
    }
    claims.growth(game, samples[0], samples.at(-1));
  }
}

function session(game, name, opponent, seed) {
  const seats = [new Seat(adaptive, `adaptive ${name} ${seed}`), new Seat(opponent, `${name} ${seed}`)];
  return playSeries(...seats, { game, matches: SESSION, rngSeed: seed });
}
