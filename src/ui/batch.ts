import type { Stamped } from './events.js';

/** Collects events and delivers them together in a later turn of the event loop, off the path of whoever reports. */
export class Batch {
  readonly #deliver: (events: readonly Stamped[]) => void;
  #waiting: Stamped[] = [];
  #scheduled: NodeJS.Immediate | undefined;

  constructor(deliver: (events: readonly Stamped[]) => void) {
    this.#deliver = deliver;
  }

  add(stamped: Stamped): void {
    this.#waiting.push(stamped);
    this.#scheduled ??= setImmediate(() => this.flush());
  }

  flush(): void {
    clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    const events = this.#waiting;
    this.#waiting = [];
    if (events.length > 0) this.#deliver(events);
  }
}
