import { mixed, sure, weighted } from './support/mixed.js';

/**
 * Spreads what is left over the rounds that are left, and moves each bid by up to half of that share in either direction,
 * so that it cannot be outbid by one each time. In the last round everything goes in: troops left over are worth nothing.
 */
export default mixed({
  name: 'even-spread',
  games: ['blotto'],
  stochastic: true,
  reasoning:
    'Spreads what is left over the rounds that are left, each bid moved by up to half so that nobody outbids it by one.',
  mix({ state: { your_budget: budget, rounds_left: roundsLeft } }) {
    if (roundsLeft <= 1 || budget === 0) return sure(budget);
    const share = budget / roundsLeft;
    const bids = Array.from({ length: Math.ceil(share * 1.5) }, (_, bid) => bid);
    // Whole troops of a bid that is uniform from half the share to one and a half of it.
    const weights = bids.map((bid) =>
      Math.max(0, Math.min(bid + 1, share * 1.5) - Math.max(bid, share * 0.5)),
    );
    return weighted(bids, weights);
  },
});
