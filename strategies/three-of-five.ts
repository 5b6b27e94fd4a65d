import { mixed, sure } from './support/mixed.js';
import { bidOf } from './support/moves.js';

/** Three rounds win a match, so the first two are given away and each other one gets a third of everything. */
export default mixed({
  name: 'three-of-five',
  games: ['blotto'],
  stochastic: false,
  reasoning:
    'Gives the first two rounds away and fights for the other three with a third of its troops each.',
  mix: ({ state }) => sure(state.rounds_left > 3 ? 0 : bidOf(state, state.your_budget / state.rounds_left)),
});
