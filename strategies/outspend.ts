import { mixed, sure } from './support/mixed.js';
import { bidOf, ownTerrain } from './support/moves.js';

/** Takes the opponent for one that spreads its troops evenly, and bids what wins against that. */
export default mixed({
  name: 'outspend',
  games: ['blotto'],
  stochastic: false,
  reasoning: 'Bids just more than an even share of what the opponent has left.',
  mix(at) {
    const theirShare = at.state.opponent_budget / at.state.rounds_left;
    return sure(bidOf(at.state, theirShare / ownTerrain(at) + 1));
  },
});
