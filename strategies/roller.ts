import type { Strategy } from 'botpit';

/** The two games without a decision: rolls, or draws. A round can only be lost here by being late. */
export default {
  name: 'roller',
  games: ['dice_duel', 'high_card_duel'],
  move: (turn) => (turn.game === 'dice_duel' ? { action: 'roll' } : { action: 'draw' }),
} satisfies Strategy<'dice_duel' | 'high_card_duel'>;
