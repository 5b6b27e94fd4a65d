import { mixed, sure } from './support/mixed.js';

/** Seldom right, but then alone: what a trailer does who has only one round left. */
export default mixed({
  name: 'long-shot',
  games: ['hi_lo'],
  stochastic: false,
  reasoning: 'Calls the side on which fewer cards lie.',
  mix: ({ state: { dealer_card: card } }) => sure(card <= 7 ? 'lower' : 'higher'),
});
