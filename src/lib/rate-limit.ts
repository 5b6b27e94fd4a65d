/** At most `max` events in any window of `windowMs`: a sliding window over the last `max` times. */
export class RateLimit {
  readonly #max: number;
  readonly #windowMs: number;
  /** Grows to `max` entries and is then a ring; empty until the first event. */
  readonly #times: number[] = [];
  #oldest = 0;

  constructor(max: number, windowMs: number) {
    this.#max = max;
    this.#windowMs = windowMs;
  }

  /** Milliseconds until the next event may happen; 0 means now. Counts nothing. */
  waitMs(now: number): number {
    if (this.#times.length < this.#max) return 0;
    return Math.max(0, (this.#times[this.#oldest] ?? 0) + this.#windowMs - now);
  }

  /** Counts an event, allowed or not. */
  take(now: number): void {
    this.#times[this.#oldest] = now;
    this.#oldest = (this.#oldest + 1) % this.#max;
  }
}
