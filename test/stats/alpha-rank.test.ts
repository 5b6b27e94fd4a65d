import { describe, expect, test } from 'vitest';
import { alphaRank, circleIn, type Relation } from '../../src/stats/index.js';

/** Who beats whom, by places. */
function relationOf(wins: readonly (readonly [number, number])[]): Relation {
  const beats = (i: number, j: number) => wins.some(([winner, loser]) => winner === i && loser === j);
  return (i, j) => (beats(i, j) ? 1 : beats(j, i) ? -1 : 0);
}

describe('α-rank', () => {
  test('a circle shares, and whoever it beats has nothing', () => {
    const circle = relationOf([
      [0, 1],
      [1, 2],
      [2, 0],
      [0, 3],
      [1, 3],
      [2, 3],
    ]);
    const shares = alphaRank(4, circle);
    for (const place of [0, 1, 2]) expect(shares[place]).toBeCloseTo(1 / 3, 6);
    expect(shares[3]).toBeCloseTo(0, 6);
  });

  test('one that beats all has everything; equal ones share', () => {
    const best = relationOf([
      [2, 0],
      [2, 1],
      [1, 0],
    ]);
    expect(alphaRank(3, best)[2]).toBeCloseTo(1, 6);
    for (const share of alphaRank(4, () => 0)) expect(share).toBeCloseTo(0.25, 9);
  });

  test('in an uneven circle, by the stationary distribution that is known', () => {
    // 0 beats 1, 1 beats 2, 2 beats 0, 3 beats 0 only: 3 loses to 1 and 2. From 0 it goes to 2 and 3, from 3 to 1 and 2.
    const relation = relationOf([
      [0, 1],
      [1, 2],
      [2, 0],
      [3, 0],
      [1, 3],
      [2, 3],
    ]);
    const shares = alphaRank(4, relation);
    // What leaves a place comes to it: the chain goes 1 → 0, 2 → 1, 0 → 2, 0 → 3, 3 → 1, 3 → 2, each with one third.
    const [a = 0, b = 0, c = 0, d = 0] = shares;
    expect(b).toBeCloseTo(2 * a, 6);
    expect(2 * d).toBeCloseTo(a, 6);
    expect(c).toBeCloseTo(a + d, 6);
    expect(a + b + c + d).toBeCloseTo(1, 9);
  });
});

describe('circles', () => {
  test('the shortest one is found, in the order in which each beats the next', () => {
    const relation = relationOf([
      [3, 0],
      [0, 1],
      [1, 2],
      [2, 3],
      [4, 5],
      [5, 6],
      [6, 4],
    ]);
    expect(circleIn(7, relation)).toEqual([4, 5, 6]);
  });

  test('in an order there is none', () => {
    expect(circleIn(5, (i, j) => Math.sign(j - i))).toBeNull();
    expect(circleIn(3, () => 0)).toBeNull();
    expect(circleIn(0, () => 0)).toBeNull();
  });
});
