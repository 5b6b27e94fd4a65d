import { expect, it } from 'vitest';
import { nearest } from '../../src/lib/wording.js';

const commands = ['play', 'queue', 'challenge', 'arena', 'games', 'strategies', 'for', 'maxLoss'];

it.each([
  ['paly', 'play'],
  ['que', 'queue'],
  ['chalenge', 'challenge'],
  ['strategy', 'strategies'],
  ['MAX_LOSS', 'maxLoss'],
  ['max-loss', 'maxLoss'],
  ['game', 'games'],
  ['play', 'play'],
])('%s is nearest to %s', (word, candidate) => {
  expect(nearest(word, commands)).toBe(candidate);
});

it.each(['xyzzy', 'x', '', 'completion', '__proto__'])('nothing is near %j', (word) => {
  expect(nearest(word, commands)).toBeUndefined();
});

it('takes the first of two that are equally near', () => {
  expect(nearest('cat', ['car', 'bat'])).toBe('car');
  expect(nearest('cat', [])).toBeUndefined();
});
