import { expect, test } from 'vitest';
import { mines } from '../../src/games/mines.js';
import { createRng } from '../../src/lib/rng.js';
import { drawFor, drawing, played } from './support.js';

/** Draws under which the places given come up, one after the other. */
function picking(...places: number[]) {
  return drawing(...places.map((place, i) => drawFor(place, i, 24)));
}

function mineAt(...places: number[]): number {
  const draw = picking(...places);
  const { reveal } = mines.resolve(null, null, null, null, draw);
  expect(draw.left(), 'the shuffle stops at the first mine').toBe(0);
  return reveal;
}

test('the order is the documented Fisher-Yates from the front', () => {
  expect(mineAt(0)).toBe(0);
  expect(mineAt(4)).toBe(0);
  expect(mineAt(5, 1)).toBe(1);
  expect(mineAt(5, 5), 'place 5 now holds mine 0').toBe(1);
  expect(mineAt(24, 23, 24), 'place 24 now holds mine 0').toBe(2);
  expect(mineAt(24, 23, 22, 23), 'place 23 now holds mine 1').toBe(3);
});

test('at most 20 tiles are safe', () => {
  const safeFirst = [20, 21, 22, 23, 24, ...Array.from({ length: 15 }, (_, i) => i + 5)];
  expect(mineAt(...safeFirst)).toBe(20);
});

test('tiles survive as often as the hypergeometric distribution says', () => {
  const seed = 1;
  const draw = createRng(String(seed));
  const rounds = 40_000;
  const survived = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < rounds; i++) {
    const { reveal } = mines.resolve(null, null, null, null, draw);
    for (let tiles = 1; tiles <= 5; tiles++)
      if (tiles <= reveal) survived[tiles] = (survived[tiles] ?? 0) + 1;
  }
  for (const [i, share] of [0.8, 0.6333, 0.4957, 0.383, 0.2917].entries()) {
    expect(Math.abs((survived[i + 1] ?? 0) / rounds - share), `${i + 1} tiles, seed ${seed}`).toBeLessThan(
      0.01,
    );
  }
});

test.each([
  { a: 3, b: 2, winner: 'a', why: 'more tiles' },
  { a: 3, b: 4, winner: 'a', why: 'the only survivor' },
  { a: 3, b: 3, winner: null, why: 'equal survivors' },
  { a: 4, b: 20, winner: null, why: 'neither survives' },
  { a: 20, b: null, winner: 'a', why: 'a late side loses to a mine' },
  { a: null, b: 1, winner: 'b', why: 'a late side' },
  { a: null, b: null, winner: null, why: 'both late' },
])('three safe tiles, $a against $b is won by $winner: $why', ({ a, b, winner }) => {
  const moveA = a === null ? null : { tiles: a };
  const moveB = b === null ? null : { tiles: b };
  const resolved = mines.resolve(null, null, played(moveA), played(moveB), picking(5, 6, 7, 3));
  expect(mines.result(resolved, null, moveB, moveA, 'b')).toStrictEqual({
    winner,
    your_move: moveB,
    opponent_move: moveA,
    mine_at: 3,
  });
});

test.each([0, 21, 1.5, -1, '3', [3], [1, 2, 3], null, true])('%j is not a number of tiles', (tiles) => {
  expect(mines.parseMove({ tiles }, { grid: 25, mines: 5 })).toBeNull();
});
