import { type Format, type GameId, gameOf, isGameId, type Side } from '../games/index.js';

/** A `first_to` match ends after this many times `bestOf` rounds, whatever the ties. */
const ROUND_CAP_FACTOR = 3;

/** How many rounds a match can have. */
export function mostRounds({ format: { kind, bestOf } }: { readonly format: Format }): number {
  return kind === 'first_to' ? ROUND_CAP_FACTOR * bestOf : bestOf;
}

/** Whether a score of `a` to `b` after `rounds` rounds ends a match. */
export function isOver({ kind, bestOf }: Format, rounds: number, a: number, b: number): boolean {
  return kind === 'first_to'
    ? a > bestOf / 2 || b > bestOf / 2 || rounds >= ROUND_CAP_FACTOR * bestOf
    : // A round moves the lead by one at most, so a larger lead than there are rounds to come cannot even be drawn.
      Math.abs(a - b) > bestOf - rounds || rounds >= bestOf;
}

/** The side with the higher score; `null` where they are level. */
export function leader(a: number, b: number): Side | null {
  return a > b ? 'a' : b > a ? 'b' : null;
}

/** Another arena may play a longer format of a game; more than this many times as long, none is known to. */
const MARGIN = 4;
/** For a game that this version does not know. */
const UNKNOWN_GAME_ROUNDS = 100;

/** How many rounds of a match are kept at most. What is told beyond them is counted. */
export function keptRounds(gameType: GameId | string): number {
  return isGameId(gameType) ? MARGIN * mostRounds(gameOf(gameType)) : UNKNOWN_GAME_ROUNDS;
}

/**
 * The rounds of one match in the order in which an arena tells them: says of each turn and each result whether it comes
 * too late or a second time. A number that no match reaches decides nothing about those that matches do reach. A value:
 * what is told makes another one.
 */
export class RoundOrder {
  readonly #kept: number;
  /** Every round up to this one has ended; each turn adds one, so no set is copied for it. */
  readonly #endedUpTo: number;
  /** Those that have ended beyond a gap. */
  readonly #endedBeyond: ReadonlySet<number>;
  /** The turn that was asked last and has no result yet; 0 for none. */
  readonly #open: number;
  readonly #latest: number;
  /** Of the rounds that are not kept. */
  readonly #latestLeftOut: number;

  private constructor(
    kept: number,
    endedUpTo: number,
    endedBeyond: ReadonlySet<number>,
    open: number,
    latest: number,
    latestLeftOut: number,
  ) {
    this.#kept = kept;
    this.#endedUpTo = endedUpTo;
    this.#endedBeyond = endedBeyond;
    this.#open = open;
    this.#latest = latest;
    this.#latestLeftOut = latestLeftOut;
  }

  /** Nothing has been told. */
  static of(gameType: string): RoundOrder {
    return new RoundOrder(keptRounds(gameType), 0, NONE, 0, 0, 0);
  }

  isKept(round: number): boolean {
    return round <= this.#kept;
  }

  /** A turn is asked, which is not the open one. @returns null where its time is over */
  asked(round: number): RoundOrder | null {
    if (this.isKept(round) ? this.#hasEnded(round) : round <= this.#latestLeftOut) return null;
    if (round < this.#open && this.isKept(this.#open)) return null;
    return this.#with(this.#endedUpTo, this.#endedBeyond, round, this.#latest, this.#latestLeftOut);
  }

  /** A result is told. @returns null where it was told before, or is of an earlier round than one told before */
  ended(round: number): RoundOrder | null {
    const isOpen = round === this.#open;
    const open = isOpen ? 0 : this.#open;
    const [upTo, beyond] = [this.#endedUpTo, this.#endedBeyond];
    if (!this.isKept(round))
      return round <= this.#latestLeftOut ? null : this.#with(upTo, beyond, open, this.#latest, round);
    if (this.#hasEnded(round) || (round < this.#latest && !isOpen)) return null;
    const latest = Math.max(this.#latest, round);
    if (round === upTo + 1) return this.#with(round, beyond, open, latest, this.#latestLeftOut);
    return this.#with(upTo, new Set(beyond).add(round), open, latest, this.#latestLeftOut);
  }

  #hasEnded(round: number): boolean {
    return round <= this.#endedUpTo || this.#endedBeyond.has(round);
  }

  #with(upTo: number, beyond: ReadonlySet<number>, open: number, latest: number, leftOut: number) {
    return new RoundOrder(this.#kept, upTo, beyond, open, latest, leftOut);
  }
}

const NONE: ReadonlySet<number> = new Set();
