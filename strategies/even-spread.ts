import type { Strategy } from 'botpit';

/**
 * Spreads what is left over the rounds that are left, and moves each bid by up to half of that share in either direction,
 * so that it cannot be outbid by one each time. In the last round everything goes in: troops left over are worth nothing.
 */
export default {
  name: 'even-spread',
  games: ['blotto'],
  move(turn) {
    const { your_budget: budget, rounds_left: roundsLeft } = turn.state;
    if (roundsLeft <= 1) return budget;
    return Math.floor((budget / roundsLeft) * (0.5 + turn.random()));
  },
} satisfies Strategy<'blotto'>;
