import { BotpitError } from '../errors.js';
import {
  type Asked,
  type Book,
  type Known,
  type Ledger,
  type LimitName,
  LOCAL_ARENA,
  type MatchRecord,
  type MatchTerms,
} from '../history/index.js';
import { type Clock, Moment } from '../lib/clock.js';
import type { HeardGameOver, MatchFoundMessage } from '../protocol/index.js';
import { formatSol, type Lamports } from '../wager.js';
import type { Entry, Terms } from './entrance.js';
import type { EventSink } from './events.js';
import { FrameLog } from './frame-log.js';
import { LateEnds } from './late-end.js';
import { judgeBy, type Limits, latchedRefusal, type Refusal } from './limits.js';
import { Telling } from './telling.js';

/**
 * A match lasts at least one turn, and no arena is known that gives less than ten seconds for one. So an arena that
 * mentions no match this soon after it was last heard has made none.
 */
const SHORTEST_MATCH_MS = 10_000;

/**
 * How many places of a session may be lost and taken for nothing. An arena that counts a match for each connection that it
 * cuts could take any number of wagers otherwise.
 */
const FORGIVEN_PLACES = 1;

export interface StakesOptions extends Terms {
  readonly book: Book;
  readonly limits: Limits;
  readonly entry: Entry;
  readonly clock: Clock;
  readonly emit: EventSink;
  readonly agentId: () => string;
  /** The books cannot be told of the match at hand; its intent is open in them. */
  readonly onTrouble: (error: BotpitError) => void;
}

/** The money side of a session: an intent before every commitment, a settlement after every match, the limits between. */
export class Stakes {
  readonly frames: FrameLog;
  readonly #options: StakesOptions;
  readonly #ledger: Ledger;
  /** That of the match which is sought. */
  #intent: number | null = null;
  /** The arena said that a match is on when this one was asked for. */
  #isPutOff = false;
  readonly #telling: Telling;
  readonly #lateEnds: LateEnds;
  /** When the arena was last heard before the connection was lost with an intent open, by `now` of the clock. */
  #lostAt: number | null = null;
  /** The arena has sent what may have been the match of the intent. */
  #isUnread = false;
  /** How often a place in the queue was lost with the connection, and no match was mentioned afterwards. */
  #lostPlaces = 0;
  /** When the arena was last asked for a match, or last gave a place. */
  #asked: Moment;

  constructor(options: StakesOptions) {
    const { book, clock, agentId, onTrouble } = options;
    this.#options = options;
    this.#ledger = book.ledger;
    this.frames = new FrameLog(clock);
    this.#telling = new Telling(book.ledger, clock, onTrouble);
    this.#lateEnds = new LateEnds(book, clock, agentId);
    this.#asked = new Moment(clock);
  }

  /** Something may have come of what was committed to on an earlier connection: the arena is to be heard first. */
  get isUncertain(): boolean {
    return this.#intent !== null || this.#ledger.mayBeOn;
  }

  /** What has tripped before and is not released: then nothing is even connected. */
  barred(): Refusal | null {
    const latch = this.#ledger.standing().latches.find(({ until }) => until === null);
    return latch ? latchedRefusal(latch, 0) : null;
  }

  /** Commits to one more match, or says why not. */
  commit(): Refusal | null {
    const resumed = this.#resumed();
    this.#asked = new Moment(this.#options.clock);
    if (resumed) return null;
    const { limits, entry, game, wagerLamports } = this.#options;
    const intended = this.#ledger.intend(
      { entry: entry.by, game, wagerLamports },
      judgeBy(limits, wagerLamports),
    );
    if ('intent' in intended) {
      this.#intent = intended.intent;
      this.#lostAt = null;
      return null;
    }
    const { refusal } = intended;
    const { limit, message, until, waitMs, over, trips } = refusal;
    if (trips) this.#ledger.trip(limit, message, waitMs, over);
    // Practice keeps no limit beyond its session.
    const isPractice = this.#options.book.archive.book === 'practice';
    return isPractice && until === null ? { ...refusal, remedy: 'The next session begins anew.' } : refusal;
  }

  /** The intent of the lost connection holds, where no match can have come and gone in the meantime. */
  #resumed(): boolean {
    const intent = this.#intent;
    if (intent === null) return false;
    if (this.#lostAt === null) return true;
    const { clock, wagerLamports } = this.#options;
    if (wagerLamports === 0) return true;
    // While the machine slept, a match may have come and gone that no time of this process knows of.
    const isShort = !this.#asked.isUncertain && clock.now() - this.#lostAt <= SHORTEST_MATCH_MS;
    this.#lostPlaces += 1;
    if (isShort && this.#lostPlaces <= FORGIVEN_PLACES) return true;
    this.#leaveOpen(
      isShort
        ? 'The connection was lost in the queue again. It can no longer be ruled out that it led to a match.'
        : 'The connection was lost in the queue for too long to be sure that it led to no match.',
    );
    return false;
  }

  /** A frame could not be read that may have announced the match which is sought. */
  unread(): void {
    this.#isUnread = this.#intent !== null;
  }

  /** No match came of it, says the arena. */
  release(): void {
    if (this.#isUnread) {
      this.#leaveOpen(
        'The arena sent something in the queue that could not be read: it may have announced a match.',
      );
      return;
    }
    const intent = this.#intent;
    this.#intent = null;
    this.#isPutOff = false;
    if (intent !== null) this.#ledger.void(intent);
  }

  /** A match is on already, says the arena: it came of an older wish, unless this one was lost sight of before. */
  putOff(): void {
    this.#isPutOff = this.#lostAt === null;
  }

  connectionLost(): void {
    if (this.#intent !== null) this.#lostAt ??= this.frames.heardAt;
  }

  /** The arena has given a place: what was uncertain is no more. */
  placed(): void {
    this.#lostAt = null;
    this.#isPutOff = false;
    this.#asked = new Moment(this.#options.clock);
  }

  /** What the books have of a match; what they cannot tell is to be played. */
  known({ match_id: matchId, server_seed_hash: serverSeedHash }: MatchFoundMessage): Known {
    return this.#orTell('new', () => this.#ledger.known({ matchId, serverSeedHash }));
  }

  /**
   * What a match is about where the arena does not say: what the books have of it, else what was asked for.
   * @param game null where the arena does not say that either
   */
  termsOf(match: Pick<MatchFoundMessage, 'match_id' | 'server_seed_hash'>, game: string | null): MatchTerms {
    const key = { matchId: match.match_id, serverSeedHash: match.server_seed_hash };
    const terms = () => this.#ledger.termsOf(key, game, this.#intent, this.#isPutOff);
    return this.#orTell(null, terms) ?? this.#options;
  }

  /** See `LateEnds`. */
  isToldBefore(message: HeardGameOver): boolean {
    return this.#orTell(false, () => this.#lateEnds.isTold(message));
  }

  /** See `LateEnds`. */
  isOfNamesake(message: HeardGameOver, atHand: MatchFoundMessage): boolean {
    return this.#orTell(false, () => this.#lateEnds.isOfNamesake(message, atHand));
  }

  /**
   * The arena announces a match that is over by the books, so that it cannot be played: if it is another one, what was
   * committed to is lost.
   * @returns whether anything was committed to
   */
  foundOver({ match_id: matchId }: Pick<MatchFoundMessage, 'match_id'>): boolean {
    if (this.#intent === null) return false;
    const why = `The arena announced match ${matchId}, which is over according to the records. Nothing distinguishes the two, so it is not played.`;
    this.#leaveOpen(why);
    return true;
  }

  /** Nobody knows what came of the commitment at hand. @param why as a sentence */
  #leaveOpen(why: string): void {
    const intent = this.#intent;
    this.#intent = null;
    this.#isPutOff = false;
    this.#isUnread = false;
    this.#lostAt = null;
    const { wagerLamports, emit } = this.#options;
    if (intent === null || wagerLamports === 0) return;
    const message = `${why} Its wager of ${formatSol(wagerLamports)} SOL counts as lost. When botpit has stopped, \`botpit settle ${intent} --payout <sol>\` says what came of it.`;
    emit({ event: 'warning', code: 'intent_open', message });
    this.tellOpen();
  }

  /**
   * A match has begun, or an earlier one is taken up again.
   * @param known what the books have of it
   * @returns when it was asked for; with an error where the books could not be told: its intent is open in them
   */
  found(message: MatchFoundMessage, known: Known): { readonly asked: Asked; readonly error?: BotpitError } {
    const { clock, sandbox, agentId } = this.#options;
    const isPutOff = this.#isPutOff;
    // Where the match is one of an earlier wish, what was committed to now is still to come.
    const intent = known === 'open' && !isPutOff ? null : this.#intent;
    if (intent !== null) this.#intent = null;
    if (this.#intent === null) {
      this.#isUnread = false;
      this.#lostAt = null;
    }
    this.#isPutOff = false;
    this.#telling.end();
    this.frames.begin(message.game_type);
    const match = {
      matchId: message.match_id,
      game: message.game_type,
      agentId: agentId(),
      opponentId: message.opponent_id,
      opponentName: message.opponent_name,
      wagerLamports: message.wager_lamports,
      serverSeedHash: message.server_seed_hash,
      draws: message.draws ?? null,
      sandbox,
      startedAt: clock.epochMs(),
    };
    if (intent !== null && !isPutOff) {
      this.#telling.begin(match, intent);
      return { asked: 'now' };
    }
    try {
      return { asked: this.#ledger.found(match, intent, isPutOff) };
    } catch (error) {
      if (!(error instanceof BotpitError)) throw error;
      if (intent !== null) this.#telling.failed(match, intent);
      // What the books cannot tell, the terms of the session do.
      return { asked: intent === null ? 'before' : 'now', error };
    }
  }

  /** A move has left. */
  moved(): void {
    this.#telling.moved();
  }

  settle(record: MatchRecord): void {
    const intent = this.#telling.end();
    const { frames, leftOut } = this.frames.end();
    if (leftOut > 0) {
      const message = `${leftOut} frames from the middle of this match are not kept: there were more than such a match needs.`;
      this.#options.emit({ event: 'warning', matchId: record.matchId, code: 'frames_left_out', message });
    }
    const said = this.#ledger.settle(record, this.#options.agentId(), frames, intent);
    this.#tellCorrected(record, said);
    if (!record.settled) this.tellOpen();
  }

  /** The arena's word replaces what the owner said of a match with `botpit settle`. */
  #tellCorrected({ matchId, settled, netLamports }: MatchRecord, said: Lamports | null): void {
    if (said === null || !settled || said === netLamports) return;
    const message = `\`botpit settle\` had booked this match with a net of ${formatSol(said)} SOL; the arena says ${formatSol(netLamports)} SOL. The arena's word counts, and the records keep both.`;
    this.#options.emit({ event: 'warning', matchId, code: 'settle_corrected', message });
  }

  /** Nothing is left to be told. */
  close(): void {
    this.#telling.end();
  }

  /**
   * Settles a match that is open in the books, or that its owner settled, with its end, which the arena tells late.
   * @returns null where the books know no such match
   */
  settleLate(message: HeardGameOver): MatchRecord | null {
    const settled = this.#lateEnds.settle(message);
    if (settled) this.#tellCorrected(settled.record, settled.said);
    return settled?.record ?? null;
  }

  /** Nothing more is committed until a person has looked at it. */
  latch(limit: LimitName, message: string): void {
    this.#orTell(undefined, () => this.#ledger.trip(limit, message, null));
  }

  /** Whether real money is at stake: not in practice, nor in the arena inside the process. */
  get isReal(): boolean {
    return this.#options.wagerLamports > 0 && this.#ledger.context.arena !== LOCAL_ARENA;
  }

  /** Whether the arena committed to the same seed in a match before: whoever had learnt it knew all draws of this one. */
  isHashReused({ matchId, serverSeedHash }: MatchRecord): boolean {
    const { arena } = this.#ledger.context;
    if (serverSeedHash === '' || arena === LOCAL_ARENA) return false;
    return this.#orTell(false, () => this.#options.book.archive.hasHash(arena, serverSeedHash, matchId));
  }

  /** Whether an earlier match of the arena had a proof that proves little. */
  get isWeaklyProven(): boolean {
    const { arena } = this.#ledger.context;
    return arena !== LOCAL_ARENA && this.#orTell(false, () => this.#options.book.archive.hasWeakProof(arena));
  }

  /** Tells what is open, where anything is. */
  tellOpen(): void {
    const open = this.#orTell([], () => this.#ledger.openIntents());
    if (open.length === 0) return;
    const lamports = open.reduce((sum, { wagerLamports }) => sum + wagerLamports, 0);
    this.#options.emit({ event: 'intents_open', count: open.length, lamports });
  }

  /** For what must not end a match that is under way. @param otherwise what is assumed where the books cannot be used */
  #orTell<T>(otherwise: T, act: () => T): T {
    try {
      return act();
    } catch (error) {
      if (!(error instanceof BotpitError)) throw error;
      this.#options.emit({ event: 'error', code: error.code, message: error.message });
      return otherwise;
    }
  }
}
