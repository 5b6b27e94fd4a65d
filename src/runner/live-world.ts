import type { Clock, Time, Timer } from '../lib/clock.js';
import type { Deadline, DeadlineName } from './loop-events.js';
import { DEADLINES } from './machine.js';
import type { Rules, State, World } from './state.js';

/** What the connection knows of itself. */
interface Session {
  readonly agentId: string | null;
  readonly rttMs: number | null;
}

/** The world as it is when a step looks at it. The clock is read only by a step that wants to know the time, and then once. */
export class LiveWorld implements World {
  readonly rules: Rules;
  readonly #client: Session;
  readonly #time: Time;
  #now = Number.NaN;
  #epochMs = Number.NaN;

  constructor(rules: Rules, client: Session, time: Time) {
    this.rules = rules;
    this.#client = client;
    this.#time = time;
  }

  /** As it is now. The same object for every step, as no step keeps it. */
  look(): World {
    this.#now = Number.NaN;
    this.#epochMs = Number.NaN;
    return this;
  }

  get now(): number {
    if (Number.isNaN(this.#now)) this.#now = this.#time.now();
    return this.#now;
  }

  get epochMs(): number {
    if (Number.isNaN(this.#epochMs)) this.#epochMs = this.#time.epochMs();
    return this.#epochMs;
  }

  get agentId(): string {
    return this.#client.agentId ?? '';
  }

  get rttMs(): number {
    return this.#client.rttMs ?? 0;
  }
}

/** Waits for the deadlines of a state. */
export class DeadlineTimers {
  readonly #clock: Clock;
  readonly #onDue: (name: DeadlineName) => void;
  /** What is waited for, by the places of `DEADLINES`. */
  readonly #deadlines: (Deadline | null)[] = DEADLINES.map(() => null);
  readonly #timers: (Timer | undefined)[] = [];

  constructor(clock: Clock, onDue: (name: DeadlineName) => void) {
    this.#clock = clock;
    this.#onDue = onDue;
  }

  /** A deadline is an object in the state: one that has left it is not waited for any more, a new one is. */
  follow(state: State): void {
    for (let place = 0; place < DEADLINES.length; place += 1) {
      const deadline = DEADLINES[place]?.(state) ?? null;
      if (deadline !== this.#deadlines[place]) this.#arm(place, deadline);
    }
  }

  #arm(place: number, deadline: Deadline | null): void {
    this.#deadlines[place] = deadline;
    this.#clock.clearTimeout(this.#timers[place]);
    this.#timers[place] = undefined;
    if (deadline === null) return;
    const { name, delayMs } = deadline;
    this.#timers[place] = this.#clock.setTimeout(() => this.#onDue(name), delayMs);
  }
}
