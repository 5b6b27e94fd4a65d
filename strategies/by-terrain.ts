import { mixed, sure } from './support/mixed.js';
import { bidOf, ownTerrain } from './support/moves.js';

/** Fights where the ground is on its side. */
export default mixed({
  name: 'by-terrain',
  games: ['blotto'],
  stochastic: false,
  reasoning: 'Bids its share of what is left, more on good terrain and less on bad.',
  mix(at) {
    const share = at.state.your_budget / at.state.rounds_left;
    return sure(bidOf(at.state, share * (1 + 3 * (ownTerrain(at) - 1))));
  },
});
