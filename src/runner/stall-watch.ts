import type { Clock } from '../lib/clock.js';
import { Alarm } from './alarm.js';

/** A match that makes no progress for longer than a turn and this is stuck. */
const STALL_MS = 60_000;
/** The turn that is believed before the arena has been asked: whatever it claims, a silent connection is renewed then. */
const BELIEVED_TURN_MS = 30_000;

export interface Watched {
  /** The longest that any turn so far may take. */
  readonly longestTurnMs: number;
  /** When the match last came on, by `now` of the clock: it began, a new round was asked for or ended. */
  readonly progressAt: number;
  /** Until when the strategy may think, by `now` of the clock; null where the arena is to do the next thing. */
  readonly thinksUntil: number | null;
}

export interface StallActions {
  /** Whether there is a connection on which something could be heard. */
  isConnected(): boolean;
  /** The first time: the connection may be to blame. An arena that still has the match announces it once more. */
  renew(): void;
  /** The second time: the match is. */
  giveUp(): void;
}

/**
 * Sees to it that a match which the arena has forgotten, or never goes on with, does not keep a bot busy for ever. What
 * counts is that the match makes progress, not that something is said about it.
 */
export class StallWatch {
  readonly #clock: Clock;
  readonly #alarm: Alarm;
  readonly #actions: StallActions;

  constructor(clock: Clock, actions: StallActions) {
    this.#clock = clock;
    this.#alarm = new Alarm(clock);
    this.#actions = actions;
  }

  begin(match: Watched): void {
    this.#arm(match, null);
  }

  end(): void {
    this.#alarm.clear();
  }

  /** @param renewedAt when the connection was renewed for want of progress; null before */
  #arm(match: Watched, renewedAt: number | null): void {
    const dueInMs = () => dueAt(match, renewedAt) - this.#clock.now();
    this.#alarm.set(Math.max(STALL_MS / 4, dueInMs()), () => {
      const hasComeOn = renewedAt !== null && match.progressAt > renewedAt;
      if (hasComeOn) return this.#arm(match, null);
      const isStuck = dueInMs() <= 0 && this.#actions.isConnected();
      if (!isStuck) return this.#arm(match, renewedAt);
      if (renewedAt !== null) return this.#actions.giveUp();
      this.#arm(match, this.#clock.now());
      this.#actions.renew();
    });
  }
}

function dueAt({ longestTurnMs, progressAt, thinksUntil }: Watched, renewedAt: number | null): number {
  const turnEndsAt =
    renewedAt === null ? progressAt + Math.min(longestTurnMs, BELIEVED_TURN_MS) : renewedAt + longestTurnMs;
  return Math.max(turnEndsAt, thinksUntil ?? 0) + STALL_MS;
}
