import type { Config } from '../../config/index.js';
import type { Entry, EventSink, RunnerEvent } from '../../runner/index.js';
import type { StrategyHost } from '../../strategy/index.js';
import type { Interrupt } from '../interrupt.js';

/** What is to be played, and what has been begun for it while all else was loaded. */
export interface Play {
  readonly config: Config;
  readonly entry: Entry;
  readonly matches: number | null;
  /** Null with `--local`. */
  readonly apiKey: string | null;
  readonly opening: Promise<StrategyHost>;
  readonly env: NodeJS.ProcessEnv;
  readonly events: EventQueue;
  readonly interrupt: Interrupt;
}

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
