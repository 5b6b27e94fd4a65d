import { describe, expect, it, test } from 'vitest';
import {
  formatHours,
  isTimeZone,
  isWithinHours,
  lastTimeOfDay,
  minuteOfDay,
  nextTimeOfDay,
  nextWithinHours,
  parseHours,
  parseTimeOfDay,
} from '../../src/lib/time-of-day.js';

const BERLIN = 'Europe/Berlin';
const at = (iso: string) => Date.parse(iso);
const iso = (epochMs: number) => new Date(epochMs).toISOString().replace(':00.000Z', 'Z');
const minutes = (text: string) => parseTimeOfDay(text) ?? Number.NaN;
const hoursOf = (text: string) => parseHours(text) ?? { from: 0, to: 0 };

test.each([
  ['18:00', 1080],
  ['0:05', 5],
  ['23:59', 1439],
  ['24:00', null],
  ['18:60', null],
  ['18', null],
  ['18:00:00', null],
  ['6pm', null],
  [' 18:00', null],
  ['-1:00', null],
])('%j is a time of the day: %s', (text, expected) => {
  expect(parseTimeOfDay(text)).toBe(expected);
});

test.each([
  ['22:00-06:00', '22:00-06:00'],
  ['9:00 - 17:30', '09:00-17:30'],
  ['18:00-24:00', '18:00-00:00'],
  ['08:00-08:00', null],
  ['00:00-24:00', null],
  ['22:00', null],
  ['22:00-06:00-07:00', null],
  ['22:00–06:00', null],
])('%j are hours: %s', (text, expected) => {
  const hours = parseHours(text);
  expect(hours && formatHours(hours)).toBe(expected);
});

test.each([
  [BERLIN, true],
  ['UTC', true],
  ['Etc/GMT+3', true],
  ['+02:00', false],
  ['Berlin', false],
  ['EST', false],
  ['europe/berlin', true],
  ['', false],
  ['Mars/Olympus', false],
])('%j names a time zone: %s', (name, expected) => {
  expect(isTimeZone(name)).toBe(expected);
});

test('hours begin with their first minute and end before their last, past midnight too', () => {
  const of = (text: string) => (time: string) => isWithinHours(hoursOf(text), minutes(time));
  expect(['08:59', '09:00', '16:59', '17:00'].map(of('09:00-17:00'))).toEqual([false, true, true, false]);
  expect(['21:59', '22:00', '03:00', '05:59', '06:00'].map(of('22:00-06:00'))).toEqual([
    false,
    true,
    true,
    true,
    false,
  ]);
});

describe('where clocks are put forward and back', () => {
  // In 2026: forward on 29 March from 02:00 to 03:00, back on 25 October from 03:00 to 02:00.
  test.each([
    ['18:00', '2026-03-28T20:00Z', '2026-03-29T16:00Z', 'a day of 23 hours'],
    ['18:00', '2026-10-24T20:00Z', '2026-10-25T17:00Z', 'a day of 25 hours'],
    ['02:30', '2026-03-28T20:00Z', '2026-03-29T01:00Z', 'a time that is left out'],
    ['02:00', '2026-03-28T20:00Z', '2026-03-29T01:00Z', 'the first that is left out'],
    ['03:00', '2026-03-28T20:00Z', '2026-03-29T01:00Z', 'the first that is there again'],
    ['02:30', '2026-10-24T20:00Z', '2026-10-25T00:30Z', 'the first of two'],
    ['02:30', '2026-10-25T00:45Z', '2026-10-25T01:30Z', 'the second of two'],
    ['02:30', '2026-10-25T01:45Z', '2026-10-26T01:30Z', 'after both'],
    ['18:00', '2026-06-01T16:00Z', '2026-06-02T16:00Z', 'at that very time'],
  ])('%s after %s is %s: %s', (time, now, expected) => {
    expect(iso(nextTimeOfDay(BERLIN, minutes(time), at(now)))).toBe(expected);
  });

  test.each([
    ['02:10-02:50', '2026-03-28T20:00Z', '2026-03-30T00:10Z', 'hours that a day does not have'],
    [
      '02:30-04:00',
      '2026-03-28T20:00Z',
      '2026-03-29T01:00Z',
      'hours that have begun when the clock is forward',
    ],
    ['22:00-02:30', '2026-10-25T00:40Z', '2026-10-25T01:00Z', 'hours that the clock goes back into'],
    ['22:00-06:00', '2026-06-01T12:00Z', '2026-06-01T20:00Z', 'an evening'],
    ['22:00-06:00', '2026-06-01T23:00Z', '2026-06-01T23:00Z', 'at night: at once'],
  ])('%s after %s begin at %s: %s', (text, now, expected) => {
    expect(iso(nextWithinHours(BERLIN, hoursOf(text), at(now)))).toBe(expected);
  });

  it('shows what a person reads there', () => {
    expect(minuteOfDay('Asia/Kathmandu', at('2026-01-01T00:00Z'))).toBe(minutes('05:45'));
    expect(minuteOfDay('Australia/Lord_Howe', at('2026-07-01T00:00Z'))).toBe(minutes('10:30'));
    expect(minuteOfDay('Pacific/Kiritimati', at('2026-01-01T10:30Z'))).toBe(minutes('00:30'));
  });
});

test('for every zone of the computer, the next time of the day is the first that shows it', () => {
  for (const [i, zone] of Intl.supportedValuesOf('timeZone').entries()) {
    const now = at('2026-03-25T00:00Z') + i * 3_700_000;
    const wanted = (i * 37) % 1440;
    const next = nextTimeOfDay(zone, wanted, now);
    expect(next, zone).toBeGreaterThan(now);
    expect(next - now, zone).toBeLessThanOrEqual(25 * 3_600_000);
    const isLeftOut = (minuteOfDay(zone, next) - minuteOfDay(zone, next - 60_000) + 1440) % 1440 > 1;
    if (!isLeftOut) expect(minuteOfDay(zone, next), zone).toBe(wanted);
  }
});

test('the last time of the day lies after what has been told', () => {
  const eight = minutes('08:00');
  const last = (since: string, now: string) => {
    const found = lastTimeOfDay(BERLIN, eight, at(since), at(now));
    return found === null ? null : iso(found);
  };
  expect(last('2026-06-01T06:00Z', '2026-06-02T05:59Z')).toBeNull();
  expect(last('2026-06-01T06:00Z', '2026-06-02T06:00Z')).toBe('2026-06-02T06:00Z');
  // Nothing ran for weeks.
  expect(last('2026-05-01T06:00Z', '2026-06-02T11:00Z')).toBe('2026-06-02T06:00Z');
  // The clock was set back.
  expect(last('2026-06-02T06:00Z', '2026-06-01T11:00Z')).toBeNull();
});
