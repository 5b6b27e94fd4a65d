import type { Clock, Timer } from '../../src/lib/clock.js';
import { FakeClock } from '../support/fake-clock.js';

/** The time of a whole case. It can be taken to the next timer, whoever set it. */
export class WorldClock extends FakeClock {
  readonly #due = new Map<Timer, number>();

  override setTimeout(callback: () => void, ms: number): Timer {
    const timer = super.setTimeout(() => {
      this.#due.delete(timer);
      callback();
    }, ms);
    this.#due.set(timer, this.now() + Math.max(0, ms));
    return timer;
  }

  override clearTimeout(timer: Timer | undefined): void {
    if (timer) this.#due.delete(timer);
    super.clearTimeout(timer);
  }

  /** Advances to the timer that is due next, but no further than `until`. @returns false where none is due by then */
  step(until: number): boolean {
    let next = Number.POSITIVE_INFINITY;
    for (const at of this.#due.values()) if (at < next) next = at;
    if (next > until) return false;
    this.advance(Math.max(0, next - this.now()));
    return true;
  }
}

interface Own {
  readonly at: number;
  readonly callback: () => void;
  timer: Timer;
}

/** The clock of one bot: the world's, until it leaps ahead of it as a computer does that was asleep. */
export class OwnClock implements Clock {
  readonly #world: WorldClock;
  readonly #pending = new Set<Own>();
  #aheadMs = 0;

  constructor(world: WorldClock) {
    this.#world = world;
  }

  now(): number {
    return this.#world.now() + this.#aheadMs;
  }

  epochMs(): number {
    return Math.round(this.now());
  }

  setTimeout(callback: () => void, ms: number): Timer {
    const own: Own = { at: this.now() + Math.max(0, ms), callback, timer: {} };
    own.timer = this.#world.setTimeout(() => this.#fire(own), ms);
    this.#pending.add(own);
    return own;
  }

  clearTimeout(timer: Timer | undefined): void {
    const own = timer as Own | undefined;
    if (own && this.#pending.delete(own)) this.#world.clearTimeout(own.timer);
  }

  /** How many timers of the bot wait. */
  get pending(): number {
    return this.#pending.size;
  }

  /** All that fell due in the time leapt over fires now, in order, and finds the clock far ahead. */
  leap(ms: number): void {
    this.#aheadMs += ms;
    const overdue = [...this.#pending].filter(({ at }) => at <= this.now()).sort((a, b) => a.at - b.at);
    const later = [...this.#pending].filter(({ at }) => at > this.now());
    for (const own of later) {
      this.#world.clearTimeout(own.timer);
      own.timer = this.#world.setTimeout(() => this.#fire(own), own.at - this.now());
    }
    for (const own of overdue) {
      if (!this.#pending.has(own)) continue;
      this.#world.clearTimeout(own.timer);
      this.#fire(own);
    }
  }

  #fire(own: Own): void {
    if (this.#pending.delete(own)) own.callback();
  }
}
