import type { RunnerEvent, RunnerEventName } from '../../runner/index.js';

export type { RunnerEvent, RunnerEventName, SessionEndReason } from '../../runner/index.js';

/** One way of showing a session. */
export interface View {
  /** Cheap: takes note, and shows later. */
  show(stamped: Stamped): void;
  /** Shows everything that is still to be shown and leaves the screen clean. Idempotent; more may be shown after it. */
  finish(): void;
}

/** One kind of runner event, or several that are told alike. */
export type EventOf<E extends RunnerEventName> = OneOf<RunnerEvent, E>;

type OneOf<Event, E> = Event extends { readonly event: infer Names }
  ? [E] extends [Names]
    ? Event
    : never
  : never;

/** An event and when it was reported, in epoch milliseconds. */
export interface Stamped {
  readonly event: RunnerEvent;
  readonly timeMs: number;
}

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
