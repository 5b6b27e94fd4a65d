import { expect, test } from 'vitest';
import { reactionRing } from '../../src/games/reaction-ring.js';
import { drawFor, drawing, played } from './support.js';

test.each([
  { target: 700, a: 699, b: 702, winner: 'a' },
  { target: 700, a: 1, b: 1000, winner: 'b' },
  { target: 1, a: 500, b: 501, winner: 'a' },
  { target: 1000, a: 500, b: 501, winner: 'b' },
  { target: 500, a: 499, b: 501, winner: null },
  { target: 500, a: 500, b: 500, winner: null },
  { target: 1, a: 1000, b: null, winner: 'a' },
  { target: 1, a: null, b: 1000, winner: 'b' },
  { target: 1, a: null, b: null, winner: null },
])('target $target, $a against $b is won by $winner', ({ target, a, b, winner }) => {
  const moveA = a === null ? null : { guess: a };
  const moveB = b === null ? null : { guess: b };
  const draw = drawing(drawFor(target, 1, 1000));
  const resolved = reactionRing.resolve(null, null, played(moveA), played(moveB), draw);
  expect(reactionRing.result(resolved, null, moveA, moveB, 'a')).toStrictEqual({
    winner,
    your_move: moveA,
    opponent_move: moveB,
    target,
  });
});

test.each([0, 1001, 500.5, '500', null])('%j is not a guess', (guess) => {
  expect(reactionRing.parseMove({ guess }, { min: 1, max: 1000 })).toBeNull();
});
