import type { Clock, Timer } from '../lib/clock.js';
import type { ServerMessage } from '../protocol/index.js';
import type { Command } from './limits.js';

/** The first wait before a command is sent again where the arena names none; it doubles with every further refusal. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/** What an answer of the arena is about. */
type Subject = 'queue' | 'challenge' | 'move';

/**
 * What each command asks for. Not sent again: `create_challenge`, as two challenges would be two stakes, and taunts, which
 * would come out of place.
 */
const SUBJECTS: Partial<Record<Command['type'], Subject>> = {
  join_queue: 'queue',
  leave_queue: 'queue',
  accept_challenge: 'challenge',
  cancel_challenge: 'challenge',
  make_move: 'move',
  resign: 'move',
};

/** Which subjects a message answers. A move is no longer wanted when its round is over or another one is asked for. */
const ANSWERS: Partial<Record<ServerMessage['type'], readonly Subject[]>> = {
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

interface Unanswered {
  readonly command: Command;
  refusals: number;
  timer: Timer | undefined;
}

export interface RateRefusalsOptions {
  readonly clock: Clock;
  /** What every wait is longer by, in milliseconds: see `Limits`. */
  readonly marginMs: () => number;
  /** Sends the command once more, or drops it where it has become too late. */
  readonly again: (command: Command) => void;
  /** Told of every command that is to be sent again. */
  readonly tell: (command: Command, waitMs: number) => void;
}

/**
 * Sends a command again that the arena refused for its rate limit, as long as it is still wanted: the latest of its
 * subject, on the same connection, not answered since. The arena's refusal names no command, so all that is unanswered
 * may be meant; what was not meant is answered before its wait is over.
 */
export class RateRefusals {
  readonly #options: RateRefusalsOptions;
  readonly #unanswered = new Map<Subject, Unanswered>();

  constructor(options: RateRefusalsOptions) {
    this.#options = options;
  }

  /** A command has left. */
  left(command: Command): void {
    const subject = SUBJECTS[command.type];
    if (subject === undefined) return;
    const before = this.#unanswered.get(subject);
    if (before?.command === command) return;
    this.#forget(subject);
    this.#unanswered.set(subject, { command, refusals: 0, timer: undefined });
  }

  /** A message has come. */
  received(type: ServerMessage['type']): void {
    if (this.#unanswered.size === 0) return;
    for (const subject of ANSWERS[type] ?? []) this.#forget(subject);
  }

  /**
   * The arena has refused something.
   * @param retryAfterMs the wait that it names
   */
  refused(code: string, retryAfterMs: number | undefined): void {
    if (code === 'rate_limited') {
      for (const unanswered of this.#unanswered.values()) this.#arm(unanswered, retryAfterMs);
      return;
    }
    // Whatever it was about, it may have been one of these: not to be repeated. Taunts are never waited for.
    if (code !== 'taunt_limit' && code !== 'invalid_taunt') this.clear();
  }

  /** The connection has ended. */
  clear(): void {
    for (const subject of [...this.#unanswered.keys()]) this.#forget(subject);
  }

  #arm(unanswered: Unanswered, retryAfterMs: number | undefined): void {
    if (unanswered.timer !== undefined) return;
    const { clock, marginMs, again, tell } = this.#options;
    const grownMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** unanswered.refusals);
    const waitMs = Math.min(LONGEST_WAIT_MS, Math.max(grownMs, retryAfterMs ?? 0)) + marginMs();
    unanswered.refusals += 1;
    unanswered.timer = clock.setTimeout(() => {
      unanswered.timer = undefined;
      again(unanswered.command);
    }, waitMs);
    tell(unanswered.command, waitMs);
  }

  #forget(subject: Subject): void {
    this.#options.clock.clearTimeout(this.#unanswered.get(subject)?.timer);
    this.#unanswered.delete(subject);
  }
}
