import { type Bare, MENU } from './moves.js';

/** The games in which one move beats another. */
export type BeatGame = 'rps' | 'crash' | 'mines' | 'reaction_ring';

/** The best answer to a move that is known. */
export function beat<G extends BeatGame>(game: G, move: Bare): Bare<G>;
export function beat(game: BeatGame, move: Bare): Bare<BeatGame> {
  const value = Number(move);
  switch (game) {
    case 'rps':
      return MENU.rps.find((_, i) => MENU.rps[i - 1] === move) ?? MENU.rps[0];
    case 'crash':
      // To outdo a cashout c wins with probability 1/c; from 3 on it is better to let the other side crash.
      return value < 3 ? (Math.round(value * 100) + 1) / 100 : 1.01;
    case 'mines':
      return value < 5 ? value + 1 : 1;
    case 'reaction_ring':
      return value <= 500 ? value + 1 : value - 1;
    default:
      return game satisfies never;
  }
}
