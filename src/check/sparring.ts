import type { HouseOptions, HousePlayer } from '../arena/index.js';
import { gameOf } from '../games/index.js';
import { createRng } from '../lib/rng.js';

/**
 * The house bot that the arena brings to every match: seeded random moves. It sees what the arena makes of each round, also
 * where the bot's connection is lost.
 */
export class Sparring implements HouseOptions {
  readonly name = 'house-sparring';
  readonly waitMs = 0;
  readonly thinkMs = 0;
  readonly takesChallenges = false;
  rounds = 0;
  /** Rounds in which the arena had a move of the bot. */
  answered = 0;
  readonly #random: () => number;

  constructor(seed: string) {
    this.#random = createRng(`${seed} sparring`);
  }

  open: HouseOptions['open'] = (id): HousePlayer => {
    const game = gameOf(id);
    return {
      matchStart: () => undefined,
      move: ({ state }) => game.randomMove(state, this.#random),
      abandon: () => undefined,
      roundEnd: ({ result }) => {
        this.rounds += 1;
        if (result.opponent_move !== null) this.answered += 1;
      },
      matchEnd: () => undefined,
      close: () => undefined,
    };
  };
}
