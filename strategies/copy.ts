import type { Strategy } from 'botpit';
import { affordable, bare, type ChoiceGame, USUAL } from './support/moves.js';

/** Plays what the opponent played in the round before. */
export default {
  name: 'copy',
  games: ['coinflip', 'rps', 'hi_lo', 'crash', 'mines', 'reaction_ring', 'blotto'],
  stochastic: false,
  memoryDepth: 1,
  reasoning: 'Repeats the last move of the opponent, and so ties with whoever repeats a move.',
  move: (turn) => affordable(turn, bare(turn.rounds.at(-1)?.result.opponent_move) ?? USUAL[turn.game]),
} satisfies Strategy<ChoiceGame>;
