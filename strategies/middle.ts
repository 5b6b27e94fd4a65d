import { evenly, mixed } from './support/mixed.js';

/**
 * Guesses one of the two middle numbers. Whoever guesses elsewhere leaves more than half of the targets to the middle. It
 * has to be a coin flip between the two: an opponent who knew the number could copy it to tie every round while leading.
 */
export default mixed({
  name: 'middle',
  games: ['reaction_ring'],
  stochastic: true,
  reasoning:
    'Guesses one of the two middle numbers: whoever guesses elsewhere leaves it more than half of the targets.',
  mix({ state: { min, max } }) {
    const middle = (min + max) / 2;
    return evenly([Math.floor(middle), Math.ceil(middle)]);
  },
});
