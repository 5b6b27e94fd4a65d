import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/lib/rng.js';
import {
  addPair,
  BettingTest,
  differenceBounds,
  eloBounds,
  emptyPairCounts,
  type Moments,
  meanInterval,
  momentsOf,
  normalizedElo,
  type PairCounts,
  type Points,
  pairUnits,
  scoreOfElo,
  type TestDesign,
  tBounds,
  type Units,
} from '../../src/stats/index.js';

const DESIGN: TestDesign = {
  bounds: eloBounds(0, 50),
  normalized: false,
  alpha: 0.05,
  beta: 0.05,
  matchesOfUnit: 2,
  least: 10,
  areAlike: true,
};

type Draw = () => Units;

/** Ten pairs of matches that are won with probability `win`, and drawn with `draw`. */
const tenPairs = (rng: () => number, win: number, draw = 0): Draw => {
  const match = (): Points => {
    const random = rng();
    return random < win ? 2 : random < win + draw ? 1 : 0;
  };
  return () => {
    const counts = emptyPairCounts();
    for (let pair = 0; pair < 10; pair++) addPair(counts, match(), match());
    return pairUnits(counts);
  };
};

function play(design: TestDesign, draw: Draw, most = 20_000) {
  const bets = new BettingTest(design);
  const units: Units[number][] = [];
  let count = 0;
  while (count < most) {
    const seen = draw();
    bets.add(seen);
    units.push(...seen);
    count += seen.reduce((sum, [, times]) => sum + times, 0);
    if (count >= design.least && bets.judgement.verdict !== 'undecided') break;
  }
  return { bets, verdict: bets.judgement.verdict, count, moments: momentsOf(units) as Moments };
}

const runs = (times: number, one: () => ReturnType<typeof play>) => Array.from({ length: times }, one);
const share = <T>(all: readonly T[], of: (one: T) => boolean) => all.filter(of).length / all.length;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** What may be seen of an error of 5 % in so many runs, once in a thousand times. */
const fivePercent = (times: number) => 0.05 + 3.1 * Math.sqrt(0.0475 / times);

describe('the sequential test', () => {
  test.each([
    ['no draws', 0],
    ['half of them draws', 0.5],
    ['80 % draws', 0.8],
  ])('is wrong in one of twenty at most, and takes what theory asks: %s', (_name, draws) => {
    const times = 600;
    const rng = createRng(`errors ${draws}`);
    const winsAt = (elo: number) => scoreOfElo(elo) - draws / 2;
    const [even, fifty] = [0, 50].map((elo) =>
      runs(times, () => play(DESIGN, tenPairs(rng, winsAt(elo), draws))),
    ) as [ReturnType<typeof runs>, ReturnType<typeof runs>];
    expect(share(even, ({ verdict }) => verdict === 'better')).toBeLessThan(fivePercent(times));
    expect(share(fifty, ({ verdict }) => verdict === 'not better')).toBeLessThan(fivePercent(times));
    expect(share(fifty, ({ verdict }) => verdict === 'better')).toBeGreaterThan(0.9);
    // Wald, "Sequential Analysis", 1947: the expected log likelihood ratio at the end over that of a pair.
    const { low, high } = DESIGN.bounds;
    const variance = (1 - draws) / 8;
    const theory = (0.9 * Math.log(19)) / ((high - low) ** 2 / 2 / variance);
    // Beside what a look after every ten pairs, and learning the variance, cost.
    expect(mean(fifty.map(({ count }) => count))).toBeLessThan(1.15 * theory + 20);
  });

  test('sees a difference that is far larger than was asked about much sooner than Wald does', () => {
    const design = { ...DESIGN, bounds: eloBounds(0, 5) };
    const rng = createRng('larger');
    const ended = runs(200, () => play(design, tenPairs(rng, scoreOfElo(50))));
    const { low, high } = design.bounds;
    const wald = Math.log(19) / (((high - low) * (scoreOfElo(50) - (low + high) / 2)) / (1 / 8));
    expect(mean(ended.map(({ count }) => count))).toBeLessThan(0.6 * wald);
  });

  test('series of any shape: what is rare and large is not forgotten', () => {
    const rng = createRng('rare');
    const design = { ...DESIGN, bounds: eloBounds(0, 5), matchesOfUnit: 200 };
    // One in fifty loses nearly all: the mean is 1/2.
    const draw = (): Units => [[rng() < 0.02 ? 0.1 : 0.5 + 0.4 / 49, 1]];
    const times = 400;
    const ended = runs(times, () => play(design, draw, 600));
    expect(share(ended, ({ verdict }) => verdict === 'better')).toBeLessThan(fivePercent(times));
    // And a difference that is plain is seen in some twenty of them.
    const plain = runs(50, () => play(design, () => [[0.6 + 0.05 * (rng() - 0.5), 1]], 600));
    expect(share(plain, ({ verdict }) => verdict === 'better')).toBe(1);
    expect(mean(plain.map(({ count }) => count))).toBeLessThan(25);
  });

  test('learns from the first units how they scatter, if all have the same mean', () => {
    const draws = 0.85;
    const matches = (elo: number, areAlike: boolean) => {
      const rng = createRng(`alike ${elo}`);
      const draw = () => tenPairs(rng, scoreOfElo(elo) - draws / 2, draws);
      return runs(600, () => play({ ...DESIGN, areAlike }, draw()));
    };
    const [one, other] = [matches(50, true), matches(50, false)].map((ended) =>
      mean(ended.map(({ count }) => count)),
    );
    expect((one as number) / (other as number)).toBeLessThan(0.95);
    expect(share(matches(0, true), ({ verdict }) => verdict === 'better')).toBeLessThan(fivePercent(600));
  });

  test('where units differ in their means, as those of a field do, their average decides', () => {
    const rng = createRng('several means');
    const design = { ...DESIGN, areAlike: false };
    // Matches with one opponent are decisive, and most are won; those with the other are close, and most are lost.
    const draw = (): Units =>
      [1, 2, 3, 4, 5].flatMap(
        (): Units => [
          [rng() < 0.7 ? 1 : 0, 1],
          [rng() < 0.1 ? 0 : 1 / 3, 1],
        ],
      );
    const times = 400;
    const ended = runs(times, () => play(design, draw, 2_000));
    expect(share(ended, ({ verdict }) => verdict === 'better')).toBeLessThan(fivePercent(times));
  });

  test('a single unit cannot ruin it', () => {
    const bets = new BettingTest({ ...DESIGN, matchesOfUnit: 200 });
    for (let unit = 0; unit < 40; unit++) bets.add([[0.56, 1]]);
    bets.add([[0, 1]]);
    expect(bets.judgement.better).toBeGreaterThan(-2);
    for (let unit = 0; unit < 200; unit++) bets.add([[0.6, 1]]);
    expect(bets.judgement.verdict).toBe('better');
  });

  test('above and below are mirror images', () => {
    const [one, other] = [new BettingTest(DESIGN), new BettingTest({ ...DESIGN, bounds: eloBounds(-50, 0) })];
    const rng = createRng('mirror');
    for (let look = 0; look < 20; look++) {
      const units = tenPairs(rng, 0.55)();
      one.add(units);
      other.add(units.map(([score, count]) => [1 - score, count] as const));
    }
    expect(other.judgement.notBetter).toBeCloseTo(one.judgement.better, 12);
    expect(other.judgement.better).toBeCloseTo(one.judgement.notBetter, 12);
  });

  test('differences over a field have half of the bounds', () => {
    const rng = createRng('field');
    const bets = new BettingTest({ ...DESIGN, bounds: differenceBounds(0, 50) });
    for (let look = 0; look < 60; look++) bets.add(tenPairs(rng, 0.55)());
    expect(bets.judgement.verdict).toBe('better');
  });

  test('bounds in normalised Elo: as many pairs, and as rarely wrong, however many draws there are', () => {
    const bounds = tBounds(20, 60, 2);
    const design = { ...DESIGN, normalized: true, bounds };
    const lengths = [0, 0.8].map((draws) => {
      const rng = createRng(`normalised ${draws}`);
      const scoreAt = (t: number) => 0.5 + t * Math.sqrt((1 - draws) / 4 / 2);
      const at = (t: number) => runs(400, () => play(design, tenPairs(rng, scoreAt(t) - draws / 2, draws)));
      expect(share(at(bounds.low), ({ verdict }) => verdict === 'better')).toBeLessThan(fivePercent(400));
      const high = at(bounds.high);
      expect(share(high, ({ verdict }) => verdict === 'not better')).toBeLessThan(fivePercent(400));
      return mean(high.map(({ count }) => count));
    });
    expect((lengths[1] as number) / (lengths[0] as number)).toBeGreaterThan(0.8);
    expect((lengths[1] as number) / (lengths[0] as number)).toBeLessThan(1.25);
  });
});

describe('the estimate after the stop', () => {
  test.each([-20, 0, 10, 50])('is too high as often as too low, and its range holds %i Elo', (elo) => {
    const times = 160;
    const rng = createRng(`estimate ${elo}`);
    const truth = scoreOfElo(elo);
    const found = runs(times, () => play({ ...DESIGN, bounds: eloBounds(0, 20) }, tenPairs(rng, truth))).map(
      ({ bets, moments }) => ({ ...bets.estimate(moments, false), seen: moments.mean }),
    );
    const error = 3.1 * Math.sqrt(0.25 / times);
    expect(Math.abs(share(found, (one) => one.mean > truth) - 0.5)).toBeLessThan(error);
    const covered = share(found, ({ low, high }) => low <= truth && truth <= high);
    expect(covered).toBeGreaterThan(0.95 - 3.1 * Math.sqrt(0.0475 / times));
    // What was seen is too much wherever the test ended above, and too little where it ended below.
    if (elo === 50) expect(share(found, (one) => one.seen > truth)).toBeGreaterThan(0.5 + error / 3);
    if (elo === -20) expect(share(found, (one) => one.seen > truth)).toBeLessThan(0.5 - error / 3);
  });

  // A few units decide, while the test is still learning how much to stake.
  test.each([10, 40, 100])('is so, too, where series of 200 matches count, at %i Elo', (elo) => {
    const times = 160;
    const rng = createRng(`series ${elo}`);
    const truth = scoreOfElo(elo);
    const series = (): Units => {
      let won = 0;
      for (let match = 0; match < 200; match++) if (rng() < truth) won++;
      return [[won / 200, 1]];
    };
    const design = { ...DESIGN, bounds: eloBounds(0, 5), matchesOfUnit: 200 };
    const found = runs(times, () => play(design, series, 1_000)).map(({ bets, moments, verdict }) => ({
      ...bets.estimate(moments, true),
      verdict,
    }));
    const error = 3.1 * Math.sqrt(0.25 / times);
    expect(Math.abs(share(found, (one) => one.mean > truth) - 0.5)).toBeLessThan(error);
    const covered = share(found, ({ low, high }) => low <= truth && truth <= high);
    expect(covered).toBeGreaterThan(0.95 - 3.1 * Math.sqrt(0.0475 / times));
    expect(share(found, ({ verdict }) => verdict === 'better')).toBeGreaterThan(0.95);
    // What is clearly better is not shown as if it might be worse.
    if (elo >= 40) expect(share(found, ({ low }) => low < 0.5)).toBeLessThan(0.1);
  });

  test('of one look is the usual one', () => {
    const counts: PairCounts = [20, 5, 10, 30, 5, 30];
    const bets = new BettingTest(DESIGN);
    bets.add(pairUnits(counts));
    const moments = momentsOf(pairUnits(counts)) as Moments;
    const { low, high } = meanInterval(moments);
    const estimate = bets.estimate(moments, false);
    expect(estimate.low).toBeCloseTo(low, 6);
    expect(estimate.mean).toBeCloseTo(moments.mean, 6);
    expect(estimate.high).toBeCloseTo(high, 6);
  });

  test('stays within 0 and 1 where everything was won', () => {
    const { bets, moments } = play(DESIGN, () => [[1, 10]]);
    const { low, mean: middle, high } = bets.estimate(moments, true);
    expect(low).toBeGreaterThan(0.5);
    expect(low).toBeLessThan(middle);
    expect(high).toBe(1);
  });
});

describe('normalised Elo', () => {
  test('is Elo for independent matches without draws, and more where there are draws', () => {
    const score = scoreOfElo(4);
    expect(normalizedElo(score, 1 / 8, 2)).toBeCloseTo(4, 1);
    expect(normalizedElo(score, 1 / 32, 2)).toBeCloseTo(8, 1);
    expect(normalizedElo(0.5, 0, 2)).toBe(0);
    expect(normalizedElo(0.6, 0, 2)).toBeNull();
    const { high } = tBounds(0, 30, 2);
    expect(normalizedElo(0.5 + high * Math.sqrt(0.1), 0.1, 2)).toBeCloseTo(30, 9);
  });

  test.each([
    [100, 200],
    [-200, -100],
    [-150, -100],
  ])('bounds far from 0, [%i, %i], are told apart in all runs, and seldom wrongly', (low, high) => {
    const design = { ...DESIGN, bounds: tBounds(low, high, 2), normalized: true };
    // Pairs of matches of which three in ten are drawn.
    const winAt = (t: number) => {
      let [less, more] = [0, 0.7];
      for (let i = 0; i < 50; i++) {
        const win = (less + more) / 2;
        const mean = win + 0.15;
        const deviation = Math.sqrt((win + 0.075 - mean ** 2) / 2);
        if ((mean - 0.5) / deviation < t) less = win;
        else more = win;
      }
      return less;
    };
    const times = 1_000;
    for (const [truth, wrong] of [
      [design.bounds.low, 'better'],
      [design.bounds.high, 'not better'],
    ] as const) {
      const rng = createRng(`normalized ${low} ${wrong}`);
      const ended = runs(times, () => play(design, tenPairs(rng, winAt(truth), 0.3), 10_000));
      expect(share(ended, ({ verdict }) => verdict === 'undecided')).toBe(0);
      expect(share(ended, ({ verdict }) => verdict === wrong)).toBeLessThan(fivePercent(times));
    }
  });

  test('bounds further out than what a few units scatter do not make a bet that cannot lose', () => {
    const design = { ...DESIGN, bounds: tBounds(100, 200, 2), normalized: true };
    const bets = new BettingTest(design);
    for (const score of [0, 0.25, 1, 1]) {
      bets.add([[score, 1]]);
      expect(Number.isFinite(bets.judgement.notBetter)).toBe(true);
    }
  });
});
