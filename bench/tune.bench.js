import { fileURLToPath } from 'node:url';
import { tune } from '../dist/src/lab/index.js';
import { median } from './support/stats.js';

const MATCHES = 200_000;
const SEEDS = ['1', '2', '3', '4', '5', '6', '7', '8'];
const LEAST_SHARE = 0.95;
const FOUR = file('four-params.js');

/**
 * What `lab tune` finds of a strategy with four parameters whose best values are known: the score of what it finds, by the
 * chance that is known, as a share of the best score. Of eight seeds, the median and the worst. The same task by SPSA as
 * fishtest plays it, from the same start, with steps and rates as its users choose them.
 */
export async function tuneBench() {
  const { chanceOf, default: strategy } = await import(FOUR);
  const params = Object.entries(strategy.params).map(([name, param]) => ({ name, ...param }));
  const scoreOf = (setting) => scoreOfMatch(chanceOf(setting));
  const best = scoreOfMatch(0.9);
  const rows = [];
  const found = [];
  for (const seed of SEEDS) {
    const { tuning } = await tune(FOUR, { game: 'rps', against: [file('rock.ts')], matches: MATCHES, seed });
    found.push(scoreOf(tuning.best.setting) / best);
  }
  rows.push(row('score found by lab tune, of the best, median of 8 seeds', median(found), LEAST_SHARE));
  rows.push(row('the worst of them', Math.min(...found), LEAST_SHARE));
  for (const [step, rate] of [
    [0.05, 0.002],
    [0.1, 0.002],
    [0.1, 0.01],
  ]) {
    const shares = SEEDS.map((seed) => scoreOf(spsa(params, scoreOf, step, rate, seed)) / best);
    const what = `SPSA with a step of ${100 * step} % and a rate of ${rate}`;
    rows.push(row(`${what}, median`, median(shares), 0), row('the worst of them', Math.min(...shares), 0));
  }
  return rows;
}

/** Best of three without draws. */
function scoreOfMatch(chance) {
  return chance * chance * (3 - 2 * chance);
}

/**
 * Spall, "Implementation of the simultaneous perturbation algorithm for stochastic optimization", 1998, with the schedules of
 * fishtest: the step and the rate are those of the end, alpha 0.602, gamma 0.101, A a tenth of the iterations. An iteration
 * is a match on either side of where it stands.
 */
function spsa(params, scoreOf, step, rate, seed) {
  const random = numbersFrom(Number(seed));
  const iterations = MATCHES / 2;
  const early = iterations / 10;
  const here = params.map((param) => param.default);
  const within = (value, { min, max }) => Math.min(max, Math.max(min, value));
  for (let k = 1; k <= iterations; k++) {
    const reach = params.map(({ min, max }) => step * (max - min) * (iterations / k) ** 0.101);
    const signs = params.map(() => (random() < 0.5 ? -1 : 1));
    const played = (way) =>
      random() <
      scoreOf(
        Object.fromEntries(
          params.map((param, i) => [param.name, within(here[i] + way * reach[i] * signs[i], param)]),
        ),
      );
    const won = Number(played(1)) - Number(played(-1));
    for (const [i, param] of params.entries()) {
      const gain =
        rate * (step * (param.max - param.min)) ** 2 * ((early + iterations) / (early + k)) ** 0.602;
      here[i] = within(here[i] + (gain / reach[i]) * won * signs[i], param);
    }
  }
  return Object.fromEntries(params.map(({ name }, i) => [name, here[i]]));
}

/** Uniform numbers: mulberry32, of Tommy Ettinger. */
function numbersFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function file(name) {
  return fileURLToPath(new URL(`./strategies/${name}`, import.meta.url));
}

function row(what, share, bound) {
  return { what, unit: '%', figure: 100 * share, reference: 100, ratio: share, bound, atLeast: true };
}
