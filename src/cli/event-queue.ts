import type { EventSink, RunnerEvent } from '../runner/index.js';

/** Keeps what happens before there is anything to show it with. */
export class EventQueue {
  #sink: EventSink | undefined;
  #waiting: RunnerEvent[] = [];

  readonly emit: EventSink = (event) => {
    if (this.#sink) this.#sink(event);
    else this.#waiting.push(event);
  };

  /** Hands over all that waits, in order, and everything from now on. */
  attach(sink: EventSink): void {
    this.#sink = sink;
    for (const event of this.#waiting.splice(0)) sink(event);
  }
}
