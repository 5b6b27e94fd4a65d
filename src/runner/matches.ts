import { BotpitError } from '../errors.js';
import type { Asked, MatchRecord } from '../history/index.js';
import type { Clock } from '../lib/clock.js';
import type { GameOverMessage, MatchFoundMessage } from '../protocol/index.js';
import { formatSol } from '../wager.js';
import { Dossiers } from './dossiers.js';
import { Seat, type SeatContext, seatContextOf } from './seat.js';
import { endBy, type SessionEnd } from './session-end.js';
import type { SessionOptions } from './session-options.js';
import type { Stakes } from './stakes.js';
import { StallWatch } from './stall-watch.js';
import { Totals } from './totals.js';
import { findingsOf } from './verdicts.js';

/** What the loop around the matches does about them. */
export interface MatchesHooks {
  /** One has been found, and is played from now on. */
  begun(message: MatchFoundMessage, asked: Asked): void;
  /** Play is to stop once nothing is under way. */
  stopAfter(end: SessionEnd): void;
  /** The one at hand is over, and booked. */
  over(): void;
  /** The books cannot be used, and no match is at hand; or it is a bug. */
  failed(error: unknown): void;
}

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
  #seat: Seat | null = null;

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
    this.#context = seatContextOf(options, connection, () => stakes.moved());
    this.#stall = new StallWatch(clock, {
      isConnected: () => client.connected,
      renew: () => {
        this.#warn('stalled', 'This match does not come on any more; the connection is renewed.');
        client.drop();
      },
      giveUp: () => {
        this.giveUp();
        hooks.over();
      },
    });
  }

  /** The one at hand. */
  get current(): Seat | null {
    return this.#seat;
  }

  /** The one at hand if it is this one, of which the arena has just spoken. */
  at(matchId: string): Seat | null {
    return this.#seat?.found.match_id === matchId ? this.#seat : null;
  }

  /** The arena has found one, or takes one up again. */
  found(message: MatchFoundMessage): void {
    // A frame that came late, or twice.
    if (this.at(message.match_id) || this.#stakes.isOver(message.match_id)) return;
    // The match before ended while the connection was lost.
    this.giveUp();
    const { asked, error } = this.#stakes.found(message);
    const seat = new Seat(message, this.#context, this.#dossiers.of(message));
    this.#seat = seat;
    this.#stall.begin(seat);
    // It is played all the same: its wager is in.
    if (error) this.trouble(error);
    this.#hooks.begun(message, asked);
  }

  /** The arena tells an end. @returns whether it is of the one at hand, or of an earlier one that was still open */
  ended(message: GameOverMessage): boolean {
    const seat = this.at(message.match_id);
    if (!seat) return this.#endedLate(message);
    const record = seat.end(message);
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
  #endedLate(message: GameOverMessage): boolean {
    let record: MatchRecord | null = null;
    this.#guard(() => {
      record = this.#stakes.settleLate(message);
      if (record) this.#tellLate(record);
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

  #judge(record: MatchRecord): void {
    const findings = findingsOf(record, this.#stakes.isHashReused(record));
    for (const { level, code, message, end } of findings) {
      this.#options.emit({ event: level, matchId: record.matchId, code, message });
      if (!end) continue;
      this.#hooks.stopAfter(end);
      this.#stakes.latchUnfair(message);
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
