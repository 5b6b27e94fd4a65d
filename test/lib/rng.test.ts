import { expect, test } from 'vitest';
import { createRng } from '../../src/lib/rng.js';

const take = (seed: string, count: number) => {
  const next = createRng(seed);
  return Array.from({ length: count }, next);
};

test('the same seed gives the same numbers, another seed others', () => {
  expect(take('a', 50)).toEqual(take('a', 50));
  const seeds = ['', 'a', 'b', 'a/1', 'a/2', 'ab', 'ba'];
  expect(new Set(seeds.map((seed) => take(seed, 1)[0])).size).toBe(seeds.length);
});

test('the numbers are in [0, 1) and spread evenly', () => {
  const buckets = new Array<number>(10).fill(0);
  for (const number of take('evenness', 10_000)) {
    expect(number).toBeGreaterThanOrEqual(0);
    expect(number).toBeLessThan(1);
    const bucket = Math.floor(number * 10);
    buckets[bucket] = (buckets[bucket] ?? 0) + 1;
  }
  // Five standard deviations; the seed is fixed, so this holds always or never.
  for (const count of buckets) expect(Math.abs(count - 1000)).toBeLessThan(150);
});

test('first numbers of near seeds are unrelated', () => {
  const firsts = Array.from({ length: 1000 }, (_, i) => take(`seed-${i}`, 1)[0] ?? 0);
  const mean = firsts.reduce((sum, number) => sum + number, 0) / firsts.length;
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.05);
});
