import { mixed, sure } from './support/mixed.js';
import { bidOf } from './support/moves.js';

/** Risks as little as it can, and waits for the other side to lose. */
export default mixed({
  name: 'cautious',
  games: ['crash', 'mines', 'blotto'],
  stochastic: false,
  reasoning: 'Risks little: early cashouts, one tile, small bids at first so that the last ones are large.',
  mix(at) {
    if (at.game === 'blotto') return sure(bidOf(at.state, at.state.your_budget / (2 * at.state.rounds_left)));
    return sure(at.game === 'crash' ? 1.1 : 1);
  },
});
