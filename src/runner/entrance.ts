import type { BotpitClient, Command } from '../client/index.js';
import type { GameId } from '../games/index.js';
import type { Asked } from '../history/index.js';
import { classOf, type MatchFoundMessage, type RateLimited } from '../protocol/index.js';
import type { Lamports } from '../wager.js';
import { sendNow } from './send-now.js';

/** Attempts that errors of an unknown kind get in a row. */
const UNKNOWN_ATTEMPTS = 3;

/** How a match is come by. */
export type Entry =
  | { readonly by: 'queue' }
  | { readonly by: 'challenge' }
  | { readonly by: 'accept'; readonly challengeId: string };

/** What every match of a session is about. */
export interface Terms {
  readonly game: GameId;
  /** Of each side; 0 in sandbox and free play. For `accept`: the most that is agreed to. */
  readonly wagerLamports: Lamports;
  readonly sandbox: boolean;
}

export interface EntranceOptions extends Terms {
  readonly client: BotpitClient;
  readonly entry: Entry;
}

/** How a match differs from what was asked for. */
export interface Difference {
  /** More is at stake, or something else is played. */
  readonly isWorse: boolean;
  /** For a person. */
  readonly text: string;
}

/**
 * `in`: the place was held already. `out`: it is left. `later`: not now. `busy`: a match is on. `refused`: and so it would
 * be again. `unclear`: it may be about something else, and the wish may yet be granted. `given-up`: unclear too often.
 * `nothing`: the error was about something else.
 */
export type Meaning = 'in' | 'out' | 'later' | 'busy' | 'refused' | 'unclear' | 'given-up' | 'nothing';

/** Challenges of one's own that are kept in mind; an arena may claim any number. */
const MOST_CHALLENGES = 100;

/**
 * The way into a match: a place in the queue, an own challenge, or another's. What commits money is sent by `enter`
 * alone; whether to is for the session to decide.
 */
export class Entrance {
  readonly #options: EntranceOptions;
  #state: 'outside' | 'withdrawing' | 'asked' | 'inside' | 'leaving' = 'outside';
  /** The own challenges that may be open: more than one where a connection was lost before the withdrawal was answered. */
  readonly #challengeIds = new Set<string>();
  /** Errors in a row that nobody knows the meaning of. */
  #unclear = 0;
  /** The last wish was answered with an error. Errors name no command, so its match may come all the same. */
  #isRefused = false;

  constructor(options: EntranceOptions) {
    this.#options = options;
  }

  /** Which rate limit `enter` falls under. */
  get kind(): RateLimited {
    return this.#options.entry.by === 'queue' ? 'queue' : 'challenge';
  }

  enter(): void {
    const { entry } = this.#options;
    // A challenge that was open when the connection was lost may be open still, and two could both be taken.
    if (entry.by === 'challenge' && this.#withdraw()) {
      this.#state = 'withdrawing';
      return;
    }
    this.#state = 'asked';
    this.#isRefused = false;
    this.#send(this.#wish());
  }

  #wish(): Command {
    const { entry, game, wagerLamports, sandbox } = this.#options;
    switch (entry.by) {
      case 'queue':
        return { type: 'join_queue', game_type: game, wager_lamports: wagerLamports, sandbox };
      case 'challenge':
        return { type: 'create_challenge', game_type: game, wager_lamports: wagerLamports };
      case 'accept':
        return { type: 'accept_challenge', challenge_id: entry.challengeId };
      default:
        return entry satisfies never;
    }
  }

  /** Asks to be let out. Taking another's challenge cannot be undone; the answer to it is awaited then. */
  leave(): void {
    if (this.#state === 'outside' || this.#state === 'leaving') return;
    this.#state = 'leaving';
    if (this.#options.entry.by === 'queue') this.#send({ type: 'leave_queue' });
    else this.#withdraw();
  }

  queueJoined(): void {
    this.#unclear = 0;
    if (this.#state === 'asked') this.#state = 'inside';
  }

  /** @returns whether that ends the way in */
  queueLeft(): boolean {
    return this.#options.entry.by === 'queue' && this.#out();
  }

  challengeCreated(challengeId: string): void {
    if (this.#options.entry.by !== 'challenge') return;
    if (this.#challengeIds.size < MOST_CHALLENGES) this.#challengeIds.add(challengeId);
    this.#unclear = 0;
    if (this.#state === 'asked') this.#state = 'inside';
    else if (this.#state === 'leaving') this.#withdraw();
  }

  /** Withdrawn or expired, or another one was taken. @returns whether that ends the way in */
  challengeCancelled(challengeId: string): boolean {
    if (!this.#challengeIds.delete(challengeId)) return false;
    if (this.#state === 'withdrawing') {
      this.enter();
      return false;
    }
    return this.#challengeIds.size === 0 && this.#state !== 'asked' && this.#out();
  }

  /**
   * A match has been found, and nothing is open any more.
   * @param asked when it was asked for, as the books have it
   * @returns how it differs from what was asked for
   */
  passed(found: MatchFoundMessage, asked: Asked): Difference | null {
    const wasRefused = this.#isRefused;
    this.#state = 'outside';
    this.#isRefused = false;
    this.#challengeIds.clear();
    const { game, wagerLamports } = this.#options;
    const accepted = this.#options.entry.by === 'accept';
    if (asked === 'never' && !wasRefused) return worse('no match was asked for');
    if (asked === 'changed')
      return worse('the arena has changed its game, or raised its wager, since it began');
    // By terms that need not be those of today.
    if (asked === 'before') return null;
    if (!accepted && found.game_type !== game) return worse(`${game} was asked for, ${found.game_type} came`);
    if (found.wager_lamports > wagerLamports) return worse('the wager is higher than was asked for');
    if (accepted || found.wager_lamports === wagerLamports) return null;
    return { isWorse: false, text: 'The wager of this match is lower than was asked for.' };
  }

  /** The connection is lost: the queue forgets, a challenge may stay. */
  connectionLost(): void {
    this.#state = 'outside';
  }

  /** What an error of the arena means. */
  refused(code: string): Meaning {
    const kind = classOf(code);
    if (kind === 'match') return 'nothing';
    const ownChallenge = this.#options.entry.by === 'challenge';
    switch (this.#state) {
      case 'withdrawing':
        if (code !== 'challenge_not_found' && code !== 'not_your_challenge') {
          this.#state = 'outside';
          return 'later';
        }
        for (const id of [...this.#challengeIds].slice(0, 1)) this.challengeCancelled(id);
        return 'in';
      case 'asked':
        if (code === 'already_queued') {
          // That place is none that was asked for on this connection: it is left, and asked for anew.
          this.leave();
          return 'in';
        }
        // The second answer to a withdrawal; what is asked now cannot bring them.
        if (ownChallenge && (code === 'challenge_not_found' || code === 'not_your_challenge'))
          return 'nothing';
        if (kind === 'unknown') {
          this.#unclear += 1;
          return this.#unclear < UNKNOWN_ATTEMPTS ? 'unclear' : 'given-up';
        }
        this.#state = 'outside';
        this.#isRefused = true;
        if (code === 'already_in_match') return 'busy';
        return kind === 'later' ? 'later' : 'refused';
      case 'leaving':
        // A match that has just been made cannot be left: it follows.
        if (code === 'rate_limited' || code === 'already_queued' || code === 'already_in_match')
          return 'nothing';
        this.#state = 'outside';
        this.#isRefused = true;
        return 'out';
      case 'outside':
      case 'inside':
        return 'nothing';
      default:
        return this.#state satisfies never;
    }
  }

  #out(): boolean {
    const wasIn = this.#state !== 'outside';
    this.#state = 'outside';
    return wasIn;
  }

  /** One at a time, as errors name none. @returns whether there is one */
  #withdraw(): boolean {
    const [id] = this.#challengeIds;
    if (id !== undefined) this.#send({ type: 'cancel_challenge', challenge_id: id });
    return id !== undefined;
  }

  #send(command: Command): void {
    sendNow(this.#options.client, command);
  }
}

function worse(why: string): Difference {
  const text = `The match is not what was asked for: ${why}. It is played to its end, as resigning loses the wager; then play stops.`;
  return { isWorse: true, text };
}
