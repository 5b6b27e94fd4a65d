/** A pending timer, to be given back to `clearTimeout` of the clock that it came from. */
export type Timer = object;

/** Time, so that tests can bring their own. */
export interface Clock {
  /** Milliseconds with fractions. Starts as epoch time and never jumps, even when the system's clock is set. */
  now(): number;
  setTimeout(callback: () => void, ms: number): Timer;
  /** Does nothing for a timer that has fired or for `undefined`. */
  clearTimeout(timer: Timer | undefined): void;
}

/** The longest time that a timer keeps. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export const realClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  // A longer time would make the timer fire at once.
  setTimeout: (callback, ms) => setTimeout(callback, Math.min(ms, MAX_TIMER_MS)),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout | undefined),
};
