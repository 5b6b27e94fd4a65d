import type { Strategy } from 'botpit';
import { beat } from './support/beat.js';
import { movesSoFar, USUAL } from './support/moves.js';

/** Looks up when the opponent last made the same two choices in a row, and expects what followed then. */
export default {
  name: 'pattern',
  games: ['rps'],
  stochastic: false,
  memoryDepth: Number.POSITIVE_INFINITY,
  reasoning:
    'Beats what followed when the opponent last made its latest two choices, in earlier matches too.',
  move(turn) {
    const choices = movesSoFar(turn, 'opponent_move');
    const [before, last] = choices.slice(-2);
    for (let i = choices.length - 2; i > 0; i--) {
      const followed = choices[i + 1];
      if (followed && choices[i] === last && choices[i - 1] === before) return beat('rps', followed);
    }
    return last ? beat('rps', last) : USUAL.rps;
  },
} satisfies Strategy<'rps'>;
