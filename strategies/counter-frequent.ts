import type { Strategy } from 'botpit';
import { type BeatGame, beat } from './support/beat.js';
import { mostFrequent } from './support/most-frequent.js';
import { movesSoFar, USUAL } from './support/moves.js';

/** Where `frequency` leans towards the evidence, this one follows it to the letter, and can be led by it. */
export default {
  name: 'counter-frequent',
  games: ['rps', 'crash', 'mines', 'reaction_ring'],
  stochastic: false,
  memoryDepth: Number.POSITIVE_INFINITY,
  reasoning: 'Plays what beats the most frequent move of this opponent, in earlier matches too.',
  move(turn) {
    const favourite = mostFrequent(movesSoFar(turn, 'opponent_move'));
    return favourite === undefined ? USUAL[turn.game] : beat(turn.game, favourite);
  },
} satisfies Strategy<BeatGame>;
