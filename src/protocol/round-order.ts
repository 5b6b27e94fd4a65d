import { type GameId, gameOf, isGameId } from '../games/index.js';
import { mostRounds } from '../match/index.js';

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
  readonly #ended: ReadonlySet<number>;
  /** The turn that was asked last and has no result yet; 0 for none. */
  readonly #open: number;
  readonly #latest: number;
  readonly #latestBeyond: number;

  private constructor(
    kept: number,
    ended: ReadonlySet<number>,
    open: number,
    latest: number,
    beyond: number,
  ) {
    this.#kept = kept;
    this.#ended = ended;
    this.#open = open;
    this.#latest = latest;
    this.#latestBeyond = beyond;
  }

  /** Nothing has been told. */
  static of(gameType: string): RoundOrder {
    return new RoundOrder(keptRounds(gameType), new Set(), 0, 0, 0);
  }

  isKept(round: number): boolean {
    return round <= this.#kept;
  }

  /** A turn is asked, which is not the open one. @returns null where its time is over */
  asked(round: number): RoundOrder | null {
    if (this.isKept(round) ? this.#ended.has(round) : round <= this.#latestBeyond) return null;
    if (round < this.#open && this.isKept(this.#open)) return null;
    return new RoundOrder(this.#kept, this.#ended, round, this.#latest, this.#latestBeyond);
  }

  /** A result is told. @returns null where it was told before, or is of an earlier round than one told before */
  ended(round: number): RoundOrder | null {
    const isOpen = round === this.#open;
    const open = isOpen ? 0 : this.#open;
    if (!this.isKept(round)) {
      if (round <= this.#latestBeyond) return null;
      return new RoundOrder(this.#kept, this.#ended, open, this.#latest, round);
    }
    if (this.#ended.has(round) || (round < this.#latest && !isOpen)) return null;
    const latest = Math.max(this.#latest, round);
    return new RoundOrder(this.#kept, new Set(this.#ended).add(round), open, latest, this.#latestBeyond);
  }
}
