import { expect, test } from 'vitest';
import { cumulative, type Outcome, quantile, StreakCounter } from '../../src/stats/index.js';

function counted(values: readonly number[]) {
  return values.map((value) => [value, 1] as const);
}

test('quantiles by nearest rank', () => {
  // The worked example of the nearest-rank method: 15, 20, 35, 40, 50.
  const values = counted([15, 20, 35, 40, 50]);
  expect([0.05, 0.3, 0.4, 0.5, 1].map((q) => quantile(values, q))).toEqual([15, 20, 20, 35, 50]);
  const hundred = counted(Array.from({ length: 100 }, (_, i) => i + 1));
  expect([quantile(hundred, 0.5), quantile(hundred, 0.99)]).toEqual([50, 99]);
  expect(quantile([], 0.5)).toBeNull();
  expect(quantile(counted([7]), 0)).toBe(7);
  const thrice = [
    [1, 97],
    [5, 3],
  ] as const;
  expect([0.97, 0.98].map((q) => quantile(thrice, q))).toEqual([1, 5]);
});

test('sums so far', () => {
  expect(cumulative([3, -1, 4])).toEqual([3, 2, 6]);
  expect(cumulative([])).toEqual([]);
});

test('streaks: the longest of each kind, and the one that goes on', () => {
  const streaksOf = (...outcomes: readonly Outcome[]) => {
    const counter = new StreakCounter();
    for (const outcome of outcomes) counter.add(outcome);
    return counter.streaks;
  };
  expect(streaksOf('win', 'win', 'loss', 'loss', 'loss', 'draw', 'win')).toEqual({
    wins: 2,
    losses: 3,
    current: { outcome: 'win', length: 1 },
  });
  expect(streaksOf('win', 'draw', 'win').wins).toBe(1);
  expect(streaksOf('draw', 'draw', 'loss').current).toEqual({ outcome: 'loss', length: 1 });
  expect(streaksOf('win', 'draw').current).toBeNull();
  expect(streaksOf()).toEqual({ wins: 0, losses: 0, current: null });
});
