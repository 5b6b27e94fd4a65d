import type { Strategy } from 'botpit';

/**
 * Guesses one of the two middle numbers. Whoever guesses elsewhere leaves more than half of the targets to the middle. It
 * has to be a coin flip between the two: an opponent who knew the number could copy it to tie every round while leading.
 */
export default {
  name: 'middle',
  games: ['reaction_ring'],
  move(turn) {
    const middle = (turn.state.min + turn.state.max) / 2;
    return turn.random() < 0.5 ? Math.floor(middle) : Math.ceil(middle);
  },
} satisfies Strategy<'reaction_ring'>;
