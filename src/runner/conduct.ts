import type { Decided } from './turn.js';

/**
 * Watches whether the strategy plays at all. A turn counts when it is over: as one with a move of the strategy's own, or as
 * one that the game's fallback move was played for. Turns that the arena broke off count as neither.
 */
export class Conduct {
  readonly #maxFallbacks: number | null;
  /** Fallback moves in a row, over the matches of the session. */
  #inARow = 0;
  /** The most of them since the match began. */
  #mostInARow = 0;
  /** Of the match at hand. */
  #own = 0;
  #fallbacks = 0;
  #last = '';

  /** @param maxFallbacks null where nothing is watched */
  constructor(maxFallbacks: number | null) {
    this.#maxFallbacks = maxFallbacks;
  }

  turnOver({ source, reason }: Pick<Decided, 'source' | 'reason'>): void {
    // That is the fault of whoever made the match.
    if (reason === 'not-its-game') return;
    if (source === 'strategy') {
      this.#own += 1;
      this.#inARow = 0;
      return;
    }
    this.#fallbacks += 1;
    this.#inARow += 1;
    this.#mostInARow = Math.max(this.#mostInARow, this.#inARow);
    this.#last = reason ?? 'no reason given';
  }

  /** A match is over. @returns what is wrong with the strategy, as a sentence; null where nothing is */
  matchOver(): string | null {
    const [own, fallbacks, mostInARow] = [this.#own, this.#fallbacks, this.#mostInARow];
    this.#own = 0;
    this.#fallbacks = 0;
    this.#mostInARow = 0;
    if (this.#maxFallbacks === null || fallbacks === 0) return null;
    if (own === 0) {
      const turns = fallbacks === 1 ? 'its only turn' : `each of its ${fallbacks} turns`;
      const message = `The strategy made no move of its own in this match: the fallback move was played in ${turns}`;
      return `${message} (last reason: ${this.#last}).`;
    }
    if (mostInARow < this.#maxFallbacks) return null;
    return `The fallback move was played in ${mostInARow} turns in a row (last reason: ${this.#last}).`;
  }
}
