import { evenly, mixed } from './support/mixed.js';

const MIX = evenly(['heads', 'tails']);

/**
 * Calls heads and tails equally often. The flip is fair, so neither call is the better one, but a bot that can be predicted
 * can be copied by an opponent who leads: every copied round is a tie, and when the rounds run out the leader has won.
 */
export default mixed({
  name: 'fair-coin',
  games: ['coinflip'],
  stochastic: true,
  reasoning: 'Calls both faces equally often, as a call that can be foreseen is copied by whoever leads.',
  mix: () => MIX,
});
