import { Patience } from './rapid.js';

/**
 * Messages between botpit and a worker travel on a message port. Counters in shared memory tell that one is there, so
 * that in rapid play either side can watch for it without its event loop.
 */
export const ASKED = 0;
export const ANSWERED = 1;
/** 1 while botpit watches for the answer: only then is it awake to ask the next turn at once. */
export const WATCHED = 2;

/** The counters. */
export type Bells = Int32Array<SharedArrayBuffer>;

export function createBells(): Bells {
  return new Int32Array(new SharedArrayBuffer(12));
}

/** How long either side watches: longer than a wake-up takes, too short to delay anything else. */
export const WATCH_MS = { host: 0.1, worker: 0.2 } as const;

/** Watches one counter. */
export class Watch {
  readonly #bells: Bells;
  readonly #bell: number;
  readonly #ms: number;
  readonly #patience = new Patience();

  constructor(bells: Bells, bell: number, ms: number) {
    this.#bells = bells;
    this.#bell = bell;
    this.#ms = ms;
  }

  /** To be asked once a turn. */
  isWorthwhile(): boolean {
    return this.#patience.isWorthwhile();
  }

  count(): number {
    return Atomics.load(this.#bells, this.#bell);
  }

  /** Returns when the count is no longer `from`, or the time is up. */
  until(from: number): void {
    const end = performance.now() + this.#ms;
    while (this.count() === from && performance.now() < end);
    this.#patience.count(this.count() !== from);
  }
}
