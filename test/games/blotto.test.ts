import { expect, test } from 'vitest';
import { blotto } from '../../src/games/blotto.js';
import { drawFor, drawing, played } from './support.js';

const budgets = { a: 100, b: 90 };

test.each([
  { tenths: 11, a: 50, b: 55, winner: null, why: '50 * 1.1 is above 55 in binary' },
  { tenths: 11, a: 90, b: 88, winner: 'a', why: '99 against 88' },
  { tenths: 12, a: 50, b: 60, winner: null, why: 'equal with terrain' },
  { tenths: 8, a: 50, b: 40, winner: null, why: 'equal against terrain' },
  { tenths: 8, a: 50, b: 41, winner: 'b', why: '40 against 41' },
  { tenths: 9, a: 10, b: 9, winner: null, why: 'equal' },
  { tenths: 9, a: 11, b: 9, winner: 'a', why: '9.9 against 9' },
  { tenths: 10, a: 0, b: 0, winner: null, why: 'nobody bids' },
  { tenths: 12, a: 0, b: 1, winner: 'b', why: 'nothing times anything is nothing' },
  { tenths: 10, a: null, b: 20, winner: 'b', why: 'a late side, and the bid is spent' },
  { tenths: 10, a: null, b: 0, winner: 'b', why: 'a late side loses even to a bid of 0' },
  { tenths: 10, a: 0, b: null, winner: 'a', why: 'a late side loses even to a bid of 0' },
  { tenths: 10, a: null, b: null, winner: null, why: 'both late' },
])('terrain $tenths tenths, $a against $b is won by $winner: $why', ({ tenths, a, b, winner }) => {
  const moveA = a === null ? null : { bid: a };
  const moveB = b === null ? null : { bid: b };
  const deal = blotto.deal(budgets, 2, drawing(drawFor(tenths, 8, 12)));
  const resolved = blotto.resolve(deal, budgets, played(moveA), played(moveB), drawing());
  expect(resolved).toMatchObject({
    points: [Number(winner === 'a'), Number(winner === 'b')],
    carry: { a: 100 - (a ?? 0), b: 90 - (b ?? 0) },
  });
  expect(blotto.result(resolved, deal, moveB, moveA, 'b')).toStrictEqual({
    winner,
    your_move: moveB,
    opponent_move: moveA,
    your_budget: 90 - (b ?? 0),
    opponent_budget: 100 - (a ?? 0),
  });
});

test('both sides see the terrain of side a, and their own budget first', () => {
  const deal = blotto.deal(budgets, 5, drawing(drawFor(11, 8, 12)));
  const shared = { terrain_bonus_a: 1.1, rounds_left: 1 };
  expect(blotto.state(deal, budgets, 'a')).toStrictEqual({
    your_budget: 100,
    opponent_budget: 90,
    ...shared,
  });
  expect(blotto.state(deal, budgets, 'b')).toStrictEqual({
    your_budget: 90,
    opponent_budget: 100,
    ...shared,
  });
  expect(blotto.deal(budgets, 1, drawing(0))).toEqual({ terrainTenths: 8, roundsLeft: 5 });
});

const state = { your_budget: 40, opponent_budget: 100, terrain_bonus_a: 1, rounds_left: 3 };

test.each([0, 1, 40])('%i of 40 is legal', (bid) => {
  expect(blotto.parseMove({ bid }, state)).toStrictEqual({ bid });
});

test.each([-1, 41, 1.5, '10', null])('%j of 40 is not', (bid) => {
  expect(blotto.parseMove({ bid }, state)).toBeNull();
});

test('five allocations are another dialect', () => {
  expect(blotto.parseMove({ allocations: [3, 3, 3, 3, 3] }, state)).toBeNull();
});

test.each([
  [{ your_budget: 100, rounds_left: 5 }, 20],
  [{ your_budget: 40, rounds_left: 3 }, 13],
  [{ your_budget: 7, rounds_left: 1 }, 7],
  [{ your_budget: 0, rounds_left: 2 }, 0],
  [{ your_budget: 50 }, 10],
  [{ rounds_left: 2 }, 0],
])('the fallback for %j is %i', (partial, bid) => {
  expect(blotto.fallbackMove(partial as never)).toEqual({ bid });
});
