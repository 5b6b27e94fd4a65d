import { mixed, sure } from './support/mixed.js';
import { affordable, USUAL } from './support/moves.js';

/** One move for each game, the one that comes to mind first. Whoever notices wins, or at least cannot lose. */
export default mixed({
  name: 'always',
  games: ['coinflip', 'rps', 'hi_lo', 'crash', 'mines', 'reaction_ring', 'blotto'],
  stochastic: false,
  reasoning: 'Plays the same move every time: what learns anything at all has to beat it.',
  mix: (at) => sure(affordable(at, USUAL[at.game])),
});
