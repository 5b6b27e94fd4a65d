import { expect, test } from 'vitest';
import { diceDuel } from '../../src/games/luck.js';
import { drawFor, drawing, played } from './support.js';

const roll = { action: 'roll' } as const;

test.each([
  { dice: [6, 1, 3, 3], a: roll, b: roll, rolls: [7, 6], winner: 'a' },
  { dice: [1, 1, 1, 2], a: roll, b: roll, rolls: [2, 3], winner: 'b' },
  { dice: [6, 1, 3, 4], a: roll, b: roll, rolls: [7, 7], winner: null },
  { dice: [6, 6, 1, 1], a: null, b: roll, rolls: [12, 2], winner: 'b' },
  { dice: [1, 1, 6, 6], a: roll, b: null, rolls: [2, 12], winner: 'a' },
  { dice: [6, 6, 1, 1], a: null, b: null, rolls: [12, 2], winner: null },
])('dice $dice with $a and $b: won by $winner', ({ dice, a, b, rolls, winner }) => {
  const draw = drawing(...dice.map((die) => drawFor(die, 1, 6)));
  const resolved = diceDuel.resolve(null, null, played(a), played(b), draw);
  expect(draw.left()).toBe(0);
  expect(resolved.points).toEqual([Number(winner === 'a'), Number(winner === 'b')]);
  const [your_roll, opponent_roll] = rolls;
  expect(diceDuel.result(resolved, null, a, b, 'a')).toStrictEqual({
    winner,
    your_move: a,
    opponent_move: b,
    your_roll,
    opponent_roll,
  });
  expect(diceDuel.result(resolved, null, b, a, 'b')).toMatchObject({
    your_roll: opponent_roll,
    opponent_roll: your_roll,
  });
});
