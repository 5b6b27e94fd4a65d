// node bench/nightly/sprt.js [runs]: the sequential test of `lab compare` against Wald's with a known variance: matches, both
// errors, and what the corrected estimate is worth. Then comparisons in the lab itself.

import { fileURLToPath } from 'node:url';
import { createJiti } from 'jiti';
import {
  ALPHA,
  BETA,
  bestStake,
  fewest,
  GAMES,
  knowing,
  MOST_PAIRS,
  repeated,
  sampler,
  unitsOf,
  wald,
} from './pairs.js';
import { Claims, rngOf } from './support.js';

const RUNS = Number(process.argv[2] ?? 4_000);
/** Of those whose estimate is looked at, and of those that the lab plays. */
const ESTIMATES = Math.ceil(RUNS / 4);
const PLAYED = Math.ceil(RUNS / 20);
const RATIO = 1.15;

// Called through jiti's default interop, every function would take many times as long.
const jiti = createJiti(import.meta.url, { interopDefault: false, fsCache: false });
const load = (path) => jiti.import(fileURLToPath(new URL(`../../${path}`, import.meta.url)));
const { BettingTest, eloBounds, eloOfScore, momentsOf, scoreOfElo, tBounds } =
  await load('src/stats/index.ts');

function betting(design, draw, pairs, most = MOST_PAIRS) {
  const test = new BettingTest(design);
  const sums = [0, 0, 0, 0, 0];
  for (let seen = pairs; seen <= most; seen += pairs) {
    const counts = draw();
    test.add(unitsOf(counts));
    for (const [place, count] of counts.entries()) sums[place] += count;
    const { verdict } = test.judgement;
    if (seen >= design.least && verdict !== 'undecided') return { verdict, pairs: seen, test, sums };
  }
  return { verdict: 'undecided', pairs: most, test, sums };
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const share = (ended, wanted) => mean(ended.map(({ verdict }) => (verdict === wanted ? 1 : 0)));
const percent = (part) => `${(100 * part).toFixed(1)} %`;
/** A share that is `at` may be seen so much higher in so many runs, once in a thousand times. */
const chanceOf = (at, runs) => at + 3.1 * Math.sqrt((at * (1 - at)) / runs);

const claims = new Claims('the sequential test');
const rng = await rngOf('sprt');

/** As the lab does: a look after a lane of 25 matches and its mirror, of fewer where bounds are far apart. */
for (const [elo0, elo1, pairs, truths] of [
  [0, 5, 25, [0, 5, 10, 20, 50]],
  [0, 10, 13, [0, 10]],
  [0, 20, 6, [0, 20]],
  [0, 50, 5, [0, 50]],
]) {
  for (const [game, chancesAt] of Object.entries(GAMES)) {
    const ends = [elo0, elo1].map((elo) => chancesAt(scoreOfElo(elo)));
    // Some differences are larger than so few decided matches allow.
    if (ends.flat().some((chance) => chance < 0)) continue;
    for (const truth of truths) {
      const chances = chancesAt(scoreOfElo(truth));
      if (chances.some((chance) => chance < 0)) continue;
      const { variance } = momentsOf(chances.map((chance, place) => [place / 4, chance]));
      const bounds = eloBounds(elo0, elo1);
      const design = {
        bounds,
        normalized: false,
        alpha: ALPHA,
        beta: BETA,
        matchesOfUnit: 2,
        least: 4 * pairs,
        areAlike: true,
      };
      const draw = sampler(chances, pairs, rng);
      const sides = [
        [ends[1], bounds.low],
        [ends[0].toReversed(), 1 - bounds.high],
      ];
      const stakes = sides.map((side) => bestStake(...side));
      const [known, best, ours] = [[], [], []];
      for (let run = 0; run < RUNS; run += 1) {
        // The same matches for each of them.
        const again = repeated(draw);
        known.push(wald(bounds, variance, again(), pairs));
        if (elo1 > 5) best.push(knowing(bounds, stakes, again(), pairs));
        ours.push(betting(design, again(), pairs));
      }
      const [least, limit, most] = [known, best, ours].map(
        (ended) => 2 * mean(ended.map((end) => end.pairs)),
      );
      const what = `[${elo0}, ${elo1}] at ${truth}, ${game}`;
      const ratio = (of) => (of / least).toFixed(3);
      const figure = `${Math.round(most)} matches, ${ratio(most)} of ${Math.round(least)}`;
      const floor = `${Math.round(fewest(...sides[truth === elo1 ? 0 : 1]))} at least by any`;
      // Where few matches decide anything, and few are needed, not knowing how they scatter costs more than that.
      const isFew = elo1 >= 20 && !game.startsWith('ordinary') && !game.includes('decisive');
      claims.check(
        what,
        truth === 0 || isFew || most <= RATIO * least,
        elo1 === 5
          ? figure
          : `${figure}; ${ratio(limit)} by the best bet, ${floor}${isFew ? '; no bound' : ''}`,
      );
      if (truth === elo0) claimError(what, 'better', ours, ALPHA);
      if (truth === elo1) claimError(what, 'not better', ours, BETA);
    }
  }
}

function claimError(what, wrong, ended, nominal) {
  const error = share(ended, wrong);
  claims.check(`${what}: ${wrong}`, error <= nominal, `${percent(error)} of ${percent(nominal)} allowed`);
}

/** The same bounds in normalised Elo cost the same in every game. Far from 0, what is estimated counts for more. */
const NORMALIZED = [
  [2, 7],
  [-100, -50],
  [-200, -100],
  [100, 200],
];
for (const [elo0, elo1, game, chancesAt] of NORMALIZED.flatMap((bounds) =>
  Object.entries(GAMES).map((one) => [...bounds, ...one]),
)) {
  const design = {
    bounds: tBounds(elo0, elo1, 2),
    normalized: true,
    alpha: ALPHA,
    beta: BETA,
    matchesOfUnit: 2,
    least: elo0 === 2 ? 100 : 10,
    areAlike: true,
  };
  const pairs = elo0 === 2 ? 25 : 5;
  const figures = [design.bounds.low, design.bounds.high].map((t) => {
    let score = 0.5;
    // The score at which it is so many standard deviations.
    for (let i = 0; i < 20; i += 1)
      score =
        0.5 + t * Math.sqrt(momentsOf(chancesAt(score).map((chance, place) => [place / 4, chance])).variance);
    const chances = chancesAt(score);
    if (chances.some((chance) => chance < 0)) return null;
    const draw = sampler(chances, pairs, rng);
    return Array.from({ length: ESTIMATES }, () => betting(design, draw, pairs));
  });
  // Some differences are larger than so few decided matches allow.
  if (figures.includes(null)) continue;
  const errors = [share(figures[0], 'better'), share(figures[1], 'not better')];
  const matches = Math.round(2 * mean(figures[1].map((end) => end.pairs)));
  const ok = errors[0] <= chanceOf(ALPHA, ESTIMATES) && errors[1] <= chanceOf(BETA, ESTIMATES);
  claims.check(
    `normalised [${elo0}, ${elo1}], ${game}`,
    ok,
    `errors ${errors.map(percent).join(' and ')}, ${matches} matches at ${elo1}`,
  );
}

/** What is found after the stop: by the usual bounds at every truth, by others at some. */
const EVERY = [-20, -5, 0, 5, 10, 20, 50];
const SOME = [-20, 0, 5, 20, 50];
for (const [what, elos, pairs, truths, { normalized = false, most = MOST_PAIRS } = {}] of [
  ['', [0, 5], 25, EVERY],
  [' by [0, 10]', [0, 10], 13, SOME],
  [' by [0, 50]', [0, 50], 5, SOME],
  [' by normalized [0, 5]', [0, 5], 25, SOME, { normalized: true }],
  [' by [0, 5] or 4,000 matches', [0, 5], 25, SOME, { most: 2_000 }],
]) {
  for (const [game, chancesAt] of Object.entries(GAMES)) {
    if (game.includes('95 %') || (what && game.startsWith('the side'))) continue;
    for (const truth of truths) {
      const score = scoreOfElo(truth);
      if (chancesAt(score).some((chance) => chance < 0)) continue;
      const design = {
        bounds: normalized ? tBounds(...elos, 2) : eloBounds(...elos),
        normalized,
        alpha: ALPHA,
        beta: BETA,
        matchesOfUnit: 2,
        least: 4 * pairs,
        areAlike: true,
      };
      const draw = sampler(chancesAt(score), pairs, rng);
      const found = Array.from({ length: ESTIMATES }, () => {
        const { test, sums } = betting(design, draw, pairs, most);
        const moments = momentsOf(unitsOf(sums));
        return { ...test.estimate(moments, false), seen: moments.mean };
      });
      const covered = mean(found.map(({ low, high }) => (low <= score && score <= high ? 1 : 0)));
      const above = mean(found.map((one) => (one.mean > score ? 1 : 0)));
      const sorted = found.map((one) => eloOfScore(one.mean)).sort((a, b) => a - b);
      const figure =
        `${percent(covered)} covered; ${percent(above)} above, in the middle ${sorted[ESTIMATES >> 1].toFixed(1)}, ` +
        `uncorrected mean ${mean(found.map(({ seen }) => eloOfScore(seen))).toFixed(1)}`;
      claims.check(
        `estimate at ${truth}${what}, ${game}`,
        covered >= 1.9 - chanceOf(0.95, ESTIMATES),
        figure,
      );
    }
  }
}

/** Whole series of strategies that explore and then commit: any shape within 0 and 1. */
const SHAPES = {
  'all alike': () => 0.5 + 0.035 * (rng() + rng() + rng() - 1.5) * 2,
  'two humps': () => (rng() < 0.5 ? 0.3 : 0.7),
  'one in fifty goes wrong': () => (rng() < 0.02 ? 0.1 : 0.5 + 0.4 / 49),
};
for (const [shape, draw] of Object.entries(SHAPES)) {
  const design = {
    bounds: eloBounds(0, 5),
    normalized: false,
    alpha: ALPHA,
    beta: BETA,
    matchesOfUnit: 200,
    least: 10,
    areAlike: true,
  };
  let [errors, covered, units] = [0, 0, 0];
  for (let run = 0; run < ESTIMATES; run += 1) {
    const test = new BettingTest(design);
    const seen = [];
    while (seen.length < 2_000 && (seen.length < 10 || test.judgement.verdict === 'undecided')) {
      const one = [draw(), 1];
      seen.push(one);
      test.add([one]);
    }
    if (test.judgement.verdict === 'better') errors += 1;
    const { low, high } = test.estimate(momentsOf(seen), true);
    if (low <= 0.5 && high >= 0.5) covered += 1;
    units += seen.length;
  }
  const figure = `better ${percent(errors / ESTIMATES)}; ${percent(covered / ESTIMATES)} covered; ${Math.round(units / ESTIMATES)} series`;
  claims.check(`series of equals, ${shape}`, errors / ESTIMATES <= chanceOf(ALPHA, ESTIMATES), figure);
}

/** What a lab makes of it: real matches of best-of-3 rps. */
const { compare } = await load('src/lab/index.ts');
const mixed = (name, rock, paper) => ({
  name,
  games: ['rps'],
  memoryDepth: 0,
  move({ random }) {
    const point = random();
    return point < rock ? 'rock' : point < paper ? 'paper' : 'scissors';
  },
});
const results = [];
for (let run = 0; run < PLAYED; run += 1) {
  const options = { game: 'rps', seed: `${run}` };
  results.push(await compare(mixed('new', 0.27, 0.7), mixed('old', 0.4, 0.7), options));
}
const gains = results.map(({ comparison }) => eloOfScore(0.5 + comparison.gain)).sort((a, b) => a - b);
const played = mean(results.map(({ matches }) => matches));
const right = mean(results.map(({ comparison }) => (comparison.verdict === 'better' ? 1 : 0)));
claims.check(
  `${PLAYED} comparisons of two that are 10 Elo apart`,
  right > 0.98,
  `${percent(right)} better, ${Math.round(played)} matches, +${gains[PLAYED >> 1].toFixed(1)} in the middle`,
);
