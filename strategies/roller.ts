import { mixed, sure } from './support/mixed.js';

/** The two games without a decision: rolls, or draws. A round can only be lost here by being late. */
export default mixed({
  name: 'roller',
  games: ['dice_duel', 'high_card_duel'],
  stochastic: false,
  reasoning: 'Rolls, or draws: there is nothing to decide in these two games.',
  mix: (at) => (at.game === 'dice_duel' ? sure('roll') : sure('draw')),
});
