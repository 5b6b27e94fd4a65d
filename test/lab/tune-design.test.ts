import { describe, expect, test } from 'vitest';
import { tuneDesign } from '../../src/lab/tune/prepare.js';
import type { TunedParam, TuneSize } from '../../src/lab/tune/space.js';

const PARAMS: readonly TunedParam[] = [
  { name: 'caution', type: 'number', min: 0, max: 1, step: null, options: [], default: 0.5 },
];

/** Of all opponents, as a share of what was asked for. */
function shareOf(asked: TuneSize, opponents: number, forgetful: boolean): number {
  return (opponents * tuneDesign(PARAMS, asked, opponents, forgetful).matches) / asked.matches;
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
      const share = shareOf({ matches }, opponents, forgetful);
      expect(share).toBeGreaterThan(0.985);
      expect(share).toBeLessThanOrEqual(1);
    }
  });

  test('whatever the number, and also where lanes are given', () => {
    for (let pairs = 100; pairs < 30_000; pairs += 37) {
      for (const forgetful of [true, false]) {
        for (const lanes of [{}, { series: 1 }, { series: 2 }]) {
          const asked = { matches: 2 * pairs, ...lanes };
          const share = shareOf(asked, 1, forgetful);
          expect(share, `${pairs} pairs`).toBeGreaterThan(0.98);
          expect(share, `${pairs} pairs`).toBeLessThanOrEqual(1);
          expect(tuneDesign(PARAMS, asked, 1, forgetful).tune.settings).toBeLessThanOrEqual(160);
        }
      }
    }
  });

  test('two opponents share the usual number without a rest', () => {
    expect(shareOf({ matches: 200_000 }, 2, false)).toBe(1);
  });
});
