import { BotpitError } from '../errors.js';
import type { Asked, MatchRecord } from '../history/index.js';
import type { Clock } from '../lib/clock.js';
import type { HeardGameOver, HeardMatchFound, MatchFoundMessage } from '../protocol/index.js';
import { formatSol } from '../wager.js';
import { Conduct } from './conduct.js';
import { Dossiers } from './dossiers.js';
import { Seat, type SeatContext, seatContextOf } from './seat.js';
import { endBy, type SessionEnd } from './session-end.js';
import type { SessionOptions } from './session-options.js';
import type { Stakes } from './stakes.js';
import { StallWatch } from './stall-watch.js';
import { Totals } from './totals.js';
import { findingsOf, WEAK_PROOF } from './verdicts.js';

/** What the loop around the matches does about them. */
export interface MatchesHooks {
  /** One has been found and is played from now on, or the one at hand has become another. */
  begun(message: MatchFoundMessage, asked: Asked): void;
  /** Play is to stop once nothing is under way. */
  stopAfter(end: SessionEnd): void;
  /** The strategy does not play: what is wrong, as a sentence. */
  broken(message: string): void;
  /** The one at hand is over, and booked. */
  over(): void;
  /** The books cannot be used, and no match is at hand; or it is a bug. */
  failed(error: unknown): void;
}

/** Ended matches that are remembered. */
const REMEMBERED = 100;

const UNTOLD = 'The arena never told how this match ended';

/** The matches of a session, one at a time: taken up, played, booked, and judged. */
export class Matches {
  readonly totals = new Totals();
  readonly #options: SessionOptions & { readonly clock: Clock };
  readonly #stakes: Stakes;
  readonly #hooks: MatchesHooks;
  readonly #dossiers: Dossiers;
  readonly #context: SeatContext;
  readonly #stall: StallWatch;
  readonly #conduct: Conduct;
  #seat: Seat | null = null;
  /** The arena has announced the one at hand as another game. */
  #isChangeTold = false;
  #isWeakProofTold = false;
  /** The ids of the latest matches that ended: a frame about one of them has come late. */
  readonly #ended = new Set<string>();

  /** @param connection a number for the connection at hand */
  constructor(
    options: SessionOptions & { readonly clock: Clock },
    stakes: Stakes,
    connection: () => number,
    hooks: MatchesHooks,
  ) {
    this.#options = options;
    this.#stakes = stakes;
    this.#hooks = hooks;
    const { client, book, clock } = options;
    this.#dossiers = new Dossiers(book.archive, book.ledger.context.arena);
    this.#conduct = new Conduct(options.limits.maxFallbacks);
    this.#context = seatContextOf(options, this.#conduct, connection, () => stakes.moved());
    this.#stall = new StallWatch(clock, {
      isConnected: () => client.connected,
      renew: () => {
        this.#warn('stalled', 'This match makes no progress; the connection is renewed.');
        client.drop();
      },
      giveUp: () => {
        this.giveUp();
        hooks.over();
      },
    });
  }

  /** Tells where earlier matches have shown that the arena's proofs prove little. */
  tellWeakProof(): void {
    if (!this.#stakes.isWeaklyProven) return;
    this.#isWeakProofTold = true;
    const { level, code, message } = WEAK_PROOF;
    this.#options.emit({ event: level, code, message });
  }

  /** The one at hand. */
  get current(): Seat | null {
    return this.#seat;
  }

  /** The one at hand if it is this one, of which the arena has just spoken. */
  at(matchId: string): Seat | null {
    return this.#seat?.found.match_id === matchId ? this.#seat : null;
  }

  /**
   * The arena has found one, or takes one up again.
   * @returns false where it is over by the books: a frame that came late or twice, or a match that cannot be told from
   * the one that is over
   */
  found(heard: HeardMatchFound): boolean {
    const atHand = this.#takenUp(heard);
    if (atHand) {
      this.#announcedAgain(atHand, heard);
      return true;
    }
    const wager = heard.wager_lamports ?? this.#stakes.termsOf(heard, heard.game_type).wagerLamports;
    const message = { ...heard, wager_lamports: wager };
    const known = this.#stakes.known(message);
    if (known === 'over') return false;
    const isReused = known === 'reused' || this.at(message.match_id) !== null;
    // The match before ended while the connection was lost.
    if (this.#seat !== null) this.#stakes.frames.announcedNext();
    this.giveUp();
    if (isReused) this.#tellReused(message);
    const { asked, error } = this.#stakes.found(message, known);
    const seat = new Seat(message, this.#context, this.#dossiers.of(message));
    this.#seat = seat;
    this.#isChangeTold = false;
    this.#stall.begin(seat);
    // It is played all the same: its wager is in.
    if (error) this.trouble(error);
    this.#hooks.begun(message, asked);
    return true;
  }

  /** The one at hand if it is that one: an arena that commits to another seed means another match. */
  #takenUp({ match_id, server_seed_hash: hash }: HeardMatchFound): Seat | null {
    const seat = this.at(match_id);
    return seat !== null && (hash === '' || hash === seat.found.server_seed_hash) ? seat : null;
  }

  /** The match at hand is held to what it was when it began. More that is put at stake counts, and ends play after it. */
  #announcedAgain(seat: Seat, { game_type: game, wager_lamports: wager }: HeardMatchFound): void {
    const isRaised = wager !== undefined && wager > seat.found.wager_lamports;
    if (isRaised) seat.raise(wager);
    if (!isRaised && (game === seat.found.game_type || this.#isChangeTold)) return;
    this.#isChangeTold = true;
    this.#hooks.begun(seat.found, 'changed');
  }

  #tellReused({ match_id: matchId }: MatchFoundMessage): void {
    const message = `The records have another match of this arena with the id ${matchId}. This one is played and booked as a separate match.`;
    this.#options.emit({ event: 'warning', matchId, code: 'match_id_reused', message });
  }

  /** Whether this session has played a match of this id to its end. */
  hasEnded(matchId: string): boolean {
    return this.#ended.has(matchId);
  }

  /** The arena tells an end. @returns whether it is of the one at hand, or of an earlier one that was still open */
  ended(message: HeardGameOver): boolean {
    const seat = this.at(message.match_id);
    if (!seat || this.#stakes.isOfNamesake(message, seat.found)) return this.#endedLate(message);
    const record = seat.end(message);
    this.#remember(message.match_id);
    this.#book(record);
    this.#judge(record);
    this.#hooks.over();
    return true;
  }

  /** Ends the one at hand, if any, without a word from the arena. What comes next is for the caller to say. */
  giveUp(why = UNTOLD): void {
    if (!this.#seat) return;
    const { wager_lamports: wager } = this.#seat.found;
    this.#warn('unsettled', `${why}; ${wager > 0 ? 'its wager counts' : 'it counts'} as lost.`);
    this.#book(this.#seat.giveUp());
  }

  /** The books cannot be told of the one at hand: it is played to its end, and then play stops. */
  trouble(error: BotpitError): void {
    const message = `${error.message}; play stops after this match.`;
    this.#options.emit({ event: 'error', code: error.code, message });
    this.#hooks.stopAfter(endBy(error));
  }

  /** Nothing is to be done any more. */
  close(): void {
    this.#stall.end();
    this.#context.decider.cancel();
    this.#seat = null;
  }

  /** One that was given up, or that an earlier run was in. */
  #endedLate(message: HeardGameOver): boolean {
    let record: MatchRecord | null = null;
    this.#guard(() => {
      record = this.#stakes.settleLate(message);
      if (record) {
        this.#remember(message.match_id);
        this.#tellLate(record);
      }
    });
    return record !== null;
  }

  #tellLate(record: MatchRecord): void {
    const { matchId, outcome, netLamports } = record;
    this.totals.correct(record);
    const text = `The arena has told the end of an earlier match after all: ${outcome}, net ${formatSol(netLamports)} SOL.`;
    this.#options.emit({ event: 'warning', matchId, code: 'settled_late', message: text });
    this.#judge(record);
  }

  #remember(matchId: string): void {
    this.#ended.add(matchId);
    const [oldest] = this.#ended;
    if (this.#ended.size > REMEMBERED && oldest !== undefined) this.#ended.delete(oldest);
  }

  #judge(record: MatchRecord): void {
    const findings = findingsOf(record, this.#stakes.isHashReused(record));
    for (const finding of findings) {
      if (finding === WEAK_PROOF && this.#isWeakProofTold) continue;
      if (finding === WEAK_PROOF) this.#isWeakProofTold = true;
      const { level, code, message, end } = finding;
      this.#options.emit({ event: level, matchId: record.matchId, code, message });
      if (!end) continue;
      this.#hooks.stopAfter(end);
      this.#stakes.latch('fairness', message);
    }
  }

  #book(record: MatchRecord): void {
    this.#seat = null;
    this.#stall.end();
    this.totals.add(record);
    this.#dossiers.add(record);
    this.#guard(() => {
      this.#stakes.settle(record);
      this.#options.onMatch?.(record);
    });
    const broken = this.#conduct.matchOver();
    if (broken !== null) this.#hooks.broken(broken);
  }

  /** Where the books fail, play ends before anything more is committed, and not before the match at hand is played. */
  #guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (error instanceof BotpitError && this.#seat) this.trouble(error);
      else this.#hooks.failed(error);
    }
  }

  #warn(code: string, message: string): void {
    const place = this.#seat ? { matchId: this.#seat.found.match_id } : {};
    this.#options.emit({ event: 'warning', ...place, code, message });
  }
}
