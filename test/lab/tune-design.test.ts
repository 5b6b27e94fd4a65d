import { describe, expect, test } from 'vitest';
import { tuneDesign } from '../../src/lab/tune/prepare.js';
import type { TunedParam } from '../../src/lab/tune/space.js';

const PARAMS: readonly TunedParam[] = [
  { name: 'caution', type: 'number', min: 0, max: 1, step: null, options: [], default: 0.5 },
];

/** Of all opponents. */
function played(matches: number, opponents: number, forgetful: boolean, series?: number): number {
  return opponents * tuneDesign(PARAMS, matches, opponents, forgetful, series).matches;
}

describe('a tune plays about as many matches as it is asked for, and no more', () => {
  test.each([
    [200_000, 2],
    [127_000, 2],
    [100_000, 2],
    [100_000, 1],
    [65_000, 2],
    [50_000, 1],
    [40_000, 1],
    [1_000_000, 7],
  ])('%d matches against %d', (matches, opponents) => {
    for (const forgetful of [true, false]) {
      const share = played(matches, opponents, forgetful) / matches;
      expect(share).toBeGreaterThan(0.985);
      expect(share).toBeLessThanOrEqual(1);
    }
  });

  test('whatever the number, and also where lanes are given', () => {
    for (let pairs = 100; pairs < 30_000; pairs += 37) {
      for (const forgetful of [true, false]) {
        for (const series of [undefined, 1, 2]) {
          const share = played(2 * pairs, 1, forgetful, series) / (2 * pairs);
          expect(share, `${pairs} pairs`).toBeGreaterThan(0.98);
          expect(share, `${pairs} pairs`).toBeLessThanOrEqual(1);
          expect(tuneDesign(PARAMS, 2 * pairs, 1, forgetful, series).tune.settings).toBeLessThanOrEqual(160);
        }
      }
    }
  });

  test('two opponents share the usual number without a rest', () => {
    expect(played(200_000, 2, false)).toBe(200_000);
  });
});
