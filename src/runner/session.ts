import { BotpitError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import { gameOf } from '../games/index.js';
import type { Asked, MatchRecord } from '../history/index.js';
import { type Clock, realClock } from '../lib/clock.js';
import type { GameOverMessage, MatchFoundMessage } from '../protocol/index.js';
import { formatSol } from '../wager.js';
import { Alarm } from './alarm.js';
import { Dossiers } from './dossiers.js';
import { Entrance } from './entrance.js';
import type { SessionEndReason } from './events.js';
import type { Refusal } from './limits.js';
import { relay } from './relay.js';
import { mostRounds } from './score.js';
import { Seat, type SeatContext, seatContextOf } from './seat.js';
import { NOT_SENT, sendNow } from './send-now.js';
import { ENDS, endBy, limitEnd, refusal, type SessionEnd, unanswered } from './session-end.js';
import type { SessionOptions } from './session-options.js';
import { Stakes } from './stakes.js';
import { StallWatch } from './stall-watch.js';
import { Totals } from './totals.js';
import { type Finding, findingsOf } from './verdicts.js';

/** `listening`: the arena is to mention first what is under way. `entering`: see `Entrance`. */
type Phase =
  | { readonly is: 'offline' | 'listening' | 'idle' | 'entering' | 'ended' }
  | { readonly is: 'playing'; readonly seat: Seat };

/** How long a withdrawal (queue, challenge) may stay unanswered when play is to stop. */
const LEAVE_TIMEOUT_MS = 3_000;
/** How long after a reconnect the arena may take to mention the match that was in progress. */
const RESUME_TIMEOUT_MS = 60_000;
/** How long the arena may take to answer a wish for a match before the connection is given up for dead, and how often. */
const ANSWER_TIMEOUT_MS = 15_000;
const MOST_UNANSWERED = 3;
/** How long after a reconnect the arena may take to answer a ping, and with it to mention what was under way. */
const MENTION_TIMEOUT_MS = 5_000;
/** The pauses before other attempts, where the arena names none. */
const RETRY_BASE_MS = 6_000;
const RETRY_MOST_MS = 300_000;

/** A move that the arena's rate limit may have swallowed is sent again after this. */
const HELD_BACK_MS = 1_000;

/** More matches than this are not asked about: no honest arena has so many to announce. */
const MOST_ASKED = 100;

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
  readonly #dossiers: Dossiers;
  readonly #stakes: Stakes;
  readonly #seatContext: SeatContext;
  readonly #ended: Promise<SessionEnd>;
  #settle: { resolve(end: SessionEnd): void; reject(bug: unknown): void } | undefined;
  #phase: Phase = { is: 'offline' };
  /** Counts connections, so that a move knows which one it left on. */
  #connection = 0;
  /** Wishes for a match that the arena let pass in silence, and those that it put off, in a row. */
  #unanswered = 0;
  #putOff = 0;
  /** The challenge is gone, and no match has come of it so far. */
  #isLeft = false;
  /** Matches that the arena was asked to announce. */
  readonly #asked = new Set<string>();
  /** Why play is to stop once nothing is under way. */
  #stopping: SessionEnd | null = null;
  /** For whatever is waited for in the phase at hand. */
  readonly #alarm: Alarm;
  readonly #forAlarm: Alarm;
  readonly #stall: StallWatch;

  constructor(options: SessionOptions) {
    const { clock = realClock } = options;
    this.#options = { ...options, clock };
    this.#alarm = new Alarm(clock);
    this.#forAlarm = new Alarm(clock);
    const { client, book } = options;
    this.#dossiers = new Dossiers(book.archive, book.ledger.context.arena);
    this.#stakes = new Stakes({ ...options, clock, agentId: () => client.agentId ?? '' });
    client.onFrame(this.#stakes.frames.take);
    this.#stall = new StallWatch(clock, {
      isConnected: () => client.connected,
      renew: () => {
        this.#warn('stalled', 'Nothing more is heard of this match; the connection is renewed.');
        client.drop();
      },
      giveUp: () => {
        if (this.#phase.is === 'playing') this.#giveUp(this.#phase.seat, UNTOLD);
        this.#next();
      },
    });
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
      this.#stakes.tellOpen();
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
    // In `listening`, what the arena mentions is still to be played.
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
    client.on('connected', () => this.#guard(() => this.#connected()));
    client.on('disconnected', ({ reason }) => this.#disconnected(reason));
    client.on('closed', ({ error }) => this.#fail(error));
    client.on('latency', () => this.#mentioned());
    client.on('queue_joined', () => {
      entrance.queueJoined();
      this.#placed();
    });
    client.on('queue_left', () => {
      if (entrance.queueLeft()) this.#left();
    });
    client.on('challenge_created', ({ challenge_id }) => {
      entrance.challengeCreated(challenge_id);
      this.#placed();
    });
    client.on('challenge_accepted', () => this.#placed());
    client.on('challenge_cancelled', ({ challenge_id }) => {
      if (entrance.challengeCancelled(challenge_id)) this.#left();
    });
    client.on('match_found', (message) => this.#found(message));
    client.on('game_start', (message) => this.#at(message.match_id)?.start(message));
    client.on('your_turn', (message) => this.#at(message.match_id)?.turn(message));
    client.on('round_result', (message) => this.#at(message.match_id)?.roundEnded(message));
    client.on('taunt_received', (message) => this.#at(message.match_id)?.tauntReceived(message));
    client.on('game_over', (message) => {
      if (!this.#isAt(message.match_id)) return this.#overLate(message);
      const record = this.#at(message.match_id)?.end(message);
      if (record) this.#over(record);
    });
    client.on('error', ({ code, message, cause, retryAfterMs }) => {
      // With a cause it happened on this side; what is not dealt with here is told by `closed`.
      if (cause === undefined) this.#refused(code, message, retryAfterMs);
      else if (code === 'handler_failed') this.#fail(cause);
      else if (NOT_SENT.has(code)) this.#warn('move_not_sent', message);
    });
  }

  #connected() {
    this.#connection += 1;
    const phase = this.#phase;
    if (phase.is === 'ended') return;
    if (phase.is !== 'playing') return this.#listenFirst();
    // The arena mentions a match in progress; where it never does, the match is given up for lost.
    const seconds = RESUME_TIMEOUT_MS / 1000;
    this.#warn('resuming', `Connected again. The arena has ${seconds} s to take up the match in progress.`);
    this.#alarm.set(RESUME_TIMEOUT_MS, () => {
      this.#giveUp(phase.seat, UNTOLD);
      this.#next();
    });
  }

  /** Commits to nothing before the arena had its say about what was under way: it has when it has answered a ping. */
  #listenFirst() {
    if (!this.#stakes.isUncertain) return this.#next();
    this.#phase = { is: 'listening' };
    this.#options.client.ping();
    this.#alarm.set(MENTION_TIMEOUT_MS, () => this.#next());
  }

  #mentioned(): void {
    if (this.#phase.is !== 'listening') return;
    this.#alarm.clear();
    if (this.#isLeft) this.#guard(() => this.#stakes.release());
    this.#isLeft = false;
    this.#next();
  }

  /** The arena has answered the wish for a match. */
  #placed(): void {
    if (this.#phase.is !== 'entering') return;
    this.#unanswered = 0;
    this.#putOff = 0;
    this.#stakes.placed();
    if (!this.#stopping) this.#alarm.clear();
  }

  #disconnected(reason: string): void {
    if (this.#phase.is === 'ended') return;
    this.#alarm.clear();
    this.#options.emit({ event: 'disconnected', reason });
    if (this.#phase.is === 'playing') return;
    this.#entrance.connectionLost();
    this.#stakes.connectionLost();
    this.#phase = { is: 'offline' };
    if (this.#stopping) this.#end(this.#stopping);
  }

  #isAt(matchId: string): boolean {
    return this.#phase.is === 'playing' && this.#phase.seat.found.match_id === matchId;
  }

  /** The match at hand if it is this one, of which the arena has just spoken. */
  #at(matchId: string): Seat | null {
    if (this.#phase.is !== 'playing' || this.#phase.seat.found.match_id !== matchId) {
      this.#unannounced(matchId);
      return null;
    }
    this.#alarm.clear();
    this.#stall.heardAt = this.#options.clock.now();
    return this.#phase.seat;
  }

  /**
   * The arena speaks of a match whose announcement was lost: where nothing else is played, it announces it once more to a
   * new connection.
   */
  #unannounced(matchId: string): void {
    const { is } = this.#phase;
    if (is === 'playing' || is === 'ended' || is === 'offline') return;
    if (this.#asked.has(matchId) || this.#asked.size >= MOST_ASKED) return;
    this.#guard(() => {
      if (this.#stakes.isOver(matchId)) return;
      this.#asked.add(matchId);
      this.#options.client.drop();
    });
  }

  /** Nothing is under way: stop, or commit to one more match. */
  #next() {
    if (this.#phase.is === 'ended') return;
    this.#phase = { is: 'idle' };
    const { client, game, matches } = this.#options;
    if (this.#stopping) return this.#end(this.#stopping);
    if (matches !== null && this.totals.matches >= matches) return this.#end(ENDS.matches);
    // A match whose moves the rate limit of the arena would hold back is lost on time.
    const waitMs = Math.max(
      client.waitMs(this.#entrance.kind),
      client.waitMs('move', mostRounds(gameOf(game))),
    );
    if (waitMs > 0) return this.#alarm.set(waitMs, () => this.#next());
    this.#guard(() => this.#enter());
  }

  #enter() {
    const refused = this.#stakes.commit();
    if (refused) return this.#limited(refused);
    this.#phase = { is: 'entering' };
    this.#alarm.set(ANSWER_TIMEOUT_MS, () => this.#unheard());
    this.#entrance.enter();
  }

  /** A limit forbids another match: now, or until a person releases it. */
  #limited(refused: Refusal) {
    const { limit, message, until } = refused;
    const { emit, clock } = this.#options;
    emit({ event: 'limit', limit, message, until: until === null ? null : new Date(until).toISOString() });
    if (until === null) return this.#end(limitEnd(refused));
    // Latches keep the time of day, which may be set; the clock here does not jump.
    this.#alarm.set(Math.max(1_000, until - clock.now()), () => this.#next());
  }

  /** The wish for a match went unanswered while the connection lives: a busy look must not hide an idle bot. */
  #unheard(): void {
    if (this.#phase.is !== 'entering') return;
    this.#unanswered += 1;
    const message = `The arena did not answer within ${ANSWER_TIMEOUT_MS / 1000} s; the connection is given up for dead.`;
    this.#warn('no_answer', message);
    if (this.#unanswered >= MOST_UNANSWERED) return this.#end(endBy(unanswered()));
    this.#options.client.drop();
  }

  #found(message: MatchFoundMessage): void {
    const phase = this.#phase;
    if (phase.is === 'ended') return;
    const matchId = message.match_id;
    if (phase.is === 'playing' && phase.seat.found.match_id === matchId) return this.#alarm.clear();
    this.#guard(() => {
      // A frame that came late, or twice.
      if (this.#stakes.isOver(matchId)) return;
      this.#alarm.clear();
      // The match before ended while the connection was lost.
      if (phase.is === 'playing') this.#giveUp(phase.seat, UNTOLD);
      const { asked, error } = this.#stakes.found(message);
      // The match is played all the same: its wager is in.
      if (error) this.#stopping = this.#troubled(error);
      this.#sit(message, asked);
    });
  }

  #troubled(error: BotpitError): SessionEnd {
    this.#options.emit({
      event: 'error',
      code: error.code,
      message: `${error.message}; play stops after this match.`,
    });
    return endBy(error);
  }

  #sit(message: MatchFoundMessage, asked: Asked): void {
    const seat = new Seat(message, this.#seatContext, this.#dossiers.of(message));
    this.#phase = { is: 'playing', seat };
    this.#stall.begin(seat);
    const difference = this.#entrance.passed(message, asked);
    if (!difference) return;
    const { isWorse, text } = difference;
    const event = isWorse ? 'error' : 'warning';
    this.#options.emit({ event, matchId: message.match_id, code: 'match_mismatch', message: text });
    if (!isWorse) return;
    this.#stopping = ENDS.mismatch;
    this.#stakes.latchUnfair(text);
  }

  /** The end of a match that is not at hand: one that was given up, or that an earlier run was in. */
  #overLate(message: GameOverMessage): void {
    if (this.#phase.is === 'ended') return;
    this.#guard(() => {
      const record = this.#stakes.settleLate(message);
      if (!record) return this.#foundByItsEnd(message);
      this.totals.correct(record);
      const text = `The arena has told the end of an earlier match after all: ${record.outcome}, net ${formatSol(record.netLamports)} SOL.`;
      this.#options.emit({ event: 'warning', matchId: record.matchId, code: 'settled_late', message: text });
      for (const finding of findingsOf(record)) this.#tell(record.matchId, finding);
    });
  }

  /** Of a match that began and ended while the connection was lost the arena tells the end alone, before all else. */
  #foundByItsEnd(message: GameOverMessage): void {
    const { match_id } = message;
    if (this.#phase.is !== 'listening' || this.#stakes.isOver(match_id)) return;
    const { game: game_type, wagerLamports: wager_lamports } = this.#options;
    const unknown = { opponent_id: '', opponent_name: '', server_seed_hash: '' };
    this.#found({ type: 'match_found', match_id, game_type, wager_lamports, ...unknown });
    const record = this.#at(match_id)?.end(message);
    if (record) this.#over(record);
  }

  #over(record: MatchRecord): void {
    this.#book(record);
    for (const finding of findingsOf(record)) this.#tell(record.matchId, finding);
    this.#next();
  }

  #tell(matchId: string, { level, code, message, end }: Finding): void {
    this.#options.emit({ event: level, matchId, code, message });
    if (!end) return;
    this.#stopping = end;
    this.#stakes.latchUnfair(message);
  }

  /** Ends a match whose end the arena did not tell. What comes next is for the caller to say. */
  #giveUp(seat: Seat, why: string): void {
    this.#warn('unsettled', `${why}; its wager counts as lost.`);
    this.#book(seat.giveUp());
  }

  #book(record: MatchRecord): void {
    this.#phase = { is: 'idle' };
    this.#stall.end();
    this.totals.add(record);
    this.#dossiers.add(record);
    this.#guard(() => {
      this.#stakes.settle(record);
      this.#options.onMatch?.(record);
    });
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
    // Where another challenge of ours was taken, its match follows this.
    this.#stopping ??= ENDS.cancelled;
    this.#isLeft = true;
    this.#phase = { is: 'listening' };
    this.#options.client.ping();
    this.#alarm.set(MENTION_TIMEOUT_MS, () => this.#mentioned());
  }

  /** An `error` message from the arena: what it means depends on what was asked last. */
  #refused(code: string, message: string, retryAfterMs: number | undefined) {
    const phase = this.#phase;
    if (phase.is === 'ended') return;
    if (phase.is === 'playing' && code === 'invalid_move') return phase.seat.moveRefused(message);
    if (phase.is === 'playing' && code === 'rate_limited')
      phase.seat.moveHeldBack(retryAfterMs ?? HELD_BACK_MS);
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
      case 'later':
        // Where a match of an earlier session is still on, the arena mentions it or ends it by its deadlines.
        if (code !== 'already_in_match') this.#guard(() => this.#stakes.release());
        return this.#later(retryAfterMs);
      case 'refused':
        this.#guard(() => this.#stakes.release());
        return this.#end(refusal(code, message));
      default:
        meaning satisfies never;
    }
  }

  /** Not now, says the arena: again when it said, or after pauses that grow. */
  #later(retryAfterMs: number | undefined): void {
    if (this.#phase.is === 'ended') return;
    this.#phase = { is: 'idle' };
    const grownMs = RETRY_BASE_MS * 2 ** this.#putOff;
    this.#putOff += 1;
    this.#alarm.set(Math.min(RETRY_MOST_MS, retryAfterMs ?? grownMs), () => this.#next());
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
    if (this.#phase.is === 'entering' || this.#phase.is === 'listening') this.#stakes.tellOpen();
    this.#finish();
    this.#settle?.resolve(end);
  }

  #finish(): void {
    this.#alarm.clear();
    this.#forAlarm.clear();
    this.#stall.end();
    this.#seatContext.decider.cancel();
    this.#phase = { is: 'ended' };
  }
}
