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

export const realClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout | undefined),
};
