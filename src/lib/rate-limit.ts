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

  /** Milliseconds until so many events (at most `max`) may happen at once; 0 means now. Counts nothing. */
  waitMs(now: number, count = 1): number {
    const used = this.#times.length;
    const toExpire = used + count - this.#max;
    if (toExpire <= 0) return 0;
    const first = used < this.#max ? 0 : this.#oldest;
    const last = this.#times[(first + toExpire - 1) % this.#max] ?? 0;
    return Math.max(0, last + this.#windowMs - now);
  }

  /** Counts an event, allowed or not. */
  take(now: number): void {
    this.#times[this.#oldest] = now;
    this.#oldest = (this.#oldest + 1) % this.#max;
  }
}
