import type { Strategy } from 'botpit';
import { USUAL } from './support/moves.js';

type Game = 'coinflip' | 'crash' | 'mines' | 'reaction_ring';

/** The gambler's fallacy: what has not come is due. */
export default {
  name: 'overdue',
  games: ['coinflip', 'crash', 'mines', 'reaction_ring'],
  stochastic: false,
  memoryDepth: 1,
  reasoning: 'Expects the opposite of what the last round drew, as if the draws made up for one another.',
  move(turn) {
    if (turn.rounds.length === 0) return USUAL[turn.game];
    switch (turn.game) {
      case 'coinflip':
        return turn.rounds.at(-1)?.result.flip === 'heads' ? 'tails' : 'heads';
      case 'crash':
        return (turn.rounds.at(-1)?.result.crash_point ?? 1) < 2 ? 3 : 1.2;
      case 'mines':
        return (turn.rounds.at(-1)?.result.mine_at ?? 0) < 3 ? 5 : 1;
      case 'reaction_ring':
        return turn.state.min + turn.state.max - (turn.rounds.at(-1)?.result.target ?? turn.state.min);
      default:
        return turn satisfies never;
    }
  },
} satisfies Strategy<Game>;
