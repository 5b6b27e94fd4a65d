import { expect, test } from 'vitest';
import {
  formatAmount,
  formatCount,
  formatDuration,
  formatMatches,
  formatMs,
  formatNet,
  formatPercent,
  formatWait,
} from '../../src/ui/text/format-units.js';

test.each([
  [0, '0.0 s'],
  [-5, '0.0 s'],
  [349, '0.3 s'],
  [12_340, '12.3 s'],
  [59_940, '59.9 s'],
  [59_960, '1 m 00 s'],
  [60_000, '1 m 00 s'],
  [125_400, '2 m 05 s'],
  [12_000_000, '3 h 20 m'],
  [187_200_000, '2 d 04 h'],
])('%i ms lasts %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each([
  [0.0004, '0.4 µs'],
  [0.03, '30.0 µs'],
  [0.25, '0.3 ms'],
  [12.4, '12 ms'],
  [1_300, '1.3 s'],
])('%d ms of a decision are %s', (ms, text) => {
  expect(formatMs(ms)).toBe(text);
});

test('a wait grows by whole seconds', () => {
  expect([0, 999, 1000, 59_999, 60_000].map(formatWait)).toEqual(['0 s', '0 s', '1 s', '59 s', '1 m 00 s']);
});

test('money has its sign and says when it is play money', () => {
  expect(formatNet(9_500_000)).toBe('+0.0095 SOL');
  expect(formatNet(-10_000_000)).toBe('-0.01 SOL');
  expect(formatNet(0)).toBe('0 SOL');
  expect(formatNet(1, true)).toBe('+0.000000001 play SOL');
  expect(formatAmount(10_000_000, true)).toBe('0.01 play SOL');
});

test('numbers', () => {
  expect(formatPercent(2 / 3)).toBe('66.7 %');
  expect(formatPercent(1 / 1.95, 2)).toBe('51.28 %');
  expect(formatCount(12_345)).toBe('12,345');
  expect([0, 1, 2000].map(formatMatches)).toEqual(['0 matches', '1 match', '2,000 matches']);
});
