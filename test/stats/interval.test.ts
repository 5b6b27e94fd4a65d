import { describe, expect, test } from 'vitest';
import { standpointOf, wilson } from '../../src/stats/index.js';

describe('the interval of Wilson', () => {
  // R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998),
  // table I, method 3; and the textbook case of 10 in 20.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
    [10, 20, 0.2993, 0.7007],
  ])('%i of %i: %f to %f', (successes, trials, low, high) => {
    const interval = wilson(successes, trials);
    expect(interval?.low).toBeCloseTo(low, 4);
    expect(interval?.high).toBeCloseTo(high, 4);
  });

  test('holds the rate that was seen, and stays within 0 and 1', () => {
    for (let trials = 1; trials <= 60; trials++) {
      for (let successes = 0; successes <= trials; successes++) {
        const { low, high } = wilson(successes, trials) ?? { low: 1, high: 0 };
        const rate = successes / trials;
        expect(0 <= low && low <= rate && rate <= high && high <= 1, `${successes} of ${trials}`).toBe(true);
      }
    }
  });

  test('of nothing there is none', () => expect(wilson(0, 0)).toBeNull());
});

test.each([
  [{ low: 0.52, high: 0.6 }, 'above'],
  [{ low: 0.5, high: 0.6 }, 'unclear'],
  [{ low: 0.4, high: 0.51 }, 'below'],
] as const)('%o stands %s', (interval, standpoint) => {
  expect(standpointOf(interval, 0.5128)).toBe(standpoint);
  expect(standpointOf(interval, null)).toBeNull();
  expect(standpointOf(null, 0.5)).toBeNull();
});
