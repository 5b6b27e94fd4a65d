import type { Strategy } from 'botpit';

/**
 * Calls the side on which more cards lie. Of the 13 equally likely cards, 13 - c are higher than the dealer card c and
 * c - 1 are lower; on a 7 both calls are equal, and a coin decides so that two copies of this bot can part.
 */
export default {
  name: 'likelier-card',
  games: ['hi_lo'],
  move(turn) {
    const card = turn.state.dealer_card;
    if (card === 7) return turn.random() < 0.5 ? 'higher' : 'lower';
    return card < 7 ? 'higher' : 'lower';
  },
} satisfies Strategy<'hi_lo'>;
