import { type AnyGame, gameOf, isGameId, type Side } from '../games/index.js';

/** A score as the wire has it. */
export type WireScore = readonly [number, number];
/** A score turned to one's own point of view: `[mine, theirs]`. */
export type OwnScore = readonly [number, number];

/**
 * Reads the wire's scores. They are `[a, b]`; one public page reads them as `[mine, theirs]`, so a `game_over` that
 * contradicts the first reading turns the session to the second.
 */
export class ScoreReader {
  #mineFirst = false;

  read(score: WireScore, side: Side): OwnScore {
    return side === 'a' || this.#mineFirst ? score : [score[1], score[0]];
  }

  /**
   * Learns from a finished match.
   * @returns true when this match was what turned the reading
   */
  learn(finalScore: WireScore, side: Side, iWon: boolean, gameId: string, rounds: number): boolean {
    if (this.#mineFirst || side === 'a' || !iWon) return false;
    const [mine, theirs] = this.read(finalScore, side);
    // A match won by forfeit may leave the winner behind, and says nothing about the order.
    if (mine >= theirs || (isGameId(gameId) && !decided(gameOf(gameId), theirs, mine, rounds))) return false;
    this.#mineFirst = true;
    return true;
  }
}

/** Whether a score of `high` to `low` after `rounds` rounds ends a match by the game's own format. */
function decided(game: AnyGame, high: number, low: number, rounds: number): boolean {
  const { kind, bestOf } = game.format;
  if (kind === 'first_to') return high > bestOf / 2 || rounds >= 3 * bestOf;
  return high - low > bestOf - rounds;
}
