import { mixed, sure } from './support/mixed.js';
import { bidOf } from './support/moves.js';

/** Goes for much at once, and is seldom there at the end. */
export default mixed({
  name: 'greedy',
  games: ['crash', 'mines', 'blotto'],
  stochastic: false,
  reasoning: 'Goes for much at once: late cashouts, many tiles, half of all that is left as a bid.',
  mix(at) {
    if (at.game === 'blotto') return sure(bidOf(at.state, at.state.your_budget / 2));
    return sure(at.game === 'crash' ? 5 : 8);
  },
});
