import { BotpitError } from '../errors.js';
import { RateLimit, type Timer } from '../lib/clock.js';
import {
  type ClientMessage,
  RATE_LIMITS_PER_MINUTE,
  type RateLimited,
  type ServerMessage,
} from '../protocol/index.js';
import type { Settings } from './options.js';

/** What a caller may send; the key is the client's own business. */
export type Command = Exclude<ClientMessage, { type: 'authenticate' }>;

const MINUTE_MS = 60_000;

/** More commands of one kind than this do not wait: they would come far too late to mean anything. */
const MAX_WAITING = 100;

/** The first wait before a command is sent again where the arena names none; it doubles with every further refusal. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

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

/** Two challenges would be two stakes, and a taunt would come out of place. */
const SENT_ONCE: ReadonlySet<Command['type']> = new Set(['create_challenge', 'send_taunt']);

/** Which kinds a message answers. A move is no longer wanted when its round is over or another one is asked for. */
const ANSWERS: Partial<Record<ServerMessage['type'], readonly RateLimited[]>> = {
  queue_joined: ['queue'],
  queue_update: ['queue'],
  queue_left: ['queue'],
  match_found: ['queue', 'challenge'],
  challenge_accepted: ['challenge'],
  challenge_cancelled: ['challenge'],
  your_turn: ['move'],
  round_result: ['move'],
  game_over: ['move'],
};
const NONE: readonly RateLimited[] = [];

interface Waiting {
  readonly command: Command;
  readonly deadline: number;
  resolve(): void;
  reject(error: BotpitError): void;
}

interface Unanswered {
  readonly command: Command;
  refusals: number;
  timer: Timer | undefined;
}

/** The commands of one kind. */
interface Lane {
  readonly limit: RateLimit;
  waiting: Waiting[];
  timer: Timer | undefined;
  /** The latest that has left and may be sent again. */
  unanswered: Unanswered | null;
}

/** The way out, as the limits see it. */
export interface LimitsOwner {
  /**
   * What every wait is longer by, in milliseconds. The arena counts when a command arrives: the first one of a window may
   * have been under way for longer than the one that follows it.
   */
  readonly marginMs: number;
  /** Sends now; may throw. */
  transmit(command: Command): void;
  /** Sends a command that was refused once more, or drops it where it has become too late. */
  repeat(command: Command): void;
  /** Told of every command that waits. */
  tellWait(what: string, waitMs: number): void;
}

/**
 * Keeps the arena's rate limits: what is over one waits for its turn, as long as the connection lives. Sends a command again
 * that the arena refused for its rate limit all the same, as long as it is still wanted: the latest of its kind, not
 * answered since. The arena's refusal names no command, so all that is unanswered may be meant; what was not meant is
 * answered before its wait is over.
 */
export class Limits {
  readonly #lanes: Partial<Record<RateLimited, Lane>> = {};
  readonly #settings: Settings;
  readonly #owner: LimitsOwner;

  constructor(settings: Settings, owner: LimitsOwner) {
    this.#settings = settings;
    this.#owner = owner;
  }

  /** How long the limit holds so many commands of the kind back from now on; 0 where they may leave at once. */
  waitMs(kind: RateLimited, count: number): number {
    const lane = this.#lanes[kind];
    return lane ? this.#waitMs(lane, count) : 0;
  }

  /** Counts a command that leaves whatever the limits say. */
  count(command: Command): void {
    this.#laneOf(command)?.limit.take(this.#settings.clock.now());
  }

  /**
   * Sends now, and returns null; or makes the command wait, and returns the promise of its leaving.
   * @param deadline after which the command is not to leave; Infinity for none
   * @throws BotpitError `move/too-late` when it would wait past the deadline, and what sending throws
   */
  submit(command: Command, deadline: number): Promise<void> | null {
    const lane = this.#laneOf(command);
    const waitMs = lane ? this.#waitMs(lane) : 0;
    if (!lane || (waitMs === 0 && lane.waiting.length === 0)) {
      this.#leave(command, lane);
      return null;
    }
    if (this.#settings.clock.now() + waitMs >= deadline)
      throw tooLate('the rate limit allows it only after the deadline');
    if (lane.waiting.length === MAX_WAITING) {
      const message = `${MAX_WAITING} commands like ${command.type} wait for the rate limit already`;
      throw new BotpitError('usage', message, { hint: 'Send fewer.' });
    }
    this.#owner.tellWait(`${command.type} waits for the rate limit`, waitMs);
    return new Promise((resolve, reject) => {
      lane.waiting.push({ command, deadline, resolve, reject });
      lane.timer ??= this.#settings.clock.setTimeout(() => this.#release(lane), waitMs);
    });
  }

  /** A message has come, and may answer a command. */
  received(type: ServerMessage['type']): void {
    for (const kind of ANSWERS[type] ?? NONE) {
      const lane = this.#lanes[kind];
      if (lane) this.#forget(lane);
    }
  }

  /**
   * The arena has refused something.
   * @param retryAfterMs the wait that it names
   */
  refused(code: string, retryAfterMs: number | undefined): void {
    // Taunts are never waited for.
    if (code === 'taunt_limit' || code === 'invalid_taunt') return;
    for (const lane of Object.values(this.#lanes)) {
      if (code === 'rate_limited') this.#repeatLater(lane, retryAfterMs);
      // Whatever it was about, it may have been this one: not to be repeated.
      else this.#forget(lane);
    }
  }

  /** Drops all that waits: it was meant for a connection that is gone. */
  dropAll(): void {
    for (const lane of Object.values(this.#lanes)) {
      this.#forget(lane);
      this.#settings.clock.clearTimeout(lane.timer);
      lane.timer = undefined;
      const dropped = lane.waiting;
      lane.waiting = [];
      for (const { command, reject } of dropped) {
        const message = `the connection ended before ${command.type} could leave`;
        const hint = 'It is not kept for the next connection: decide again there.';
        reject(new BotpitError('connection/lost', message, { hint }));
      }
    }
  }

  #release(lane: Lane): void {
    lane.timer = undefined;
    while (lane.waiting.length > 0) {
      const waitMs = this.#waitMs(lane);
      if (waitMs > 0) {
        lane.timer = this.#settings.clock.setTimeout(() => this.#release(lane), waitMs);
        return;
      }
      const next = lane.waiting.shift();
      if (next) this.#letGo(next, lane);
    }
  }

  #letGo({ command, deadline, resolve, reject }: Waiting, lane: Lane): void {
    try {
      if (this.#settings.clock.now() >= deadline)
        throw tooLate('its time ran out while it waited for the rate limit');
      this.#leave(command, lane);
      resolve();
    } catch (error) {
      reject(error as BotpitError);
    }
  }

  #leave(command: Command, lane: Lane | null): void {
    this.#owner.transmit(command);
    if (!lane) return;
    lane.limit.take(this.#settings.clock.now());
    if (SENT_ONCE.has(command.type) || lane.unanswered?.command === command) return;
    this.#forget(lane);
    lane.unanswered = { command, refusals: 0, timer: undefined };
  }

  #repeatLater({ unanswered }: Lane, retryAfterMs: number | undefined): void {
    if (!unanswered || unanswered.timer !== undefined) return;
    const { command, refusals } = unanswered;
    const grownMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** refusals);
    const waitMs = Math.min(LONGEST_WAIT_MS, Math.max(grownMs, retryAfterMs ?? 0)) + this.#owner.marginMs;
    unanswered.refusals += 1;
    unanswered.timer = this.#settings.clock.setTimeout(() => {
      unanswered.timer = undefined;
      this.#owner.repeat(command);
    }, waitMs);
    this.#owner.tellWait(`the arena refused ${command.type} because of its rate limit`, waitMs);
  }

  #forget(lane: Lane): void {
    if (!lane.unanswered) return;
    this.#settings.clock.clearTimeout(lane.unanswered.timer);
    lane.unanswered = null;
  }

  #waitMs({ limit }: Lane, count = 1): number {
    return this.#settings.limits ? limit.waitMs(this.#settings.clock.now() - this.#owner.marginMs, count) : 0;
  }

  #laneOf({ type }: Command): Lane | null {
    const kind = KINDS[type];
    if (kind === null) return null;
    this.#lanes[kind] ??= {
      limit: new RateLimit(RATE_LIMITS_PER_MINUTE[kind], MINUTE_MS),
      waiting: [],
      timer: undefined,
      unanswered: null,
    };
    return this.#lanes[kind];
  }
}

export function tooLate(why: string): BotpitError {
  return new BotpitError('move/too-late', `the move is not sent: ${why}`, {
    hint: 'A late move could count for a later round.',
  });
}
