import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/lib/rng.js';
import {
  addPair,
  addSeries,
  emptyPairCounts,
  type Points,
  type SeriesCounts,
  seriesError,
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

describe('their standard error', () => {
  test('by hand: ten series, five of 0.4 and five of 0.6', () => {
    const counts = { 100: { 80: 5, 120: 5 } };
    // The variance of a series is 0.01 * 10 / 9; of the mean of ten, a tenth.
    expect(seriesError(counts)?.variance).toBeCloseTo(0.01 / 9, 12);
    expect(seriesError(counts)?.z).toBeCloseTo(2.262, 2);
    expect(seriesError({ 100: { 80: 5, 120: 4 } })).toBeNull();
  });

  test('widens the intervals where series scatter more than their pairs tell', () => {
    const pairs: [number, number, number, number, number, number] = [130, 0, 0, 240, 0, 130];
    const alone = summarizePairs(pairs);
    const scattered = summarizePairs(pairs, { 100: { 80: 5, 120: 5 } });
    const even = summarizePairs(pairs, { 100: { 99: 5, 101: 5 } });
    expect(alone?.errorsFrom).toBe('pairs');
    expect(even).toEqual(alone);
    expect(scattered?.errorsFrom).toBe('series');
    // Student's t on the standard error by hand, 1/30, as the interval of Wilson has it.
    expect(scattered?.score95.high).toBeCloseTo(0.5 + 2.262 / 30, 2);
    expect(scattered?.score).toBe(alone?.score);
    expect(scattered && alone && scattered.net95.low < alone.net95.low).toBe(true);
    expect(scattered && alone && scattered.matchInflation > 4 * alone.matchInflation).toBe(true);
  });

  test('covers the score of learners, where pairs alone do not', () => {
    const rng = createRng('covers');
    const covered = { pairs: 0, series: 0 };
    for (let run = 0; run < 500; run++) {
      const pairs = emptyPairCounts();
      const series: SeriesCounts = {};
      for (let i = 0; i < 20; i++) {
        const score = rng() < 0.5 ? 0.3 : 0.7;
        const match = (): Points => (rng() < score ? 2 : 0);
        let points = 0;
        for (let pair = 0; pair < 25; pair++) {
          const [first, second] = [match(), match()];
          addPair(pairs, first, second);
          points += first + second;
        }
        addSeries(series, 50, points);
      }
      for (const [name, summary] of [
        ['pairs', summarizePairs(pairs)],
        ['series', summarizePairs(pairs, series)],
      ] as const) {
        if (summary && summary.score95.low <= 0.5 && 0.5 <= summary.score95.high) covered[name]++;
      }
    }
    expect(covered.series / 500).toBeGreaterThan(0.92);
    expect(covered.pairs / 500).toBeLessThan(0.7);
  });
});
