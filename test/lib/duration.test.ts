import { expect, it } from 'vitest';
import { formatDuration, MAX_TIMER_MS, parseDuration } from '../../src/lib/clock.js';

it.each([
  ['500ms', 500],
  ['30s', 30_000],
  ['5m', 300_000],
  ['2h', 7_200_000],
  ['0s', 0],
  ['596h', 2_145_600_000],
  [`${MAX_TIMER_MS}ms`, MAX_TIMER_MS],
])('%s is %i ms', (text, durationMs) => {
  expect(parseDuration(text)).toBe(durationMs);
});

it.each([
  '',
  '5',
  's',
  '1.5s',
  '-1s',
  '1d',
  '5 m',
  ' 5m',
  '05m',
  '1h30m',
  '5M',
  '597h',
  `${MAX_TIMER_MS + 1}ms`,
  `${'9'.repeat(400)}h`,
])('%j is not a duration', (text) => {
  expect(parseDuration(text)).toBeNull();
});

it.each([
  [0, '0s'],
  [1, '1ms'],
  [1500, '1500ms'],
  [1000, '1s'],
  [90_000, '90s'],
  [600_000, '10m'],
  [7_200_000, '2h'],
  [MAX_TIMER_MS, `${MAX_TIMER_MS}ms`],
])('%i ms is written %s, and read back', (durationMs, text) => {
  expect(formatDuration(durationMs)).toBe(text);
  expect(parseDuration(text)).toBe(durationMs);
});
