import type { Strategy } from 'botpit';
import { beat } from './support/beat.js';
import { USUAL } from './support/moves.js';

/** Expects an opponent like `counter-last`. The two together go round in a circle that this one always wins. */
export default {
  name: 'second-guess',
  games: ['rps'],
  stochastic: false,
  memoryDepth: 1,
  reasoning: 'Expects that the opponent answers its last choice, and beats that answer.',
  move(turn) {
    const own = turn.rounds.at(-1)?.result.your_choice;
    return own ? beat('rps', beat('rps', own)) : USUAL.rps;
  },
} satisfies Strategy<'rps'>;
