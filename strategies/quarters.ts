import { evenly, mixed } from './support/mixed.js';

/** Covers both halves, one at a time, and leaves the middle to the other side. */
export default mixed({
  name: 'quarters',
  games: ['reaction_ring'],
  stochastic: true,
  reasoning: 'Guesses the middle of one half or of the other.',
  mix({ state: { min, max } }) {
    const quarter = Math.floor((max - min) / 4);
    return evenly([min + quarter, max - quarter]);
  },
});
