import { BotpitError } from '../errors.js';
import type { Clock, Timer } from '../lib/clock.js';
import { RateLimit } from '../lib/rate-limit.js';
import {
  type AuthenticateMessage,
  type ClientMessage,
  RATE_LIMITS_PER_MINUTE,
  type RateLimited,
} from '../protocol/index.js';

/** What a caller may send; the key is the client's own business. */
export type Command = Exclude<ClientMessage, AuthenticateMessage>;

const MINUTE_MS = 60_000;

/** More commands of one kind than this do not wait: they would come far too late to mean anything. */
const MAX_WAITING = 100;

const KINDS: Record<Command['type'], RateLimited | null> = {
  join_queue: 'queue',
  leave_queue: 'queue',
  make_move: 'move',
  resign: 'move',
  send_taunt: 'taunt',
  create_challenge: 'challenge',
  accept_challenge: 'challenge',
  cancel_challenge: 'challenge',
  ping: null,
};

interface Waiting {
  readonly command: Command;
  readonly deadline: number;
  resolve(): void;
  reject(error: BotpitError): void;
}

interface Lane {
  readonly limit: RateLimit;
  waiting: Waiting[];
  timer: Timer | undefined;
}

export interface LimitsOptions {
  readonly clock: Clock;
  /**
   * What every window is longer by, in milliseconds. The arena counts when a command arrives: the first one of a window may
   * have been under way for longer than the one that follows it.
   */
  readonly marginMs: () => number;
  /** Sends now; may throw. */
  readonly transmit: (command: Command) => void;
  /** Told of every command that waits. */
  readonly tell: (command: Command, waitMs: number) => void;
}

/** Keeps the arena's rate limits: what is over one waits for its turn, as long as the connection lives. */
export class Limits {
  readonly #lanes: Partial<Record<RateLimited, Lane>> = {};
  readonly #options: LimitsOptions;
  readonly #clock: Clock;

  constructor(options: LimitsOptions) {
    this.#options = options;
    this.#clock = options.clock;
  }

  /** How long the limit holds so many commands of the kind back from now on; 0 where they may leave at once. */
  waitMs(kind: RateLimited, count: number): number {
    const lane = this.#lanes[kind];
    return lane ? this.#waitMs(lane, count) : 0;
  }

  /** Counts a command that leaves whatever the limits say. */
  count(command: Command): void {
    this.#laneOf(command)?.limit.take(this.#clock.now());
  }

  /**
   * Sends now, and returns null; or makes the command wait, and returns the promise of its leaving.
   * @param deadline after which the command is not to leave; Infinity for none
   * @throws BotpitError `move/too-late` when it would wait past the deadline, and what sending throws
   */
  submit(command: Command, deadline: number): Promise<void> | null {
    const lane = this.#laneOf(command);
    const now = this.#clock.now();
    const waitMs = lane ? this.#waitMs(lane) : 0;
    if (!lane || (waitMs === 0 && lane.waiting.length === 0)) {
      this.#options.transmit(command);
      lane?.limit.take(now);
      return null;
    }
    if (now + waitMs >= deadline) throw tooLate('the rate limit allows it only after the deadline');
    if (lane.waiting.length === MAX_WAITING) {
      throw new BotpitError(
        'usage',
        `${MAX_WAITING} commands like ${command.type} wait for the rate limit already`,
        {
          hint: 'Send fewer.',
        },
      );
    }
    this.#options.tell(command, waitMs);
    return new Promise((resolve, reject) => {
      lane.waiting.push({ command, deadline, resolve, reject });
      lane.timer ??= this.#clock.setTimeout(() => this.#release(lane), waitMs);
    });
  }

  /** Drops all that waits: it was meant for a connection that is gone. */
  dropAll(): void {
    for (const lane of Object.values(this.#lanes)) {
      this.#clock.clearTimeout(lane.timer);
      lane.timer = undefined;
      const dropped = lane.waiting;
      lane.waiting = [];
      for (const { command, reject } of dropped) {
        reject(
          new BotpitError('connection/lost', `the connection ended before ${command.type} could leave`, {
            hint: 'It is not kept for the next connection: decide again there.',
          }),
        );
      }
    }
  }

  #release(lane: Lane): void {
    lane.timer = undefined;
    while (lane.waiting.length > 0) {
      const waitMs = this.#waitMs(lane);
      if (waitMs > 0) {
        lane.timer = this.#clock.setTimeout(() => this.#release(lane), waitMs);
        return;
      }
      const next = lane.waiting.shift();
      if (next) this.#leave(next, lane, this.#clock.now());
    }
  }

  #leave(next: Waiting, lane: Lane, now: number): void {
    if (now >= next.deadline) {
      next.reject(tooLate('its time ran out while it waited for the rate limit'));
      return;
    }
    try {
      this.#options.transmit(next.command);
      lane.limit.take(now);
      next.resolve();
    } catch (error) {
      next.reject(error as BotpitError);
    }
  }

  #waitMs({ limit }: Lane, count = 1): number {
    const now = this.#clock.now();
    return limit.waitMs(now - this.#options.marginMs(), count);
  }

  #laneOf(command: Command): Lane | null {
    const kind = KINDS[command.type];
    if (kind === null) return null;
    this.#lanes[kind] ??= {
      limit: new RateLimit(RATE_LIMITS_PER_MINUTE[kind], MINUTE_MS),
      waiting: [],
      timer: undefined,
    };
    return this.#lanes[kind];
  }
}

export function tooLate(why: string): BotpitError {
  return new BotpitError('move/too-late', `the move is not sent: ${why}`, {
    hint: 'A late move could count for a later round.',
  });
}
