import type { Clock } from '../lib/clock.js';
import { Alarm } from './alarm.js';

/** A match of which nothing was heard for longer than a turn and this is stuck. */
const STALL_MS = 60_000;

export interface Watched {
  readonly longestTurnMs: number;
}

export interface StallActions {
  /** Whether there is a connection on which something could be heard. */
  isConnected(): boolean;
  /** The first time: the connection may be to blame. */
  renew(): void;
  /** The second time: the match is. */
  giveUp(): void;
}

/** Sees to it that a match which the arena has forgotten does not keep a bot busy for ever. */
export class StallWatch {
  /** Epoch milliseconds; to be set whenever the arena speaks of the match. */
  heardAt = 0;
  readonly #clock: Clock;
  readonly #alarm: Alarm;
  readonly #actions: StallActions;

  constructor(clock: Clock, actions: StallActions) {
    this.#clock = clock;
    this.#alarm = new Alarm(clock);
    this.#actions = actions;
  }

  begin(match: Watched): void {
    this.heardAt = this.#clock.now();
    this.#arm(match, true);
  }

  end(): void {
    this.#alarm.clear();
  }

  #arm(match: Watched, isFirst: boolean): void {
    const dueInMs = () => this.heardAt + match.longestTurnMs + STALL_MS - this.#clock.now();
    this.#alarm.set(Math.max(STALL_MS / 4, dueInMs()), () => {
      const isStuck = dueInMs() <= 0 && this.#actions.isConnected();
      if (!isStuck) return this.#arm(match, isFirst);
      if (!isFirst) return this.#actions.giveUp();
      this.#arm(match, false);
      this.#actions.renew();
    });
  }
}
