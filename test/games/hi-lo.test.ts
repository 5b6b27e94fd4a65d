import { expect, test } from 'vitest';
import { hiLo } from '../../src/games/hi-lo.js';
import { drawFor, drawing, played } from './support.js';

const higher = { choice: 'higher' } as const;
const lower = { choice: 'lower' } as const;

test.each([
  { dealer: 5, card: 9, a: higher, b: lower, points: [1, 0] },
  { dealer: 5, card: 2, a: higher, b: lower, points: [0, 1] },
  { dealer: 5, card: 9, a: higher, b: higher, points: [1, 1] },
  { dealer: 5, card: 9, a: lower, b: lower, points: [0, 0] },
  { dealer: 7, card: 7, a: higher, b: lower, points: [0, 0] },
  { dealer: 1, card: 1, a: lower, b: higher, points: [0, 0] },
  { dealer: 13, card: 1, a: lower, b: null, points: [1, 0] },
  { dealer: 13, card: 1, a: higher, b: null, points: [0, 0] },
  { dealer: 1, card: 13, a: null, b: higher, points: [0, 1] },
  { dealer: 1, card: 13, a: null, b: null, points: [0, 0] },
])('$card after $dealer: $a and $b score $points', ({ dealer, card, a, b, points }) => {
  const draw = drawing(drawFor(dealer, 1, 13), drawFor(card, 1, 13));
  const deal = hiLo.deal(null, 1, draw);
  expect(hiLo.state(deal, null, 'a')).toStrictEqual({ dealer_card: dealer });
  const resolved = hiLo.resolve(deal, null, played(a), played(b), draw);
  expect(resolved).toMatchObject({ winner: null, points });
  expect(hiLo.result(resolved, deal, a, b, 'a')).toStrictEqual({
    winner: null,
    your_move: a,
    opponent_move: b,
    your_choice: a?.choice ?? null,
    opponent_choice: b?.choice ?? null,
    card,
  });
});

test.each([
  [1, 'higher'],
  [6, 'higher'],
  [8, 'lower'],
  [13, 'lower'],
])('the fallback on a %i is the likelier call', (dealer_card, choice) => {
  expect(hiLo.fallbackMove({ dealer_card })).toEqual({ choice });
});
