import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/lib/rng.js';
import {
  addPair,
  addSeries,
  emptyPairCounts,
  type PairCounts,
  type Points,
  type SeriesCounts,
  seriesUnits,
  summarizePairs,
} from '../../src/stats/index.js';

const some = (): SeriesCounts => {
  const counts: SeriesCounts = {};
  addSeries(counts, 1000, 1100);
  addSeries(counts, 1000, 900, 2);
  addSeries(counts, 500, 520);
  return counts;
};

describe('series', () => {
  test('the full ones are units', () => {
    expect(seriesUnits(some())).toEqual([
      [0.45, 2],
      [0.55, 1],
    ]);
    expect(seriesUnits({})).toEqual([]);
  });
});

describe('what counts where somebody may learn', () => {
  const pairs: PairCounts = [130, 0, 0, 240, 0, 130];

  test('is series: their spread is that of the score', () => {
    const series = { 100: { 80: 5, 120: 5 } };
    const summary = summarizePairs(pairs, { series, forgetful: false });
    expect(summary).toMatchObject({ unit: 'series', units: 10, enough: true, remembers: false });
    // Student's t on the standard error by hand, 1/30; a little wider, as for few units.
    expect(summary?.score95.high).toBeGreaterThan(0.5 + 2.262 / 30);
    expect(summary?.score95.high).toBeLessThan(0.5 + 2.1 * (2.262 / 30));
    expect(summary?.net95.high).toBeCloseTo(1.95 * (summary?.score95.high ?? 0) - 1, 9);
  });

  test('is pairs where all declare that they forget, and play so', () => {
    const even = summarizePairs(pairs, { series: { 100: { 90: 2, 100: 6, 110: 2 } } });
    expect(even).toMatchObject({ unit: 'pairs', units: 500, remembers: false });
  });

  test('is series where they declare it and the series scatter more than the pairs tell', () => {
    const apart = summarizePairs(pairs, { series: { 100: { 60: 5, 140: 5 } } });
    expect(apart).toMatchObject({ unit: 'series', units: 10, remembers: true });
  });

  test('is nothing with fewer than ten: no interval and no verdict', () => {
    const few = summarizePairs([0, 0, 0, 0, 0, 450], { series: { 100: { 200: 9 } }, forgetful: false });
    expect(few).toMatchObject({ enough: false, units: 9, score: 1, superiority: 0.5, standpoint: 'unclear' });
    expect(few?.score95).toEqual({ low: 0, high: 1 });
    expect(summarizePairs([0, 0, 0, 0, 0, 9])).toMatchObject({ enough: false, unit: 'pairs' });
    expect(summarizePairs([0, 0, 0, 0, 0, 10])).toMatchObject({ enough: true, units: 10 });
  });

  test('the level of the check is 0.001', () => {
    const rng = createRng('level');
    let doubted = 0;
    for (let run = 0; run < 3_000; run++) {
      const [counts, series] = played(rng, 20, 25, () => 0.5);
      if (summarizePairs(counts, { series })?.remembers) doubted++;
    }
    expect(doubted).toBeLessThanOrEqual(9);
  });

  /** A strategy that explores, then commits to a good or a bad choice, and one that does not learn at all. */
  const SCORES: readonly (readonly [chance: number, bad: number, good: number])[] = [
    [0.5, 0.5, 0.5],
    [0.5, 0.2, 0.7],
    [0.3, 0.05, 0.95],
    [0.1, 0.2, 0.7],
    [0.02, 0.1, 0.6],
  ];

  test.each([10, 20, 100])('95 %% of %i series cover the score', (count) => {
    for (const [chance, bad, good] of SCORES) {
      const rng = createRng(`covers ${count} ${chance} ${bad}`);
      const truth = chance * bad + (1 - chance) * good;
      const runs = 600;
      let covered = 0;
      for (let run = 0; run < runs; run++) {
        const [counts, series] = played(rng, count, 20, () => (rng() < chance ? bad : good));
        const { low = 1, high = 0 } = summarizePairs(counts, { series, forgetful: false })?.score95 ?? {};
        if (low <= truth && truth <= high) covered++;
      }
      // Three standard errors of so many runs below 95 %.
      expect(covered / runs, `${chance} ${bad} ${good}`).toBeGreaterThan(0.95 - 3 * Math.sqrt(0.0475 / runs));
    }
  });
});

function played(
  rng: () => number,
  count: number,
  length: number,
  scoreOf: () => number,
): [PairCounts, SeriesCounts] {
  const pairs = emptyPairCounts();
  const series: SeriesCounts = {};
  for (let i = 0; i < count; i++) {
    const score = scoreOf();
    const match = (): Points => (rng() < score ? 2 : 0);
    let points = 0;
    for (let pair = 0; pair < length; pair++) {
      const [first, second] = [match(), match()];
      addPair(pairs, first, second);
      points += first + second;
    }
    addSeries(series, 2 * length, points);
  }
  return [pairs, series];
}
