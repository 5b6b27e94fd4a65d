/**
 * Messages between botpit and a worker travel on a message port, and waking a sleeping thread for one costs more than
 * all the rest. Counters in shared memory tell that a message is there, so that in rapid play (the next turn follows
 * the last answer at once: local matches) either side watches for a moment in place of going to sleep.
 */
export const ASKED = 0;
export const ANSWERED = 1;
/** 1 while botpit watches for the answer: only then is it awake to ask the next turn at once. */
export const WATCHED = 2;

export function createBells(): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(12));
}

/** A turn that follows the last answer within this time makes play rapid. */
export const RAPID_MS = 1;

/** How long either side watches: longer than a wake-up takes, too short to delay anything else. */
export const WATCH_MS = { host: 0.1, worker: 0.2 } as const;

const MOST_MISSES = 10;

/**
 * Watches one counter. Watching in vain means that the other side lacks a core of its own, and then it only keeps that
 * side from running: so the more often it was in vain, the more turns go by before it is tried again.
 */
export class Watch {
  readonly #bells: Int32Array<SharedArrayBuffer>;
  readonly #bell: number;
  readonly #ms: number;
  #misses = 0;
  #skip = 0;

  constructor(bells: Int32Array<SharedArrayBuffer>, bell: number, ms: number) {
    this.#bells = bells;
    this.#bell = bell;
    this.#ms = ms;
  }

  /** To be asked once a turn. */
  isWorthwhile(): boolean {
    if (this.#skip === 0) return true;
    this.#skip--;
    return false;
  }

  count(): number {
    return Atomics.load(this.#bells, this.#bell);
  }

  /** Returns when the count is no longer `from`, or the time is up. */
  until(from: number): void {
    const end = performance.now() + this.#ms;
    while (this.count() === from) {
      if (performance.now() < end) continue;
      this.#misses = Math.min(this.#misses + 2, MOST_MISSES);
      this.#skip = 2 ** this.#misses;
      return;
    }
    this.#misses = Math.max(this.#misses - 1, 0);
  }
}
