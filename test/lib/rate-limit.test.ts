import { expect, test } from 'vitest';
import { RateLimit } from '../../src/lib/clock.js';

test('never more than the maximum in any window', () => {
  const limit = new RateLimit(3, 1_000);
  for (const now of [0, 100, 200]) {
    expect(limit.waitMs(now)).toBe(0);
    limit.take(now);
  }
  expect(limit.waitMs(200)).toBe(800);
  expect(limit.waitMs(999)).toBe(1);
  expect(limit.waitMs(1_000)).toBe(0);
  limit.take(1_000);
  expect(limit.waitMs(1_000)).toBe(100);
  expect(limit.waitMs(1_100)).toBe(0);
  limit.take(1_150);
  expect(limit.waitMs(1_150)).toBe(50);
});

test('asking counts nothing', () => {
  const limit = new RateLimit(1, 1_000);
  for (let i = 0; i < 5; i++) expect(limit.waitMs(0)).toBe(0);
});

test('room for several at once', () => {
  const limit = new RateLimit(3, 1_000);
  limit.take(0);
  limit.take(100);
  expect([1, 2, 3].map((count) => limit.waitMs(100, count))).toEqual([0, 900, 1_000]);
  limit.take(200);
  expect([1, 2, 3].map((count) => limit.waitMs(200, count))).toEqual([800, 900, 1_000]);
  limit.take(1_000);
  expect([1, 2, 3].map((count) => limit.waitMs(1_000, count))).toEqual([100, 200, 1_000]);
});
