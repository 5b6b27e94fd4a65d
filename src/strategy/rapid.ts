import { availableParallelism } from 'node:os';

/**
 * In rapid play (the next turn follows the last answer at once: local matches) waking a sleeping thread costs more than
 * all the rest of a turn, so whoever waits for the other side then stays awake for a moment. Everywhere else, waiting
 * costs nothing.
 */
export const RAPID_MS = 1;

/** On the only core, staying awake would keep the other side from answering. */
const HAS_CORES = availableParallelism() > 1;

const AWAKE_MS = 0.2;
const MOST_MISSES = 10;

/**
 * Whether to stay awake. Doing so in vain means that the other side lacks a core of its own, and then it only keeps that
 * side from running: so the more often it was in vain, the more turns go by before it is tried again.
 */
export class Patience {
  #misses = 0;
  #skip = 0;

  /** To be asked once a turn. */
  isWorthwhile(): boolean {
    if (this.#skip === 0) return HAS_CORES;
    this.#skip--;
    return false;
  }

  count(hit: boolean): void {
    if (hit) {
      this.#misses = Math.max(this.#misses - 1, 0);
    } else {
      this.#misses = Math.min(this.#misses + 2, MOST_MISSES);
      this.#skip = 2 ** this.#misses;
    }
  }
}

/** Keeps the event loop turning, in place of sleeping, while an answer is awaited over a pipe. */
export class Vigil {
  readonly #patience = new Patience();
  #answeredAt = 0;
  #end = 0;

  asked(): void {
    const now = performance.now();
    if (now - this.#answeredAt > RAPID_MS || !this.#patience.isWorthwhile()) return;
    this.#end = now + AWAKE_MS;
    setImmediate(this.#turn);
  }

  answered(): void {
    this.#answeredAt = performance.now();
    if (this.#end === 0) return;
    this.#end = 0;
    this.#patience.count(true);
  }

  readonly #turn = (): void => {
    if (this.#end === 0) return;
    if (performance.now() < this.#end) {
      setImmediate(this.#turn);
      return;
    }
    this.#end = 0;
    this.#patience.count(false);
  };
}
