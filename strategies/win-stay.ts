import type { Strategy } from 'botpit';
import { affordable, type Bare, bare, MENU } from './support/moves.js';

type Game = 'coinflip' | 'rps' | 'crash' | 'mines' | 'reaction_ring' | 'blotto';

/** Win-stay, lose-shift, as Axelrod's field calls it: success is repeated, anything else leads on to the next move. */
export default {
  name: 'win-stay',
  games: ['coinflip', 'rps', 'crash', 'mines', 'reaction_ring', 'blotto'],
  stochastic: false,
  memoryDepth: 1,
  reasoning: 'Repeats a move that has won and shifts to the next one after any other.',
  move(turn) {
    const menu: readonly [Bare<Game>, ...Bare<Game>[]] = MENU[turn.game];
    const last = turn.rounds.at(-1);
    const own = bare(last?.result.your_move);
    if (own === undefined) return affordable(turn, menu[0]);
    const next = menu[(menu.indexOf(own) + 1) % menu.length] ?? menu[0];
    return affordable(turn, last?.outcome === 'win' ? own : next);
  },
} satisfies Strategy<Game>;
