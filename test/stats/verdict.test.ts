import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/lib/rng.js';
import {
  addDifference,
  addSeries,
  differenceBounds,
  emptyPairCounts,
  judge,
  meanInterval,
  momentsOf,
  pairUnits,
  type SeriesCounts,
  scoreOfElo,
  seriesUnits,
  type Units,
  type Verdict,
} from '../../src/stats/index.js';

const RUNS = 500;
/** (1 - 0.95) / 2, as `judge` promises. */
const ERRORS_AT_MOST = 0.025 * RUNS;

interface Ended {
  readonly verdict: Verdict;
  readonly matches: number;
}

/** A player who wins every match with the same probability: looked at after every `chunk` pairs. */
function play(rng: () => number, score: number, chunk: number, most: number): Ended {
  const counts = emptyPairCounts();
  for (let pairs = chunk; pairs <= most; pairs += chunk) {
    addWinsAndLosses(counts, chunk, rng, score);
    const { verdict } = judge(pairUnits(counts));
    if (verdict !== 'undecided') return { verdict, matches: 2 * pairs };
  }
  return { verdict: 'undecided', matches: 2 * most };
}

/** Two matches from each random number: so many pairs. */
function addWinsAndLosses(counts: number[], pairs: number, rng: () => number, score: number): void {
  const [twice, once] = [score ** 2, 1 - (1 - score) ** 2];
  for (let i = 0; i < pairs; i++) {
    const random = rng();
    const place = random < twice ? 5 : random < once ? 3 : 0;
    counts[place] = (counts[place] as number) + 1;
  }
}

function simulate(elo: number, runs = RUNS) {
  const rng = createRng(`verdict ${elo}`);
  const ended = Array.from({ length: runs }, () => play(rng, scoreOfElo(elo), 500, 150_000));
  const count = (verdict: Verdict) => ended.filter((run) => run.verdict === verdict).length;
  return {
    better: count('better'),
    notBetter: count('not better'),
    matches: ended.reduce((sum, { matches }) => sum + matches, 0) / runs,
  };
}

describe('simulated runs of rock, paper, scissors, looked at after every thousand matches', () => {
  test('equals: not called better, and it ends', () => {
    const { better, notBetter, matches } = simulate(0);
    expect(better).toBeLessThanOrEqual(ERRORS_AT_MOST);
    expect(notBetter).toBeGreaterThanOrEqual(RUNS - ERRORS_AT_MOST);
    expect(matches).toBeLessThan(70_000);
  });

  test('5 Elo better: not called not better', () => {
    const { better, notBetter } = simulate(5);
    expect(notBetter).toBeLessThanOrEqual(ERRORS_AT_MOST);
    expect(better).toBeGreaterThanOrEqual(RUNS - ERRORS_AT_MOST);
  });

  test('10 and 20 Elo better, and 10 worse: soon seen', () => {
    const [ten, twenty, worse] = [simulate(10, 500), simulate(20, 500), simulate(-10, 500)];
    expect(Math.min(ten.better, twenty.better, worse.notBetter)).toBeGreaterThanOrEqual(500 - 0.025 * 500);
    expect(ten.matches).toBeLessThan(20_000);
    expect(twenty.matches).toBeLessThan(7_000);
    expect(worse.matches).toBeLessThan(12_000);
  });
});

/** How many of the runs ever seem better, each looked at after every step. */
function everBetter(runs: number, looks: number, step: () => () => Units, seems = isBetter): number {
  let found = 0;
  for (let run = 0; run < runs; run++) {
    const look = step();
    for (let i = 0; i < looks; i++) {
      if (!seems(look())) continue;
      found++;
      break;
    }
  }
  return found;
}

const isBetter = (units: Units) => judge(units).verdict === 'better';

function isBetterAtFixedNumber(units: Units): boolean {
  const moments = momentsOf(units);
  return moments !== null && meanInterval(moments).low > 0.5;
}

describe('false alarms among equals', () => {
  /** Looked at after every 50 pairs. */
  const pairsOf = (seed: string, places: readonly (readonly [place: number, upTo: number])[]) => () => {
    const rng = createRng(seed + streams++);
    const counts = emptyPairCounts();
    return () => {
      for (let i = 0; i < 50; i++) {
        const random = rng();
        let at = 0;
        while (random >= (places[at] as readonly [number, number])[1]) at++;
        const [place] = places[at] as readonly [number, number];
        counts[place] = (counts[place] as number) + 1;
      }
      return pairUnits(counts);
    };
  };
  let streams = 0;

  test.each([
    [
      'wins and losses',
      [
        [0, 0.25],
        [3, 0.75],
        [5, 1],
      ],
    ],
    [
      'nearly all draws',
      [
        [1, 0.05],
        [2, 0.95],
        [4, 1],
      ],
    ],
    [
      'rare wins of both, frequent small losses',
      [
        [5, 0.06],
        [1, 0.18],
        [3, 1],
      ],
    ],
  ] as [string, [number, number][]][])('%s', (name, places) => {
    expect(everBetter(RUNS, 80, pairsOf(name, places))).toBeLessThanOrEqual(ERRORS_AT_MOST);
  });

  test('an interval for a fixed number, looked at as often, would cry wolf', () => {
    const runs = everBetter(
      200,
      80,
      pairsOf('fixed', [
        [0, 0.25],
        [3, 0.75],
        [5, 1],
      ]),
      isBetterAtFixedNumber,
    );
    expect(runs).toBeGreaterThan(0.1 * 200);
  });

  test('a field in which some gain what others lose', () => {
    const unequal = () => {
      const rng = createRng(`field ${streams++}`);
      const counts = emptyPairCounts();
      return () => {
        for (const score of [0.3, 0.7]) addWinsAndLosses(counts, 10, rng, score);
        return pairUnits(counts);
      };
    };
    expect(everBetter(RUNS, 100, unequal)).toBeLessThanOrEqual(ERRORS_AT_MOST);
  });

  /** A learner's series: whoever gets ahead stays ahead, 60 to 40, for all of its 100 matches. */
  const learner = (unit: 'pairs' | 'series') => () => {
    const rng = createRng(`learner ${streams++}`);
    const counts = emptyPairCounts();
    const series: SeriesCounts = {};
    return () => {
      const score = rng() < 0.5 ? 0.4 : 0.6;
      const before = counts[5] * 2 + counts[3];
      addWinsAndLosses(counts, 50, rng, score);
      addSeries(series, 100, 2 * (counts[5] * 2 + counts[3] - before));
      return unit === 'pairs' ? pairUnits(counts) : seriesUnits(series);
    };
  };

  test('pairs of learners are not independent; their series are', () => {
    expect(everBetter(500, 100, learner('pairs'))).toBeGreaterThan(0.1 * 500);
    expect(everBetter(500, 100, learner('series'))).toBeLessThanOrEqual(0.025 * 500);
  });
});

describe('differences against third ones', () => {
  test('by points of a pair, or of a series', () => {
    const counts: SeriesCounts = {};
    addDifference(counts, 2, { first: 4, second: 0 });
    addDifference(counts, 2, { first: 0, second: 4 });
    addDifference(counts, 2, { first: 3, second: 2 });
    expect(seriesUnits(counts)).toEqual([
      [0, 1],
      [5 / 8, 1],
      [1, 1],
    ]);
    // A gain of 1/4 a match in one pair of three: 1/12, halved, above 1/2.
    expect(momentsOf(seriesUnits(counts))?.mean).toBeCloseTo(0.5 + 1 / 24, 12);
    const series: SeriesCounts = {};
    addDifference(series, 1000, { first: 1100, second: 900 });
    expect(seriesUnits(series)).toEqual([[0.55, 1]]);
  });

  test('5 Elo are worth half of what they are in a match of the two', () => {
    expect(differenceBounds().low).toBe(0.5);
    expect(differenceBounds().high).toBeCloseTo(0.5 + (scoreOfElo(5) - 0.5) / 2, 12);
  });

  test('what both share cancels out', () => {
    const counts: SeriesCounts = {};
    for (let i = 0; i < 900; i++) addDifference(counts, 2, { first: 1, second: 1 });
    for (let i = 0; i < 100; i++) addDifference(counts, 2, { first: 3, second: 1 });
    expect(judge(seriesUnits(counts), differenceBounds()).verdict).toBe('better');
  });
});
