import type { Round, Strategy } from 'botpit';
import { type Bare, USUAL } from './support/moves.js';

type Game = 'coinflip' | 'hi_lo' | 'crash' | 'mines' | 'reaction_ring';

/** Learns the wrong lesson: the draws of a round say nothing about the next one. */
export default {
  name: 'hindsight',
  games: ['coinflip', 'hi_lo', 'crash', 'mines', 'reaction_ring'],
  stochastic: false,
  memoryDepth: 1,
  reasoning: 'Plays what would have been right in the last round, as if the draws repeated themselves.',
  move(turn) {
    switch (turn.game) {
      case 'coinflip':
        return turn.rounds.at(-1)?.result.flip ?? USUAL.coinflip;
      case 'hi_lo':
        return rightCall(turn.rounds.at(-1));
      case 'crash':
        return Math.max(1.01, Math.min(10, turn.rounds.at(-1)?.result.crash_point ?? USUAL.crash));
      case 'mines':
        return Math.max(1, turn.rounds.at(-1)?.result.mine_at ?? USUAL.mines);
      case 'reaction_ring':
        return turn.rounds.at(-1)?.result.target ?? USUAL.reaction_ring;
      default:
        return turn satisfies never;
    }
  },
} satisfies Strategy<Game>;

function rightCall(last: Round<'hi_lo'> | undefined): Bare<'hi_lo'> {
  if (!last?.state) return USUAL.hi_lo;
  return last.result.card > last.state.dealer_card ? 'higher' : 'lower';
}
