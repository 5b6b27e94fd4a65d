/** A pending timer, to be given back to `clearTimeout` of the clock that it came from. */
export type Timer = object;

/** The two times that a computer keeps. A difference of one is never added to, or compared with, the other. */
export interface Time {
  /**
   * Milliseconds with fractions since some moment, for durations. Never jumps, whatever the system's clock is set to; on
   * most systems it stands still while the machine sleeps.
   */
  now(): number;
  /** Epoch milliseconds by the system's clock, for what is stored and told. It can be set at any time, back too. */
  epochMs(): number;
}

/** Time and timers, so that tests can bring their own. Timers go by `now`. */
export interface Clock extends Time {
  setTimeout(callback: () => void, ms: number): Timer;
  /** Does nothing for a timer that has fired or for `undefined`. */
  clearTimeout(timer: Timer | undefined): void;
}

/** The longest time that a timer keeps; a longer one would fire at once. About 24.8 days. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

export const realClock: Clock = {
  now: () => performance.now(),
  epochMs: () => Date.now(),
  setTimeout: (callback, ms) => setTimeout(callback, Math.min(ms, MAX_TIMER_MS)),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout | undefined),
};

/** Whether `now` is less than so long after `since`, both by the system's clock. Not where that was set back in between. */
export function isWithin(ms: number, since: number, now: number): boolean {
  return now >= since && now - since < ms;
}

/** The two times drift apart by less than this unless the machine sleeps or its clock is set. */
const STEADY_MS = 1_000;

/** A moment on both times. */
export interface Moment {
  readonly now: number;
  readonly epochMs: number;
}

/** Whether the time between two moments is not known: the machine slept in between, or its clock was set. */
export function isUncertain(from: Moment, to: Moment): boolean {
  const passedMs = to.now - from.now;
  const toldMs = to.epochMs - from.epochMs;
  return Math.abs(toldMs - passedMs) > STEADY_MS;
}
