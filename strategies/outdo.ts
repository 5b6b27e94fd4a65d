import type { Strategy } from 'botpit';
import { beat } from './support/beat.js';
import { bare, bidOf, USUAL } from './support/moves.js';

/** What `counter-last` is to rps: the best answer to the opponent's last move, as if it came again. */
export default {
  name: 'outdo',
  games: ['crash', 'mines', 'reaction_ring', 'blotto'],
  stochastic: false,
  memoryDepth: 1,
  reasoning:
    'Goes one better than the last move of the opponent, or leaves it to its fate where that was bold.',
  move(turn) {
    const last = bare(turn.rounds.at(-1)?.result.opponent_move);
    if (turn.game === 'blotto') return bidOf(turn.state, Number(last ?? USUAL.blotto) + 1);
    return last === undefined ? USUAL[turn.game] : beat(turn.game, last);
  },
} satisfies Strategy<'crash' | 'mines' | 'reaction_ring' | 'blotto'>;
