import { mixed, sure } from './support/mixed.js';
import { affordable, type Bare, type ChoiceGame } from './support/moves.js';

/** What it plays ahead, level and behind. */
const MOVES: { readonly [G in Exclude<ChoiceGame, 'hi_lo'>]: readonly [Bare<G>, Bare<G>, Bare<G>] } = {
  coinflip: ['heads', 'heads', 'tails'],
  rps: ['paper', 'rock', 'scissors'],
  crash: [1.2, 2, 4],
  mines: [1, 3, 5],
  reaction_ring: [500, 480, 400],
  blotto: [10, 20, 35],
};

/** Lets the score decide, as people do: safe with a lead, bold without one. */
export default mixed({
  name: 'by-score',
  games: ['coinflip', 'rps', 'hi_lo', 'crash', 'mines', 'reaction_ring', 'blotto'],
  stochastic: false,
  reasoning: 'Plays safe when it leads and takes risks when it trails.',
  mix(at) {
    const lead = at.score.mine - at.score.theirs;
    if (at.game === 'hi_lo') return sure(at.state.dealer_card <= 7 === lead >= 0 ? 'higher' : 'lower');
    const [ahead, level, behind] = MOVES[at.game];
    return sure(affordable(at, lead > 0 ? ahead : lead < 0 ? behind : level));
  },
});
