import { expect, test } from 'vitest';
import { coinflip } from '../../src/games/coinflip.js';
import { drawing, played } from './support.js';

const heads = { choice: 'heads' } as const;
const tails = { choice: 'tails' } as const;

test.each([
  { u: 0, a: heads, b: tails, flip: 'heads', winner: 'a' },
  { u: 0.49999, a: tails, b: heads, flip: 'heads', winner: 'b' },
  { u: 0.5, a: heads, b: tails, flip: 'tails', winner: 'b' },
  { u: 0.99999, a: tails, b: heads, flip: 'tails', winner: 'a' },
  { u: 0.2, a: heads, b: heads, flip: 'heads', winner: null },
  { u: 0.8, a: heads, b: heads, flip: 'tails', winner: null },
  { u: 0.2, a: null, b: heads, flip: 'heads', winner: 'b' },
  { u: 0.2, a: null, b: tails, flip: 'heads', winner: 'b' },
  { u: 0.8, a: heads, b: null, flip: 'tails', winner: 'a' },
  { u: 0.2, a: null, b: null, flip: 'heads', winner: null },
])('u = $u, $a against $b: $flip, won by $winner', ({ u, a, b, flip, winner }) => {
  const resolved = coinflip.resolve(null, null, played(a), played(b), drawing(u));
  expect(resolved).toMatchObject({ winner, points: [Number(winner === 'a'), Number(winner === 'b')] });
  expect(coinflip.result(resolved, null, b, a, 'b')).toStrictEqual({
    winner,
    your_move: b,
    opponent_move: a,
    flip,
    your_choice: b?.choice ?? null,
    opponent_choice: a?.choice ?? null,
  });
});
