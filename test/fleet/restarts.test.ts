import { expect, test } from 'vitest';
import { type BotEnd, Restarts } from '../../src/fleet/index.js';

const CRASH: BotEnd = { exitCode: 70, signal: null, wasConnected: true };
const OUTAGE: BotEnd = { exitCode: 69, signal: null, wasConnected: true };
const MINUTE_MS = 60_000;

/** The pauses of a bot that ends as soon as it is started, until it is given up or the time is over. */
function pausesOf(end: BotEnd, random: () => number, overMs: number): (number | null)[] {
  const restarts = new Restarts();
  const pauses: (number | null)[] = [];
  for (let nowMs = 0; nowMs < overMs; ) {
    const pause = restarts.after(end, nowMs, random);
    pauses.push(pause);
    if (pause === null) break;
    nowMs += pause;
  }
  return pauses;
}

test('the pauses grow, and the fifth end within ten minutes is the last', () => {
  expect(pausesOf(CRASH, () => 0, 60 * MINUTE_MS)).toEqual([1_000, 3_000, 9_000, 27_000, null]);
  // Its address or its network was never right.
  const never = { ...OUTAGE, wasConnected: false };
  expect(pausesOf(never, () => 0, 60 * MINUTE_MS)).toEqual([1_000, 3_000, 9_000, 27_000, null]);
});

test('chance takes up to a fifth off a pause', () => {
  expect(pausesOf(CRASH, () => 0.999_999, 60 * MINUTE_MS)).toEqual([800, 2_400, 7_200, 21_600, null]);
});

test('ends that lie ten minutes apart are forgotten', () => {
  const restarts = new Restarts();
  for (let end = 0; end < 20; end += 1) {
    expect(restarts.after(CRASH, end * 10 * MINUTE_MS, () => 0)).toBe(1_000);
  }
});

test.each([0, 0.5, 0.999_999])('an arena that is out of reach for a day is waited for (%d)', (chance) => {
  const pauses = pausesOf(OUTAGE, () => chance, 24 * 60 * MINUTE_MS);
  expect(pauses).not.toContain(null);
  expect(Math.max(...pauses.map(Number))).toBeLessThanOrEqual(10 * MINUTE_MS);
  expect(pauses.slice(0, 4).map(Number)).toEqual([...pauses.slice(0, 4).map(Number)].sort((a, b) => a - b));
});
