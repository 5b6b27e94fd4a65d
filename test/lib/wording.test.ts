import { expect, it } from 'vitest';
import { anyOf, counted, didYouMean, nearest } from '../../src/lib/wording.js';

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

it('words counts and choices', () => {
  expect(counted(1, 'turn')).toBe('1 turn');
  expect(counted(0, 'match', 'matches')).toBe('0 matches');
  // Programs read what is told of checks, too.
  expect(counted(12345, 'turn')).toBe('12345 turns');
  expect(counted(12345, 'turn', undefined, '12,345')).toBe('12,345 turns');
  expect(anyOf(['bash', 'zsh', 'fish'])).toBe('bash, zsh or fish');
  expect(didYouMean('rsp', ['rps', 'mines'])).toBe('Did you mean rps?');
  expect(didYouMean('blackjack', ['rps', 'mines'])).toBeUndefined();
});
