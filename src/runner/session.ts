import { BotpitError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import { gameOf } from '../games/index.js';
import type { Asked } from '../history/index.js';
import { type Clock, realClock } from '../lib/clock.js';
import { mostRounds } from '../match/index.js';
import {
  type HeardGameOver,
  type HeardMatchFound,
  type MatchFoundMessage,
  passesLater,
} from '../protocol/index.js';
import type { Lamports } from '../wager.js';
import { Alarm } from './alarm.js';
import { chanceWarning } from './chance.js';
import { Entrance } from './entrance.js';
import type { FairnessCode, SessionEndReason } from './events.js';
import { latching, type Refusal } from './limits.js';
import { Matches } from './matches.js';
import { relay } from './relay.js';
import type { Seat } from './seat.js';
import { sendNow } from './send-now.js';
import { ENDS, endBy, limitEnd, refusal, type SessionEnd, unanswered } from './session-end.js';
import type { SessionOptions } from './session-options.js';
import { Stakes } from './stakes.js';
import type { Totals } from './totals.js';
import { listenTo } from './wiring.js';

/** `listening`: the arena is to mention first what is under way. `entering`: see `Entrance`. */
type Phase = 'offline' | 'listening' | 'idle' | 'entering' | 'playing' | 'ended';

/** How long a withdrawal (queue, challenge) may stay unanswered when play is to stop. */
const LEAVE_TIMEOUT_MS = 3_000;
/** How long after a reconnect the arena may take to mention the match that was in progress. */
const RESUME_TIMEOUT_MS = 60_000;
/** How long the arena may take to answer a wish for a match before the connection is given up for dead, and how often. */
const ANSWER_TIMEOUT_MS = 15_000;
const MOST_UNANSWERED = 3;
/** How long after a reconnect the arena may take to answer a ping, and with it to mention what was under way. */
const MENTION_TIMEOUT_MS = 5_000;
/** The pauses before other attempts where the arena names none, and the bounds of those that it names. */
const RETRY_BASE_MS = 6_000;
const RETRY_LEAST_MS = 1_000;
const RETRY_MOST_MS = 300_000;

/** A shorter wait for the rate limits is not told. */
const TOLD_WAIT_MS = 1_000;

/** More matches than this are not asked about: no honest arena has so many to announce. */
const MOST_ASKED = 100;

/**
 * The loop: queue (or challenge), match, move, game over, again, until a stop condition, `stop()`, or an end that the
 * arena or the network brings. Commands that commit money are sent out of `#next` only, each for a decision of its own
 * on a live connection.
 */
export class Session {
  readonly #options: SessionOptions & { readonly clock: Clock };
  readonly #entrance: Entrance;
  readonly #matches: Matches;
  readonly #stakes: Stakes;
  readonly #ended: Promise<SessionEnd>;
  #settle: { resolve(end: SessionEnd): void; reject(bug: unknown): void } | undefined;
  #phase: Phase = 'offline';
  /** Counts connections, so that a move knows which one it left on. */
  #connection = 0;
  /** Wishes for a match that the arena let pass in silence, and those that it put off, in a row. */
  #unanswered = 0;
  #putOff = 0;
  /** The place or the challenge is gone, and no match has come of it so far. */
  #isLeft = false;
  #isBrokenTold = false;
  /** Matches that the arena was asked to announce. */
  readonly #asked = new Set<string>();
  /** Why play is to stop once nothing is under way. */
  #stopping: SessionEnd | null = null;
  /** For whatever is waited for in the phase at hand. */
  readonly #alarm: Alarm;
  readonly #forAlarm: Alarm;

  constructor(given: SessionOptions) {
    const { clock = realClock, client } = given;
    const options = { ...given, clock };
    this.#options = options;
    this.#alarm = new Alarm(clock);
    this.#forAlarm = new Alarm(clock);
    this.#stakes = new Stakes({
      ...options,
      agentId: () => client.agentId ?? '',
      onTrouble: (error) => this.#matches.trouble(error),
    });
    client.onFrame(this.#stakes.frames.take);
    this.#entrance = new Entrance(options);
    this.#matches = new Matches(options, this.#stakes, () => this.#connection, {
      begun: (message, asked) => this.#begun(message, asked),
      stopAfter: (end) => {
        this.#stopping = end;
      },
      broken: (message) => this.#broken(message),
      over: () => this.#next(),
      failed: (error) => this.#fail(error),
    });
    this.#ended = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  get totals(): Totals {
    return this.#matches.totals;
  }

  /**
   * Plays until the end, once. The first connection is tried once; later ones are sought for the client's
   * `giveUpAfterMs`. No event follows after it has resolved. Rejects only for a bug.
   */
  async run(): Promise<SessionEnd> {
    const { client, emit, forMs, entry, game, wagerLamports } = this.#options;
    if (this.#phase !== 'ended') {
      relay(client, this.totals, emit);
      this.#listen();
      const barred = this.#stakes.barred();
      if (barred) {
        this.#end(limitEnd(barred));
        return this.#ended;
      }
      this.#stakes.tellOpen();
      // Which game a challenge is of, the arena tells only when it is taken.
      if (entry.by !== 'accept') this.#warnOfChance(game, wagerLamports);
      this.#matches.tellWeakProof();
      if (forMs !== null) this.#forAlarm.set(forMs, () => this.stop('time'));
      client.connect().catch((error: unknown) => this.#fail(error));
    }
    try {
      return await this.#ended;
    } finally {
      await client.disconnect();
    }
  }

  /** Stops when the match in progress is over; when there is none, as soon as the queue or the challenge is left. */
  stop(reason: SessionEndReason, exitCode: number = EXIT.ok): void {
    if (this.#stopping) return;
    const stopping = { reason, exitCode };
    this.#stopping = stopping;
    const is = this.#phase;
    if (is === 'offline' || is === 'idle') this.#end(stopping);
    // In `listening`, what the arena mentions is still to be played.
    if (is !== 'entering') return;
    this.#entrance.leave();
    this.#alarm.set(LEAVE_TIMEOUT_MS, () => this.#end(stopping));
  }

  /** Ends at once; a match in progress is resigned and counts as lost. */
  abort(exitCode: number): void {
    if (this.#phase === 'entering') this.#entrance.leave();
    const seat = this.#matches.current;
    if (seat) {
      sendNow(this.#options.client, { type: 'resign', match_id: seat.found.match_id });
      this.#matches.giveUp('The match was resigned');
    }
    this.#end({ reason: 'forced', exitCode });
  }

  #listen(): void {
    listenTo(this.#options.client, this.#entrance, {
      connected: () => this.#guard(() => this.#connected()),
      disconnected: (reason) => this.#disconnected(reason),
      failed: (error) => this.#fail(error),
      answered: () => this.#mentioned(),
      placed: () => this.#placed(),
      taken: () => this.#taken(),
      left: () => this.#left(),
      found: (message) => this.#found(message),
      unread: () => this.#stakes.unread(),
      at: (matchId) => this.#at(matchId),
      ended: (message) => this.#over(message),
      refused: (code, message, retryAfterMs) => this.#refused(code, message, retryAfterMs),
      notSent: (message) => this.#warn('move_not_sent', message),
    });
  }

  #connected() {
    this.#connection += 1;
    if (this.#phase === 'ended') return;
    if (this.#phase !== 'playing') return this.#listenFirst();
    // The arena mentions a match in progress; where it never does, the match is given up for lost.
    const seconds = RESUME_TIMEOUT_MS / 1000;
    this.#warn('resuming', `Connected again. The arena has ${seconds} s to take up the match in progress.`);
    this.#alarm.set(RESUME_TIMEOUT_MS, () => {
      this.#matches.giveUp();
      this.#next();
    });
  }

  /** Commits to nothing before the arena had its say about what was under way: it has when it has answered a ping. */
  #listenFirst() {
    if (!this.#stakes.isUncertain) return this.#next();
    this.#phase = 'listening';
    this.#options.client.ping();
    this.#alarm.set(MENTION_TIMEOUT_MS, () => this.#next());
  }

  #mentioned(): void {
    if (this.#phase !== 'listening') return;
    this.#alarm.clear();
    if (this.#isLeft) this.#guard(() => this.#stakes.release());
    this.#isLeft = false;
    this.#next();
  }

  /** The arena has answered the wish for a match. */
  #placed(): void {
    if (this.#phase !== 'entering') return;
    this.#unanswered = 0;
    this.#putOff = 0;
    this.#stakes.placed();
    if (!this.#stopping) this.#alarm.clear();
  }

  /** The challenge is taken: its match follows at once. */
  #taken(): void {
    this.#placed();
    if (this.#phase === 'entering' && !this.#stopping)
      this.#alarm.set(ANSWER_TIMEOUT_MS, () => this.#unheard());
  }

  #disconnected(reason: string): void {
    if (this.#phase === 'ended') return;
    this.#alarm.clear();
    this.#options.emit({ event: 'disconnected', reason });
    if (this.#phase === 'playing') return;
    this.#entrance.connectionLost();
    this.#stakes.connectionLost();
    this.#phase = 'offline';
    if (this.#stopping) this.#end(this.#stopping);
  }

  /** A match is announced: a new one, or the one at hand that is taken up again. */
  #found(message: HeardMatchFound): void {
    if (this.#phase === 'ended') return;
    if (this.#matches.found(message)) this.#alarm.clear();
    else this.#foundOver(message);
  }

  /** One that is over by the books: where a match is sought, the arena may mean another one, which is not played. */
  #foundOver(message: HeardMatchFound): void {
    const isSought = this.#phase === 'entering' || this.#phase === 'listening';
    if (!isSought || !this.#stakes.foundOver(message)) return;
    // The place is gone if it does mean another one; on a new connection it is asked for anew.
    if (this.#phase === 'entering') this.#options.client.drop();
  }

  /** The match at hand if it is this one, of which the arena has just spoken. */
  #at(matchId: string): Seat | null {
    const seat = this.#matches.at(matchId);
    if (seat) this.#alarm.clear();
    else this.#unannounced(matchId);
    return seat;
  }

  /**
   * The arena speaks of a match whose announcement was lost: where nothing else is played, it announces it once more to a
   * new connection.
   */
  #unannounced(matchId: string): void {
    if (this.#phase === 'playing' || this.#phase === 'ended' || this.#phase === 'offline') return;
    if (this.#asked.has(matchId) || this.#asked.size >= MOST_ASKED) return;
    if (this.#matches.hasEnded(matchId)) return;
    this.#asked.add(matchId);
    this.#options.client.drop();
  }

  /** Nothing is under way: stop, or commit to one more match. */
  #next() {
    if (this.#phase === 'ended') return;
    this.#phase = 'idle';
    const { client, game, matches } = this.#options;
    if (this.#stopping) return this.#end(this.#stopping);
    if (matches !== null && this.totals.matches >= matches) return this.#end(ENDS.matches);
    // A match whose moves the rate limit of the arena would hold back is lost on time.
    const waitMs = Math.max(
      client.waitMs(this.#entrance.kind),
      client.waitMs('move', mostRounds(gameOf(game))),
    );
    if (waitMs > 0) {
      this.#tellWait('The rate limits of the arena leave no room for another match yet.', waitMs);
      return this.#alarm.set(waitMs, () => this.#next());
    }
    this.#guard(() => this.#enter());
  }

  /** A bot that does nothing for a while says why. */
  #tellWait(message: string, waitMs: number): void {
    if (waitMs < TOLD_WAIT_MS) return;
    const { emit, clock } = this.#options;
    emit({ event: 'waiting', message, until: new Date(clock.epochMs() + waitMs).toISOString() });
  }

  #enter() {
    const refused = this.#stakes.commit();
    if (refused) return this.#limited(refused);
    this.#phase = 'entering';
    this.#alarm.set(ANSWER_TIMEOUT_MS, () => this.#unheard());
    this.#entrance.enter();
  }

  /** A limit forbids another match: now, or until a person releases it. */
  #limited(refused: Refusal) {
    const { limit, message, remedy, until, waitMs, latched } = refused;
    const iso = until === null ? null : new Date(until).toISOString();
    // One that had tripped before is told as the reason of the end.
    if (!latched || until !== null)
      this.#options.emit({ event: 'limit', limit, message, remedy, until: iso });
    if (waitMs === null || until === null) return this.#end(limitEnd(refused));
    this.#alarm.set(Math.max(1, waitMs), () => this.#next());
  }

  /** The strategy does not play. For money that ends it, once the match is over; in practice it is told once. */
  #broken(what: string): void {
    if (!this.#stakes.isReal) {
      if (!this.#isBrokenTold) this.#warn('broken_strategy', `${what} With a wager, play would stop here.`);
      this.#isBrokenTold = true;
      return;
    }
    const limit = 'broken-strategy';
    const message = `${what} Such a bot only loses its wagers.`;
    this.#stakes.latch(limit, message);
    const tripped = latching(limit, message);
    this.#options.emit({ event: 'limit', limit, message, remedy: tripped.remedy, until: null });
    // That the arena cheats is the graver finding.
    if (this.#stopping?.exitCode === EXIT.unfair) return;
    this.#stopping = limitEnd(tripped);
  }

  /** The wish for a match went unanswered while the connection lives: a busy look must not hide an idle bot. */
  #unheard(): void {
    if (this.#phase !== 'entering') return;
    this.#unanswered += 1;
    const message = `The arena did not answer within ${ANSWER_TIMEOUT_MS / 1000} s; the connection is given up for dead.`;
    this.#warn('no_answer', message);
    if (this.#unanswered >= MOST_UNANSWERED) this.#end(endBy(unanswered()));
    else this.#options.client.drop();
  }

  /** A match has been found, and is played. */
  #begun(message: MatchFoundMessage, asked: Asked): void {
    this.#alarm.clear();
    this.#phase = 'playing';
    if (this.#options.entry.by === 'accept') this.#warnOfChance(message.game_type, message.wager_lamports);
    const difference = this.#entrance.passed(message, asked);
    if (!difference) return;
    const { isWorse, text } = difference;
    const event = isWorse ? 'error' : 'warning';
    const code: FairnessCode = 'match_mismatch';
    this.#options.emit({ event, matchId: message.match_id, code, message: text });
    if (!isWorse) return;
    this.#stopping = ENDS.mismatch;
    this.#stakes.latch('fairness', text);
  }

  #over(message: HeardGameOver): void {
    if (this.#phase === 'ended') return;
    if (!this.#matches.ended(message)) this.#foundByItsEnd(message);
  }

  /** Of a match that began and ended while the connection was lost the arena tells the end alone, before all else. */
  #foundByItsEnd(message: HeardGameOver): void {
    const { match_id } = message;
    if (this.#phase !== 'listening' || this.#stakes.isToldBefore(message)) return;
    const unknown = { match_id, opponent_id: '', opponent_name: '', server_seed_hash: '' };
    const { game: game_type, wagerLamports: wager_lamports } = this.#stakes.termsOf(unknown, null);
    this.#matches.found({ type: 'match_found', game_type, wager_lamports, ...unknown });
    this.#matches.ended(message);
  }

  /** Runs what touches the books: where they fail, play ends before anything more is committed. */
  #guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The queue place or the challenge is gone, as asked or because it expired. */
  #left(): void {
    this.#alarm.clear();
    if (this.#options.entry.by === 'queue') {
      this.#guard(() => this.#stakes.release());
      this.#next();
      return;
    }
    this.#stopping ??= ENDS.cancelled;
    this.#leaveListening();
  }

  /** A match that was made at the last moment (another challenge of ours was taken) follows; then there is none. */
  #leaveListening(): void {
    this.#isLeft = true;
    this.#phase = 'listening';
    this.#options.client.ping();
    this.#alarm.set(MENTION_TIMEOUT_MS, () => this.#mentioned());
  }

  /** An `error` message from the arena: what it means depends on what was asked last. */
  #refused(code: string, message: string, retryAfterMs: number | undefined) {
    if (this.#phase === 'ended') return;
    if (this.#phase === 'offline') {
      // Before it lets us in. What ends the attempt is told with its end.
      if (retryAfterMs === undefined && passesLater(code, undefined)) this.#warn(code, message);
      return;
    }
    const seat = this.#matches.current;
    if (seat && code === 'invalid_move') return seat.moveRefused(message);
    const meaning = this.#entrance.refused(code);
    // A queue that has just been left for a match cannot be left again.
    if (meaning === 'in') return;
    if (meaning === 'nothing' && code === 'not_queued') return;
    this.#warn(code, message);
    switch (meaning) {
      case 'nothing':
        return;
      case 'out':
        return this.#left();
      case 'busy':
        // Where a match of an earlier session is still on, the arena mentions it or ends it by its deadlines.
        this.#stakes.putOff();
        return this.#later(retryAfterMs);
      case 'later':
        this.#guard(() => this.#stakes.release());
        return this.#later(retryAfterMs);
      case 'unclear':
        // The wish stands until it is answered or made once more.
        return this.#later(retryAfterMs, 'entering');
      case 'given-up':
        this.#stopping ??= refusal(code, message);
        this.#entrance.leave();
        return this.#leaveListening();
      case 'refused':
        this.#guard(() => this.#stakes.release());
        return this.#end(refusal(code, message));
      default:
        meaning satisfies never;
    }
  }

  /** Not now, says the arena: again when it said, or after pauses that grow. */
  #later(retryAfterMs: number | undefined, phase: 'idle' | 'entering' = 'idle'): void {
    if (this.#phase === 'ended') return;
    this.#phase = phase;
    const grownMs = RETRY_BASE_MS * 2 ** this.#putOff;
    this.#putOff += 1;
    const waitMs = Math.max(RETRY_LEAST_MS, Math.min(RETRY_MOST_MS, retryAfterMs ?? grownMs));
    this.#tellWait('The arena asked to try again later.', waitMs);
    this.#alarm.set(waitMs, () => this.#next());
  }

  /** The client has come to an end by itself, or something failed that must not. */
  #fail(error: unknown): void {
    if (this.#phase === 'ended' || error === null) return;
    if (!(error instanceof BotpitError)) {
      this.#finish();
      this.#settle?.reject(error);
      return;
    }
    this.#matches.giveUp('The connection ended before this match did');
    this.#end(endBy(error));
  }

  #warnOfChance(game: string, wagerLamports: Lamports): void {
    const warning = this.#stakes.isReal ? chanceWarning(game, wagerLamports) : null;
    if (warning !== null) this.#warn('pure_chance', warning);
  }

  #warn(code: string, message: string): void {
    const seat = this.#matches.current;
    const place = seat ? { matchId: seat.found.match_id } : {};
    this.#options.emit({ event: 'warning', ...place, code, message });
  }

  #end(end: SessionEnd): void {
    if (this.#phase === 'entering' || this.#phase === 'listening') this.#stakes.tellOpen();
    this.#finish();
    this.#settle?.resolve(end);
  }

  #finish(): void {
    this.#alarm.clear();
    this.#forAlarm.clear();
    this.#phase = 'ended';
    this.#matches.close();
    this.#stakes.close();
  }
}
