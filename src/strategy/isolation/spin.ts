import { availableParallelism } from 'node:os';

/**
 * In rapid play (the next turn follows the last answer at once: local matches) waking a sleeping thread costs more than
 * all the rest of a turn, so the side that waits then stays awake for a moment. Everywhere else, waiting
 * costs nothing.
 */
export const RAPID_MS = 1;

/** On the only core, staying awake would keep the other side from answering. */
const HAS_CORES = availableParallelism() > 1;

const AWAKE_MS = 0.5;

/** How many misses it takes. Two threads may share a core for milliseconds before the system moves one to a free core. */
const PATIENCE = 32;
const REST_TURNS = { least: 64, most: 4096 } as const;

/**
 * Whether to stay awake. Where that is mostly in vain, the other side lacks a core of its own, and staying awake only keeps
 * it from running. So it rests for some turns then, and twice as long each time, until it pays again.
 */
export class SpinPolicy {
  /** One more for each miss, half of one less for each hit. */
  #misses = 0;
  #nextRest: number = REST_TURNS.least;
  #resting = 0;

  /** To be asked once a turn. */
  isWorthwhile(): boolean {
    if (this.#resting === 0) return HAS_CORES;
    this.#resting--;
    return false;
  }

  count(hit: boolean): void {
    if (hit) {
      this.#misses = Math.max(this.#misses - 0.5, 0);
      if (this.#misses === 0) this.#nextRest = REST_TURNS.least;
    } else if (++this.#misses >= PATIENCE) {
      this.#misses = PATIENCE / 2;
      this.#resting = this.#nextRest;
      this.#nextRest = Math.min(2 * this.#nextRest, REST_TURNS.most);
    }
  }
}

/** Keeps the event loop turning, in place of sleeping, while an answer is awaited over a pipe or a turn over a socket. */
export class LoopSpin {
  readonly #policy = new SpinPolicy();
  #askedAt = 0;
  #wasRapid = false;
  #end = 0;
  #isTurning = false;

  /** Something is awaited from now on. */
  asked(): void {
    this.#askedAt = performance.now();
    if (!this.#wasRapid || !this.#policy.isWorthwhile()) return;
    this.#end = this.#askedAt + AWAKE_MS;
    // The turning for the last one may not have noticed yet that it is over.
    if (this.#isTurning) return;
    this.#isTurning = true;
    setImmediate(this.#turn);
  }

  /** It has come. */
  answered(): void {
    this.#wasRapid = performance.now() - this.#askedAt < AWAKE_MS;
    if (this.#end === 0) return;
    this.#end = 0;
    this.#policy.count(true);
  }

  readonly #turn = (): void => {
    if (this.#end !== 0 && performance.now() < this.#end) {
      setImmediate(this.#turn);
      return;
    }
    this.#isTurning = false;
    if (this.#end === 0) return;
    this.#end = 0;
    this.#policy.count(false);
  };
}

/**
 * Messages between botpit and a worker travel on a message port. Counters in shared memory tell that one is there, so
 * that in rapid play either side can watch for it without its event loop.
 */
export const ASKED = 0;
export const ANSWERED = 1;
/** 1 while botpit watches for the answer: only then is it awake to ask the next turn at once. */
export const WATCHED = 2;

/** The counters. */
export type Counters = Int32Array<SharedArrayBuffer>;

/** How long either side watches: longer than a wake-up takes, too short to delay anything else. */
export const WATCH_MS = { host: 0.1, worker: 0.5 } as const;

/** Watches one counter. */
export class CounterSpin {
  readonly #counters: Counters;
  readonly #place: number;
  readonly #ms: number;
  readonly #policy = new SpinPolicy();

  constructor(counters: Counters, place: number, ms: number) {
    this.#counters = counters;
    this.#place = place;
    this.#ms = ms;
  }

  /** To be asked once a turn. */
  isWorthwhile(): boolean {
    return this.#policy.isWorthwhile();
  }

  count(): number {
    return Atomics.load(this.#counters, this.#place);
  }

  /** Returns when what is watched for is there, or the time is up. */
  until(isThere: () => boolean): void {
    const end = performance.now() + this.#ms;
    let isHit = isThere();
    while (!isHit && performance.now() < end) isHit = isThere();
    this.#policy.count(isHit);
  }
}
