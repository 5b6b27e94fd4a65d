import { BotpitError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import { gameOf } from '../games/index.js';
import { type Clock, realClock } from '../lib/clock.js';
import type { MatchFoundMessage } from '../protocol/index.js';
import { Alarm } from './alarm.js';
import { Dossiers } from './dossiers.js';
import { Entrance } from './entrance.js';
import type { SessionEndReason } from './events.js';
import type { MatchRecord } from './record.js';
import { relay } from './relay.js';
import { mostRounds } from './score.js';
import { Seat, type SeatContext, seatContextOf } from './seat.js';
import { NOT_SENT, sendNow } from './send-now.js';
import { ENDS, endBy, refusal, type SessionEnd } from './session-end.js';
import type { SessionOptions } from './session-options.js';
import { Totals } from './totals.js';

/** `entering`: see `Entrance`. */
type Phase =
  | { readonly is: 'offline' | 'idle' | 'entering' | 'ended' }
  | { readonly is: 'playing'; readonly seat: Seat };

/** How long a withdrawal (queue, challenge) may stay unanswered when play is to stop. */
const LEAVE_TIMEOUT_MS = 3_000;
/** How long after a reconnect the arena may take to mention the match that was in progress. */
const RESUME_TIMEOUT_MS = 60_000;
/** A pause before another attempt, where the arena asked for one. */
const RETRY_MS = 6_000;

const NOT_REVEALED =
  'The arena committed to a seed before the match and has not revealed it: fairness cannot be checked.';
const UNTOLD = 'The arena never told how this match ended';

/**
 * The loop: queue (or challenge), match, move, game over, again, until a stop condition, `stop()`, or an end that the
 * arena or the network brings. Commands that commit money are sent out of `#next` only, each for a decision of its own
 * on a live connection.
 */
export class Session {
  readonly totals = new Totals();
  readonly #options: SessionOptions & { readonly clock: Clock };
  readonly #entrance: Entrance;
  readonly #dossiers = new Dossiers();
  readonly #seatContext: SeatContext;
  readonly #ended: Promise<SessionEnd>;
  #settle: { resolve(end: SessionEnd): void; reject(bug: unknown): void } | undefined;
  #phase: Phase = { is: 'offline' };
  /** Counts connections, so that a move knows which one it left on. */
  #connection = 0;
  /** Why play is to stop once nothing is under way. */
  #stopping: SessionEnd | null = null;
  /** For whatever is waited for in the phase at hand. */
  readonly #alarm: Alarm;
  readonly #forAlarm: Alarm;

  constructor(options: SessionOptions) {
    const { clock = realClock } = options;
    this.#options = { ...options, clock };
    this.#alarm = new Alarm(clock);
    this.#forAlarm = new Alarm(clock);
    this.#entrance = new Entrance(options);
    this.#seatContext = seatContextOf({ ...options, clock }, () => this.#connection);
    this.#ended = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  /**
   * Plays until the end, once. The first connection is tried once; later ones are sought for the client's
   * `giveUpAfterMs`. No event follows after it has resolved. Rejects only for a bug.
   */
  async run(): Promise<SessionEnd> {
    const { client, emit, forMs } = this.#options;
    if (this.#phase.is !== 'ended') {
      relay(client, emit);
      this.#listen();
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
  stop(reason: SessionEndReason): void {
    if (this.#stopping) return;
    const stopping = { reason, exitCode: EXIT.ok };
    this.#stopping = stopping;
    const { is } = this.#phase;
    if (is === 'offline' || is === 'idle') this.#end(stopping);
    if (is !== 'entering') return;
    this.#entrance.leave();
    this.#alarm.set(LEAVE_TIMEOUT_MS, () => this.#end(stopping));
  }

  /** Ends at once; a match in progress is resigned and counts as lost. */
  abort(exitCode: number): void {
    if (this.#phase.is === 'entering') this.#entrance.leave();
    if (this.#phase.is === 'playing') {
      const { seat } = this.#phase;
      sendNow(this.#options.client, { type: 'resign', match_id: seat.found.match_id });
      this.#giveUp(seat, 'The match was resigned');
    }
    this.#end({ reason: 'forced', exitCode });
  }

  #listen(): void {
    const { client } = this.#options;
    const entrance = this.#entrance;
    client.on('connected', () => this.#connected());
    client.on('disconnected', ({ reason }) => this.#disconnected(reason));
    client.on('closed', ({ error }) => this.#fail(error));
    client.on('queue_joined', () => entrance.queueJoined());
    client.on('queue_left', () => {
      if (entrance.queueLeft()) this.#left();
    });
    client.on('challenge_created', ({ challenge_id }) => entrance.challengeCreated(challenge_id));
    client.on('challenge_cancelled', ({ challenge_id }) => {
      if (entrance.challengeCancelled(challenge_id)) this.#left();
    });
    client.on('match_found', (message) => this.#found(message));
    client.on('game_start', (message) => this.#at(message.match_id)?.start(message));
    client.on('your_turn', (message) => this.#at(message.match_id)?.turn(message));
    client.on('round_result', (message) => this.#at(message.match_id)?.roundEnded(message));
    client.on('taunt_received', (message) => this.#at(message.match_id)?.tauntReceived(message));
    client.on('game_over', (message) => {
      const record = this.#at(message.match_id)?.end(message);
      if (record) this.#over(record);
    });
    client.on('error', ({ code, message, cause }) => {
      // With a cause it happened on this side; what is not dealt with here is told by `closed`.
      if (cause === undefined) this.#refused(code, message);
      else if (code === 'handler_failed') this.#fail(cause);
      else if (NOT_SENT.has(code)) this.#warn('move_not_sent', message);
    });
  }

  #connected() {
    this.#connection += 1;
    const phase = this.#phase;
    if (phase.is === 'ended') return;
    if (phase.is !== 'playing') return this.#next();
    // The arena mentions a match in progress; where it never does, the match is given up for lost.
    const seconds = RESUME_TIMEOUT_MS / 1000;
    this.#warn('resuming', `Connected again. The arena has ${seconds} s to take up the match in progress.`);
    this.#alarm.set(RESUME_TIMEOUT_MS, () => {
      this.#giveUp(phase.seat, UNTOLD);
      this.#next();
    });
  }

  #disconnected(reason: string): void {
    if (this.#phase.is === 'ended') return;
    this.#alarm.clear();
    this.#options.emit({ event: 'disconnected', reason });
    if (this.#phase.is === 'playing') return;
    this.#entrance.connectionLost();
    this.#phase = { is: 'offline' };
    if (this.#stopping) this.#end(this.#stopping);
  }

  /** The match at hand if it is this one, of which the arena has just spoken. */
  #at(matchId: string): Seat | null {
    if (this.#phase.is !== 'playing' || this.#phase.seat.found.match_id !== matchId) return null;
    this.#alarm.clear();
    return this.#phase.seat;
  }

  /** Nothing is under way: stop, or commit to one more match. */
  #next() {
    if (this.#phase.is === 'ended') return;
    this.#phase = { is: 'idle' };
    const { client, game, wagerLamports, matches, maxLossLamports } = this.#options;
    if (this.#stopping) return this.#end(this.#stopping);
    if (matches !== null && this.totals.matches >= matches) return this.#end(ENDS.matches);
    if (this.totals.wouldExceed(maxLossLamports, wagerLamports)) return this.#end(ENDS.lossLimit);
    // A match whose moves the rate limit of the arena would hold back is lost on time.
    const waitMs = Math.max(
      client.waitMs(this.#entrance.kind),
      client.waitMs('move', mostRounds(gameOf(game))),
    );
    if (waitMs > 0) return this.#alarm.set(waitMs, () => this.#next());
    this.#phase = { is: 'entering' };
    this.#entrance.enter();
  }

  #found(message: MatchFoundMessage): void {
    const phase = this.#phase;
    if (phase.is === 'ended') return;
    this.#alarm.clear();
    const matchId = message.match_id;
    if (phase.is === 'playing') {
      if (phase.seat.found.match_id === matchId) return;
      // The match before ended while the connection was lost.
      this.#giveUp(phase.seat, UNTOLD);
    }
    const seat = new Seat(message, this.#seatContext, this.#dossiers.of(message));
    this.#phase = { is: 'playing', seat };
    const difference = this.#entrance.passed(message);
    if (!difference) return;
    const { isWorse, text } = difference;
    this.#options.emit({
      event: isWorse ? 'error' : 'warning',
      matchId,
      code: 'match_mismatch',
      message: text,
    });
    if (isWorse) this.#stopping = ENDS.mismatch;
  }

  #over(record: MatchRecord): void {
    this.#book(record);
    const { matchId, disputed } = record;
    if (disputed !== null) {
      const message = `The arena's account of this match does not add up: ${disputed}. Its wager counts as lost, and play stops.`;
      this.#options.emit({ event: 'error', matchId, code: 'disputed', message });
      this.#stopping = ENDS.mismatch;
    }
    if (record.fair === null && record.serverSeedHash !== '') {
      this.#options.emit({ event: 'warning', matchId, code: 'not_revealed', message: NOT_REVEALED });
    }
    if (record.fair === false) {
      const text = 'The revealed seed does not match the hash that the arena committed to before the match.';
      this.#options.emit({ event: 'error', matchId: record.matchId, code: 'unfair', message: text });
      this.#stopping = ENDS.unfair;
    }
    this.#next();
  }

  /** Ends a match whose end the arena did not tell. What comes next is for the caller to say. */
  #giveUp(seat: Seat, why: string): void {
    this.#warn('unsettled', `${why}; its wager counts as lost.`);
    this.#book(seat.giveUp());
  }

  #book(record: MatchRecord): void {
    this.#phase = { is: 'idle' };
    this.totals.add(record);
    this.#dossiers.add(record);
    try {
      this.#options.onMatch?.(record);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The queue place or the challenge is gone, as asked or because it expired. */
  #left(): void {
    this.#alarm.clear();
    if (this.#options.entry.by !== 'queue') this.#stopping ??= ENDS.cancelled;
    this.#next();
  }

  /** An `error` message from the arena: what it means depends on what was asked last. */
  #refused(code: string, message: string) {
    const phase = this.#phase;
    if (phase.is === 'ended') return;
    if (phase.is === 'playing' && code === 'invalid_move') return phase.seat.moveRefused(message);
    const meaning = this.#entrance.refused(code);
    // A queue that has just been left for a match cannot be left again.
    if (meaning === 'in' || (meaning === 'nothing' && code === 'not_queued')) return;
    this.#warn(code, message);
    switch (meaning) {
      case 'nothing':
        return;
      case 'out':
        return this.#left();
      case 'later':
        // Where a match of an earlier session is still on, the arena mentions it or ends it by its deadlines.
        this.#phase = { is: 'idle' };
        return this.#alarm.set(RETRY_MS, () => this.#next());
      case 'refused':
        return this.#end(refusal(code, message));
      default:
        meaning satisfies never;
    }
  }

  /** The client has come to an end by itself, or something failed that must not. */
  #fail(error: unknown): void {
    const phase = this.#phase;
    if (phase.is === 'ended' || error === null) return;
    if (!(error instanceof BotpitError)) {
      this.#finish();
      this.#settle?.reject(error);
      return;
    }
    if (phase.is === 'playing') this.#giveUp(phase.seat, 'The connection ended before this match did');
    this.#end(endBy(error));
  }

  #warn(code: string, message: string): void {
    const place = this.#phase.is === 'playing' ? { matchId: this.#phase.seat.found.match_id } : {};
    this.#options.emit({ event: 'warning', ...place, code, message });
  }

  #end(end: SessionEnd): void {
    this.#finish();
    this.#settle?.resolve(end);
  }

  #finish(): void {
    this.#alarm.clear();
    this.#forAlarm.clear();
    this.#seatContext.decider.cancel();
    this.#phase = { is: 'ended' };
  }
}
