import type { Strategy } from 'botpit';
import { bare, MENU } from './support/moves.js';

/** What people take for randomness: no move comes twice in a row, which rules one out for whoever notices. */
export default {
  name: 'avoid-repeat',
  games: ['coinflip', 'rps', 'hi_lo', 'crash', 'mines', 'reaction_ring'],
  stochastic: true,
  memoryDepth: 1,
  reasoning: 'Draws at random, but never what it has just played, as people do who try to look random.',
  move(turn) {
    const own = bare(turn.rounds.at(-1)?.result.your_move);
    const others = MENU[turn.game].filter((move) => move !== own);
    return others[Math.floor(turn.random() * others.length)] ?? MENU[turn.game][0];
  },
} satisfies Strategy<'coinflip' | 'rps' | 'hi_lo' | 'crash' | 'mines' | 'reaction_ring'>;
