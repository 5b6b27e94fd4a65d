import { expect, test } from 'vitest';
import { createStyle } from '../../src/ui/text/output.js';
import { clean, padEnd, padStart, squeeze, truncate, width } from '../../src/ui/text/text.js';

/** What an opponent could call itself, and what is left of it. */
const HOSTILE: readonly (readonly [string, string])[] = [
  ['\u001b[2J\u001b[31mred', 'red'],
  ['\u001b]0;title\u0007bot', 'bot'],
  ['\u001b]8;;http://evil\u001b\\link\u001b]8;;\u001b\\', 'link'],
  ['\u009b2Jc1', 'c1'],
  ['a\r\nb\tc\u2028d', 'a  b c d'],
  ['a\u0000\u0007\u0008b', 'ab'],
  ['right\u202eleft\u200bzero\ufeff', 'rightleftzero'],
  [`z${'\u0301'.repeat(50)}`, `z${'\u0301'.repeat(2)}`],
  ['lone \ud800 surrogate', 'lone  surrogate'],
  ['日本', '日本'],
];

test.each(HOSTILE)('%j becomes harmless', (hostile, harmless) => {
  expect(clean(hostile)).toBe(harmless);
});

test('pieces of an escape sequence do not join into one', () => {
  expect(clean('\u001b\u001b[31m[31mx')).not.toMatch(/\p{Cc}/u);
});

test('a megabyte is cut before it is looked at', () => {
  expect(width(clean('x'.repeat(1_000_000), 30))).toBe(30);
});

test('truncation counts columns, not characters, and closes styles', () => {
  const { bad, name } = createStyle(true);
  expect(truncate('abcdef', 6)).toBe('abcdef');
  expect(truncate('abcdefg', 6)).toBe('abcde…');
  expect(truncate('日本語', 4)).toBe('日…');
  expect(truncate('日本語', 5)).toBe('日本…');
  expect(truncate('abc', 0)).toBe('');
  expect(truncate(`${bad('abc')}${name('def')}`, 4)).toBe(`${bad('abc')}${name('…')}`);
  expect(width(truncate(`${bad('日本語')}${name('def')}`, 4))).toBeLessThanOrEqual(4);
});

test('padding counts columns', () => {
  expect(padEnd('日', 4)).toBe('日  ');
  expect(padStart(createStyle(true).bad('x'), 3)).toBe(`  ${createStyle(true).bad('x')}`);
  expect(padEnd('abc', 2)).toBe('abc');
});

test('only a line that is too wide is squeezed', () => {
  expect(squeeze('a   b', 5)).toBe('a   b');
  expect(squeeze('a   b', 4)).toBe('a b');
});
