import { availableParallelism } from 'node:os';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LoopSpin } from '../../src/strategy/isolation/spin.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setImmediate', 'performance'] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** On the only core nobody stays awake. */
const onTwoCores = test.skipIf(availableParallelism() === 1);

/** Has just been asked and answered at once, so that play is rapid. */
function rapid(): LoopSpin {
  const spin = new LoopSpin();
  spin.asked();
  spin.answered();
  return spin;
}

onTwoCores('the loop turns once for however many turns are asked and answered before it gets there', () => {
  const spin = rapid();
  for (let turn = 0; turn < 20; turn++) {
    spin.asked();
    spin.answered();
  }
  spin.asked();
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersToNextTimer();
  expect(vi.getTimerCount()).toBe(1);
});

onTwoCores('it stops once the answer is there, and begins anew for the next one', () => {
  const spin = rapid();
  spin.asked();
  spin.answered();
  vi.advanceTimersToNextTimer();
  expect(vi.getTimerCount()).toBe(0);
  spin.asked();
  expect(vi.getTimerCount()).toBe(1);
});

onTwoCores('it stops by itself where no answer comes, and skips turns after that', () => {
  const spin = rapid();
  spin.asked();
  vi.advanceTimersByTime(1);
  vi.advanceTimersToNextTimer();
  expect(vi.getTimerCount()).toBe(0);
  spin.answered();
  spin.asked();
  expect(vi.getTimerCount()).toBe(0);
});
