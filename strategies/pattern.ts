import type { Params, Strategy } from 'botpit';
import { beat } from './support/beat.js';
import { movesSoFar, USUAL } from './support/moves.js';

const params = {
  length: {
    type: 'integer',
    default: 2,
    min: 1,
    max: 10,
    about: 'How many of its latest choices in a row have to be the same.',
  },
} as const satisfies Params;

/** Looks up when the opponent last made the same choices in a row, two if not set otherwise, and expects what followed then. */
export default {
  name: 'pattern',
  games: ['rps'],
  stochastic: false,
  memoryDepth: Number.POSITIVE_INFINITY,
  reasoning:
    'Beats what followed when the opponent last made its latest two choices, in earlier matches too.',
  params,
  move(turn) {
    const { length } = turn.params;
    const choices = movesSoFar(turn, 'opponent_move');
    const latest = choices.slice(-length);
    const last = latest[length - 1];
    for (let end = choices.length - 1; end >= length; end--) {
      const followed = choices[end];
      if (followed && latest.every((choice, i) => choices[end - length + i] === choice))
        return beat('rps', followed);
    }
    return last ? beat('rps', last) : USUAL.rps;
  },
} satisfies Strategy<'rps', typeof params>;
