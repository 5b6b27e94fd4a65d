import { mixed, sure } from './support/mixed.js';
import { affordable, MENU } from './support/moves.js';

/** Goes through a few moves in their order, from the first one in each match. */
export default mixed({
  name: 'cycle',
  games: ['coinflip', 'rps', 'hi_lo', 'crash', 'mines', 'reaction_ring', 'blotto'],
  stochastic: false,
  reasoning: 'Goes through a few moves in turn: even in its counts, and yet known in advance.',
  mix(at) {
    const menu = MENU[at.game];
    return sure(affordable(at, menu[(at.round - 1) % menu.length] ?? menu[0]));
  },
});
