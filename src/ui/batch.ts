import type { Stamped } from './events.js';

/** Deliveries are at least this far apart, so that a rapid game is not held up by the telling of it. */
const APART_MS = 20;

/** Collects events and delivers them together in a later turn of the event loop, off the path of whoever reports. */
export class Batch {
  readonly #deliver: (events: readonly Stamped[]) => void;
  #waiting: Stamped[] = [];
  #deliveredAt = -Infinity;
  #cancel: (() => void) | undefined;

  constructor(deliver: (events: readonly Stamped[]) => void) {
    this.#deliver = deliver;
  }

  add(stamped: Stamped): void {
    if (this.#waiting.push(stamped) > 1) return;
    if (performance.now() - this.#deliveredAt > APART_MS) {
      const immediate = setImmediate(() => this.flush());
      this.#cancel = () => clearImmediate(immediate);
    } else {
      const timer = setTimeout(() => this.flush(), APART_MS);
      this.#cancel = () => clearTimeout(timer);
    }
  }

  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const events = this.#waiting;
    this.#waiting = [];
    if (events.length === 0) return;
    this.#deliver(events);
    this.#deliveredAt = performance.now();
  }
}
