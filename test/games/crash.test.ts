import { describe, expect, test } from 'vitest';
import { crash } from '../../src/games/crash.js';
import { drawing, played } from './support.js';

/** The smallest u whose crash point is `x`, nudged so that no rounding falls below it. */
function drawForCrashAt(x: number): number {
  return 1 - 100 / (Math.round(x * 100) + 1e-9);
}

test.each([
  [0, 1],
  [0.5, 2],
  [0.75, 4],
  [1 - 2 ** -52, 2 ** 52],
])('u = %d crashes at %d', (u, x) => {
  const resolved = crash.resolve(null, null, null, null, drawing(u));
  expect(crash.result(resolved, null, null, null, 'a').crash_point).toBe(x);
});

test.each([
  { x: 2.5, a: 2.5, b: 2.51, winner: 'a', why: 'exactly X survives' },
  { x: 1.15, a: 1.15, b: 1.16, winner: 'a', why: '1.15 * 100 is below 115 in binary' },
  { x: 2.01, a: 2, b: 2.01, winner: 'b', why: 'the higher survivor' },
  { x: 5, a: 3, b: 3, winner: null, why: 'equal survivors' },
  { x: 1.5, a: 2, b: 9, winner: null, why: 'both crash' },
  { x: 1, a: 1.01, b: 1.01, winner: null, why: 'an instant crash' },
  { x: 1, a: 1.01, b: null, winner: 'a', why: 'a crash still beats a late side' },
  { x: 5, a: null, b: 1.01, winner: 'b', why: 'a late side' },
  { x: 5, a: null, b: null, winner: null, why: 'both late' },
])('X = $x, $a against $b is won by $winner: $why', ({ x, a, b, winner }) => {
  const moveA = a === null ? null : { cashout: a };
  const moveB = b === null ? null : { cashout: b };
  const resolved = crash.resolve(null, null, played(moveA), played(moveB), drawing(drawForCrashAt(x)));
  expect(crash.result(resolved, null, moveA, moveB, 'a')).toStrictEqual({
    winner,
    your_move: moveA,
    opponent_move: moveB,
    crash_point: x,
  });
});

describe('legal cashouts', () => {
  test('every whole hundredth from 1.01 to 10, survived at exactly X and not a hundredth below', () => {
    for (let h = 101; h <= 1000; h++) {
      const cashout = Number(`${Math.floor(h / 100)}.${String(h % 100).padStart(2, '0')}`);
      expect(crash.parseMove({ cashout }, { min: 1.01, max: 10 })).toStrictEqual({ cashout });
      const against = (x: number) =>
        crash.resolve(null, null, played({ cashout }), null, drawing(drawForCrashAt(x))).reveal;
      expect(against(cashout)).toBe(h);
      const low = played({ cashout: 1.01 });
      const duelAt = (crashPoint: number) =>
        crash.resolve(null, null, played({ cashout }), low, drawing(drawForCrashAt(crashPoint / 100))).winner;
      if (h > 101) {
        expect(duelAt(h), `at ${cashout}`).toBe('a');
        expect(duelAt(h - 1), `below ${cashout}`).toBe('b');
      }
    }
  });

  test.each([
    1,
    1.005,
    1.001,
    1.015,
    10.01,
    0,
    -2,
    1.1 + 0.05 + 1e-9,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '1.5',
    null,
  ])('not %s', (cashout) => {
    expect(crash.parseMove({ cashout }, { min: 1.01, max: 10 })).toBeNull();
  });
});
