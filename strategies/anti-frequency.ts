import type { Strategy } from 'botpit';
import { type BeatGame, beat } from './support/beat.js';
import { mostFrequent } from './support/most-frequent.js';
import { movesSoFar, USUAL } from './support/moves.js';

/** One step ahead of those who count: it counts its own moves, as they do, and beats what they will answer. */
export default {
  name: 'anti-frequency',
  games: ['rps', 'crash', 'mines', 'reaction_ring'],
  stochastic: false,
  memoryDepth: Number.POSITIVE_INFINITY,
  reasoning: 'Expects to be answered by what beats its own most frequent move, and beats that answer.',
  move(turn) {
    const own = mostFrequent(movesSoFar(turn, 'your_move'));
    return own === undefined ? USUAL[turn.game] : beat(turn.game, beat(turn.game, own));
  },
} satisfies Strategy<BeatGame>;
