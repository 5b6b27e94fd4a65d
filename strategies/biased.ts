import { mixed, weighted } from './support/mixed.js';
import { type ChoiceGame, MENU } from './support/moves.js';

const WEIGHTS = {
  coinflip: [7, 3],
  rps: [5, 3, 2],
  hi_lo: [7, 3],
  crash: [40, 25, 20, 10, 5],
  mines: [40, 25, 20, 10, 5],
  reaction_ring: [1, 2, 4, 2, 1],
} satisfies Partial<Record<ChoiceGame, readonly number[]>>;

const MIXES = {
  coinflip: weighted(MENU.coinflip, WEIGHTS.coinflip),
  rps: weighted(MENU.rps, WEIGHTS.rps),
  hi_lo: weighted(MENU.hi_lo, WEIGHTS.hi_lo),
  crash: weighted(MENU.crash, WEIGHTS.crash),
  mines: weighted(MENU.mines, WEIGHTS.mines),
  reaction_ring: weighted(MENU.reaction_ring, WEIGHTS.reaction_ring),
};

/** A preference, and nothing else: the opponent that a learner is measured by. */
export default mixed({
  name: 'biased',
  games: ['coinflip', 'rps', 'hi_lo', 'crash', 'mines', 'reaction_ring'],
  stochastic: true,
  reasoning: 'Draws from a few moves with a fixed preference, in rps half of the time rock.',
  mix: (at) => MIXES[at.game],
});
