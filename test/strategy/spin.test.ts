import { availableParallelism } from 'node:os';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LoopSpin, SpinPolicy } from '../../src/strategy/isolation/spin.js';

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

onTwoCores('it stops by itself where no answer comes', () => {
  const spin = rapid();
  spin.asked();
  vi.advanceTimersByTime(1);
  vi.advanceTimersToNextTimer();
  expect(vi.getTimerCount()).toBe(0);
});

/** How many of so many turns it stays awake for, where each is a hit or a miss. */
function awakeTurns(policy: SpinPolicy, turns: number, isHit: (turn: number) => boolean): number {
  let awake = 0;
  for (let turn = 0; turn < turns; turn++) {
    if (!policy.isWorthwhile()) continue;
    awake++;
    policy.count(isHit(turn));
  }
  return awake;
}

onTwoCores('a few dozen misses in a row do not stop it, as threads are moved to free cores late', () => {
  const policy = new SpinPolicy();
  expect(awakeTurns(policy, 31, () => false)).toBe(31);
  expect(awakeTurns(policy, 1_000, () => true)).toBe(1_000);
});

onTwoCores('it stays awake where three of four turns are hits', () => {
  expect(awakeTurns(new SpinPolicy(), 10_000, (turn) => turn % 4 !== 0)).toBe(10_000);
});

onTwoCores('it hardly stays awake where most turns are misses, some hits between them or not', () => {
  expect(awakeTurns(new SpinPolicy(), 100_000, () => false)).toBeLessThan(1_000);
  expect(awakeTurns(new SpinPolicy(), 100_000, (turn) => turn % 3 === 0)).toBeLessThan(2_000);
});

onTwoCores('after a long time of misses it comes back, and then stays', () => {
  const policy = new SpinPolicy();
  awakeTurns(policy, 100_000, () => false);
  awakeTurns(policy, 5_000, () => true);
  expect(awakeTurns(policy, 1_000, () => true)).toBe(1_000);
  // The next time of misses begins with a short rest.
  awakeTurns(policy, 32, () => false);
  expect(awakeTurns(policy, 65, () => true)).toBe(1);
});
