import { evenly, mixed, sure } from './support/mixed.js';

/**
 * Calls the side on which more cards lie. Of the 13 equally likely cards, 13 - c are higher than the dealer card c and
 * c - 1 are lower; on a 7 both calls are equal, and a coin decides so that two copies of this bot can part.
 */
export default mixed({
  name: 'likelier-card',
  games: ['hi_lo'],
  stochastic: true,
  reasoning: 'Calls the side on which more cards lie, and either one on a 7.',
  mix({ state: { dealer_card: card } }) {
    if (card === 7) return evenly(['higher', 'lower']);
    return sure(card < 7 ? 'higher' : 'lower');
  },
});
