import type { MoveAnswer, Strategy, Turn } from 'botpit';
import { learnerFor } from './adaptive/acquaintances.js';
import { BlottoLearner } from './adaptive/blotto-learner.js';
import { firstToBoards } from './adaptive/first-to-boards.js';
import { hiLoBoard } from './adaptive/hi-lo-board.js';
import type { Learner } from './adaptive/learner.js';
import { MoveLearner } from './adaptive/move-learner.js';
import { shippedTable } from './theory/blotto-table.js';

const boards = { ...firstToBoards, hi_lo: hiLoBoard };

type Learned = keyof typeof boards | 'blotto';

function learnerOf(game: Learned): Learner {
  return game === 'blotto' ? new BlottoLearner(shippedTable()) : new MoveLearner(boards[game]);
}

/**
 * Plays the equilibrium until it can tell what this opponent does, then the best response to that, and goes back to the
 * equilibrium when the results turn against it.
 *
 * The constants in `adaptive/` that give no reason were found by trying values against half of the opponents of
 * `bench/strength`; the other half was kept apart. To check a change of one, compare `npm run strength` before and after it.
 */
export default {
  name: 'adaptive',
  games: ['coinflip', 'rps', 'hi_lo', 'crash', 'mines', 'reaction_ring', 'blotto'],
  stochastic: true,
  memoryDepth: Number.POSITIVE_INFINITY,
  reasoning:
    'Plays the equilibrium until it can read its opponent, answers what it reads, and stops when that loses.',
  move: (turn: Turn<Learned>) =>
    learnerFor(turn, () => learnerOf(turn.game)).move(turn) as MoveAnswer<Learned>,
} satisfies Strategy<Learned>;
