import { expect, test } from 'vitest';
import {
  duration,
  eloRange,
  likelihood,
  listed,
  oneLine,
  percent,
  percentRange,
  signed,
} from '../../src/report/html.js';

test('a name is one line that hides nothing', () => {
  expect(oneLine('a\n\u202eb\u200b\u0007c')).toBe('a bc');
  expect(oneLine('\u200b')).toBe('(no text)');
  expect(oneLine(`e${'\u0301'.repeat(50)}`)).toBe(`e${'\u0301'.repeat(2)}`);
  expect(oneLine('😀'.repeat(100), 10)).toBe(`${'😀'.repeat(9)}…`);
});

test('percentages stay in one piece, with a true minus', () => {
  expect(percent(0.5234)).toBe('52.3\u00a0%');
  expect(percentRange({ low: -0.004, high: 0.041 })).toBe('−0.4 to 4.1\u00a0%');
});

test('signs', () => {
  expect([1.25, -0.36, -0.01, 0].map((value) => signed(value))).toEqual(['+1.3', '−0.4', '0.0', '0.0']);
});

test('Elo is infinite where the score is 0 or 1', () => {
  expect(eloRange({ low: 0, high: 1 })).toBe('−∞ to +∞');
  expect(eloRange({ low: 0.5, high: 10 / 11 })).toBe('0.0 to +400.0');
});

test('nothing is rounded to certainty', () => {
  expect([0.99996, 0.00004, 0.9731].map(likelihood)).toEqual([
    'over 99.99 %',
    'below 0.01 %',
    '97.31\u00a0%',
  ]);
});

test('durations from fractions of a microsecond', () => {
  expect([0.0004, 0.012, 0.314, 25.4, 1_234].map(duration)).toEqual([
    '0.4 µs',
    '12 µs',
    '0.31 ms',
    '25 ms',
    '1.2 s',
  ]);
});

test('lists as they are said', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(listed)).toEqual(['', 'a', 'a and b', 'a, b and c']);
});
