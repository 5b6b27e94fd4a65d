import { describe, expect, test } from 'vitest';
import {
  alwaysValidInterval,
  eloBounds,
  evidenceAbove,
  evidenceBelow,
  evidenceNeeded,
  judge,
  logWealth,
  meanInterval,
  momentsOf,
  type PairCounts,
  pairUnits,
  type Units,
} from '../../src/stats/index.js';

/** With the bet that hindsight finds best, down to those on a mean below. */
function mostWealth(units: Units, mean: number): number {
  let low = -mean / (1 - mean);
  let high = 1;
  for (let i = 0; i < 200; i++) {
    const [left, right] = [low + (high - low) / 3, high - (high - low) / 3];
    if (logWealth(units, mean, left) < logWealth(units, mean, right)) low = left;
    else high = right;
  }
  return logWealth(units, mean, (low + high) / 2);
}

/**
 * The generalised log likelihood ratio of a multinomial distribution (M. Van den Bergh, "Comparing the approximations for
 * the generalized log likelihood ratio", proposition 1.1) is the log wealth of the best bet against the one mean less
 * that against the other: the published values test our wealth. Disservin/fastchess 74deac2, app/tests/sprt_test.cpp,
 * "logistic", with its tolerance of 1 %.
 */
test.each([
  ['trinomial', [21184, 40708, 21404], 0.5, 2.5, -1.57],
  ['trinomial', [57030, 106593, 57433], 0, 2, -2.59],
  ['pentanomial', [223, 9863, 21279, 10037, 246], 0.5, 2.5, -3.07],
  ['pentanomial', [871, 26175, 55983, 26678, 821], 0, 2, -4.98],
])('log likelihood ratio, %s %j', (_, counts, elo0, elo1, published) => {
  const units = counts.map((count, i) => [i / (counts.length - 1), count] as const);
  const { low, high } = eloBounds(elo0, elo1);
  const ratio = mostWealth(units, low) - mostWealth(units, high);
  expect(Math.abs(ratio / published - 1)).toBeLessThan(0.01);
});

describe('wealth', () => {
  test('by hand: all on every win multiplies by 1 / mean, and one loss takes all', () => {
    expect(logWealth([[1, 10]], 0.5, 1)).toBeCloseTo(10 * Math.log(2), 12);
    expect(logWealth([[0, 1]], 0.5, 1)).toBe(Number.NEGATIVE_INFINITY);
    expect(logWealth([[0, 1]], 0.5, 0.5)).toBeCloseTo(Math.log(0.5), 12);
  });

  test('is fair on average: the mean over every result of 8 units is 1', () => {
    // Units of 0, 1/4 and 1 with a mean of 0.4.
    const chances = [
      [0, 0.3],
      [0.25, 0.4],
      [1, 0.3],
    ] as const;
    let expected = 0;
    for (let code = 0; code < 3 ** 8; code++) {
      const counts = [0, 0, 0];
      let probability = 1;
      for (let i = 0, rest = code; i < 8; i++, rest = Math.floor(rest / 3)) {
        counts[rest % 3] = (counts[rest % 3] ?? 0) + 1;
        probability *= chances[rest % 3]?.[1] ?? 0;
      }
      const units = chances.map(([score], i) => [score, counts[i] ?? 0] as const);
      expected += probability * Math.exp(evidenceAbove(units, 0.4));
    }
    expect(expected).toBeCloseTo(1, 10);
  });

  test('above and below are mirror images; without units there is no evidence', () => {
    const units = pairUnits([5, 4, 9, 1, 8, 12]);
    const mirror = units.map(([score, count]) => [1 - score, count] as const);
    expect(evidenceBelow(mirror, 0.4)).toBeCloseTo(evidenceAbove(units, 0.6), 12);
    expect(evidenceAbove([], 0.5)).toBeCloseTo(0, 12);
    expect(evidenceNeeded(0.95)).toBeCloseTo(Math.log(40), 12);
  });
});

describe('the interval that is always valid', () => {
  test('is wider than the one for a fixed number, and holds it', () => {
    for (const scale of [1, 10, 1000, 100_000]) {
      const units = pairUnits([3, 2, 4, 5, 4, 3].map((count) => count * scale) as PairCounts);
      const moments = momentsOf(units);
      if (moments === null) throw new Error('no units');
      const [fixed, always] = [meanInterval(moments), alwaysValidInterval(units)];
      expect(always.low).toBeLessThan(fixed.low);
      expect(always.high).toBeGreaterThan(fixed.high);
      expect((always.high - always.low) / (fixed.high - fixed.low)).toBeLessThan(2.5);
    }
  });

  test('stays within 0 and 1, never of no width', () => {
    expect(alwaysValidInterval([])).toEqual({ low: 0, high: 1 });
    const won = alwaysValidInterval([[1, 20]]);
    expect(won.high).toBe(1);
    // 20 wins: Clopper and Pearson, who do not look in between, give 0.8316.
    expect(won.low).toBeGreaterThan(0.6);
    expect(won.low).toBeLessThan(0.8316);
    const drawn = alwaysValidInterval([[0.5, 50]]);
    expect(drawn.low).toBeLessThan(0.5);
    expect(drawn.high).toBeGreaterThan(0.5);
  });

  test('says the same as the verdict', () => {
    const { low, high } = eloBounds();
    for (let wins = 200; wins <= 800; wins += 5) {
      const units = pairUnits([1000 - wins, 0, 0, 0, 0, wins]);
      const interval = alwaysValidInterval(units);
      const { verdict } = judge(units);
      expect(verdict === 'better', `${wins}`).toBe(interval.low > low);
      expect(verdict === 'not better', `${wins}`).toBe(interval.high < high);
    }
  });
});
