import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import {
  anyOf,
  counted,
  expectedOneOf,
  expected as expectedWords,
  formatCount,
  nearest,
} from '../../src/lib/wording.js';

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
  expect(anyOf(['rps'])).toBe('rps');
});

it('says in one wording what was expected, and what was meant', () => {
  expect(expectedWords('a number', null)).toBe('expected a number');
  expect(expectedWords('rps or mines', 'rps')).toBe('expected rps or mines. Did you mean rps?');
  expect(expectedOneOf(['rps', 'mines'])).toBe('Expected rps or mines.');
  expect(expectedOneOf(['rps', 'mines'], 'rsp')).toBe('Expected rps or mines. Did you mean rps?');
  expect(expectedOneOf(['rps', 'mines'], 'blackjack')).toBe('Expected rps or mines.');
});

it('no other place words a choice or a guess of its own', () => {
  const src = fileURLToPath(new URL('../../src', import.meta.url));
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.tsx?$/.test(name),
  );
  // A guess at what was meant, or a list in a refusal of all that could have been named.
  const own =
    /[Dd]id you mean|fastest-levenshtein|\b(?:There are|There is|It plays|It is one of|It has|Built in:|Name one|Choose) \$\{|\b(?:hint|expected)\b.*\$\{(?!records\.folders)[\w.()]+\.join\(', '\)/;
  const found = files.flatMap((name) =>
    readFileSync(join(src, name), 'utf8')
      .split('\n')
      .flatMap((line) =>
        own.test(line) && !/^\s*(?:\/\/|\/?\*)/.test(line) ? [`${name}: ${line.trim()}`] : [],
      ),
  );
  expect(found.filter((line) => !line.startsWith('lib/wording.ts: '))).toEqual([]);
  expect(found.some((line) => line.startsWith('lib/wording.ts: '))).toBe(true);
});

it.each([0, 7, 999, 1000, -1000, 12_345, -123_456, 1_234_567, 0.5, 1234.5678, -0.0004, 2 ** 53 - 1])(
  '%d in words',
  (n) => {
    expect(formatCount(n)).toBe(n.toLocaleString('en-US').replace(/^-0$/, '0'));
  },
);
