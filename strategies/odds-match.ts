import { mixed, weighted } from './support/mixed.js';

/** Probability matching, a habit that people have with every lottery: the rarer side is called as often as it comes. */
export default mixed({
  name: 'odds-match',
  games: ['hi_lo'],
  stochastic: true,
  reasoning:
    'Calls each side as often as it comes, where the likelier one every time would be right more often.',
  mix: ({ state: { dealer_card: card } }) => weighted(['higher', 'lower'], [13 - card, card - 1]),
});
