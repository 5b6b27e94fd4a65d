import type { AnyGame } from '../games/index.js';

/** The canonical move that an answer of a strategy stands for, as everywhere; null where it is not a legal move. */
export function moveIn(game: AnyGame, answer: unknown, state: object): object | null {
  const isObject = typeof answer === 'object' && answer !== null;
  try {
    const raw = isObject && 'raw' in answer ? answer.raw : isObject ? answer : { [game.moveKey]: answer };
    return game.parseMove(raw, state);
  } catch {
    // An object of the strategy's own making may throw when it is read.
    return null;
  }
}
