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
 * too late or a second time. A number that no match reaches decides nothing about those that matches do reach.
 */
export class RoundOrder {
  readonly #kept: number;
  readonly #ended = new Set<number>();
  /** The turn that was asked last and has no result yet; 0 for none. */
  #open = 0;
  #latest = 0;
  #latestBeyond = 0;

  constructor(gameType: string) {
    this.#kept = keptRounds(gameType);
  }

  isKept(round: number): boolean {
    return round <= this.#kept;
  }

  /** A turn is asked, which is not the open one. @returns false where its time is over */
  asked(round: number): boolean {
    if (this.isKept(round) ? this.#ended.has(round) : round <= this.#latestBeyond) return false;
    if (round < this.#open && this.isKept(this.#open)) return false;
    this.#open = round;
    return true;
  }

  /** A result is told. @returns false where it was told before, or is of an earlier round than one told before */
  ended(round: number): boolean {
    const isOpen = round === this.#open;
    if (this.isKept(round)) {
      if (this.#ended.has(round) || (round < this.#latest && !isOpen)) return false;
      this.#ended.add(round);
      this.#latest = Math.max(this.#latest, round);
    } else {
      if (round <= this.#latestBeyond) return false;
      this.#latestBeyond = round;
    }
    if (isOpen) this.#open = 0;
    return true;
  }
}
