import { expect, test } from 'vitest';
import { parseWhen } from '../../src/lib/clock.js';

const NOW = Date.UTC(2026, 2, 1, 12);
const HOUR = 3_600_000;

test.each([
  ['90m', NOW - 1.5 * HOUR],
  ['2h', NOW - 2 * HOUR],
  ['7d', NOW - 168 * HOUR],
  ['4w', NOW - 672 * HOUR],
  ['0s', NOW],
  ['2026-02-28T10:00Z', Date.UTC(2026, 1, 28, 10)],
  ['2026-02-28T10:00:30.5+02:00', Date.UTC(2026, 1, 28, 8, 0, 30, 500)],
  ['2026-02-28 10:00', new Date(2026, 1, 28, 10).getTime()],
  ['2026-02-28', new Date(2026, 1, 28).getTime()],
  ['2024-02-29', new Date(2024, 1, 29).getTime()],
])('%s', (text, time) => expect(parseWhen(text, NOW)).toBe(time));

test.each([
  '',
  'now',
  '7',
  '-7d',
  '1.5h',
  '7 d',
  '2026-02-29',
  '2026-13-01',
  '2026-00-10',
  '2026-02-28T25:00',
  '2026-02-28Z',
  '28.2.2026',
  '2026-2-8',
])('%j is not a time', (text) => expect(parseWhen(text, NOW)).toBeNull());
