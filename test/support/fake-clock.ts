import type { Clock, Timer } from '../../src/lib/clock.js';

interface Pending extends Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** Time that stands still until it is told to advance. Both times are the same until the system's clock is set. */
export class FakeClock implements Clock {
  #now: number;
  #aheadMs = 0;
  readonly #pending = new Set<Pending>();

  constructor(now = 1_000_000) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  epochMs(): number {
    return Math.round(this.#now + this.#aheadMs);
  }

  /** Sets the system's clock, as a time server does, or as it is found after the machine has slept. */
  setAhead(ms: number): void {
    this.#aheadMs += ms;
  }

  setTimeout(callback: () => void, ms: number): Timer {
    const timer: Pending = { at: this.#now + Math.max(0, ms), callback };
    this.#pending.add(timer);
    return timer;
  }

  clearTimeout(timer: Timer | undefined): void {
    if (timer) this.#pending.delete(timer as Pending);
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#pending.size;
  }

  /** Fires every timer that falls due in the next `ms`, in order, with the clock at its time. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#now = Math.max(this.#now, next.at);
      this.#pending.delete(next);
      next.callback();
    }
    this.#now = end;
  }

  #next(end: number): Pending | undefined {
    let first: Pending | undefined;
    for (const timer of this.#pending) {
      if (timer.at <= end && (!first || timer.at < first.at)) first = timer;
    }
    return first;
  }
}
