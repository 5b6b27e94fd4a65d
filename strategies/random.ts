import type { Situation, Strategy } from 'botpit';
import { evenly } from './support/mixed.js';
import type { Bare } from './support/moves.js';

/**
 * Any legal move, each as likely as any other. In rock-paper-scissors and coinflip nobody can do better against it than
 * draw level; everywhere else it is the opponent to beat first.
 */
export default {
  name: 'random',
  stochastic: true,
  memoryDepth: 0,
  reasoning: 'Any legal move, each as likely as any other: the opponent to beat first.',
  mix: (at) => evenly(legalMoves(at)),
  move(turn) {
    const moves = legalMoves(turn);
    return moves[Math.floor(turn.random() * moves.length)] ?? moves[0];
  },
} satisfies Strategy;

type Moves = readonly [Bare, ...Bare[]];

/** Kept, as it is asked for again as a rule, and a thousand moves take longer to list than to choose from. */
let listed: Moves = [0];

function integers(lo: number, hi: number): Moves {
  if (listed[0] !== lo || listed.at(-1) !== hi) {
    listed = [lo, ...Array.from({ length: hi - lo }, (_, i) => lo + i + 1)];
  }
  return listed;
}

const TILES = integers(1, 20);
const CASHOUTS = integers(101, 1000).map((cashout) => Number(cashout) / 100) as unknown as Moves;
/** Any integer is legal; these are the ones that most expressions have for a value. */
const ANSWERS = integers(-200, 200);

function legalMoves(at: Situation): Moves {
  switch (at.game) {
    case 'coinflip':
      return ['tails', 'heads'];
    case 'rps':
      return ['rock', 'paper', 'scissors'];
    case 'hi_lo':
      return ['lower', 'higher'];
    case 'dice_duel':
      return ['roll'];
    case 'high_card_duel':
      return ['draw'];
    case 'crash':
      return CASHOUTS;
    case 'mines':
      return TILES;
    case 'math_duel':
      return ANSWERS;
    case 'reaction_ring':
      return integers(at.state.min, at.state.max);
    case 'blotto':
      return integers(0, at.state.your_budget);
    default:
      return at satisfies never;
  }
}
