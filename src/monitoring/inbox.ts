import type { Clock, Timer } from '../lib/clock.js';
import type { Stamped } from './events.js';

/** How long events wait for others to be delivered with. */
const GATHER_MS = 20;

/** Keeps events until a later turn of the event loop: taking one on the way to a move costs a push. */
export class Inbox {
  readonly #clock: Clock;
  readonly #deliver: (stamped: Stamped) => void;
  #waiting: Stamped[] = [];
  #timer: Timer | undefined;

  constructor(clock: Clock, deliver: (stamped: Stamped) => void) {
    this.#clock = clock;
    this.#deliver = deliver;
  }

  add(stamped: Stamped): void {
    if (this.#waiting.push(stamped) > 1) return;
    this.#timer = this.#clock.setTimeout(() => this.flush(), GATHER_MS);
  }

  /** Delivers all that waits, in order, before it returns. */
  flush(): void {
    this.#clock.clearTimeout(this.#timer);
    const events = this.#waiting;
    this.#waiting = [];
    for (const stamped of events) this.#deliver(stamped);
  }
}
