import { expect, test } from 'vitest';
import { type RpsChoice, rps } from '../../src/games/rps.js';
import { drawing, played } from './support.js';

const WON_BY: [RpsChoice | null, RpsChoice | null, 'a' | 'b' | null][] = [
  ['rock', 'rock', null],
  ['rock', 'paper', 'b'],
  ['rock', 'scissors', 'a'],
  ['paper', 'rock', 'a'],
  ['paper', 'paper', null],
  ['paper', 'scissors', 'b'],
  ['scissors', 'rock', 'b'],
  ['scissors', 'paper', 'a'],
  ['scissors', 'scissors', null],
  [null, 'rock', 'b'],
  ['rock', null, 'a'],
  [null, null, null],
];

test.each(WON_BY)('%s against %s is won by %s', (choiceA, choiceB, winner) => {
  const a = choiceA && { choice: choiceA };
  const b = choiceB && { choice: choiceB };
  const resolved = rps.resolve(null, null, played(a), played(b), drawing());
  expect(resolved.points).toEqual([Number(winner === 'a'), Number(winner === 'b')]);
  expect(rps.result(resolved, null, a, b, 'a')).toStrictEqual({
    winner,
    your_move: a,
    opponent_move: b,
    your_choice: choiceA,
    opponent_choice: choiceB,
  });
});
