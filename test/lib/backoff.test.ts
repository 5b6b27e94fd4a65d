import { expect, it } from 'vitest';
import { backoffDelayMs } from '../../src/lib/clock.js';

it('is uniform between nothing and a limit that doubles up to the cap', () => {
  const highest = [0, 1, 2, 3, 4, 5].map((attempt) => backoffDelayMs(attempt, 1000, 10_000, () => 1));
  expect(highest).toEqual([1000, 2000, 4000, 8000, 10_000, 10_000]);
  expect(backoffDelayMs(3, 1000, 10_000, () => 0)).toBe(0);
  expect(backoffDelayMs(3, 1000, 10_000, () => 0.25)).toBe(2000);
});

it('stays at the cap after any number of attempts', () => {
  expect(backoffDelayMs(5000, 1000, 30_000, () => 1)).toBe(30_000);
});
