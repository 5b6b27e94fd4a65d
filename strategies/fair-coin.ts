import type { Strategy } from 'botpit';

/**
 * Calls heads and tails equally often. The flip is fair, so neither call is the better one, but a bot that can be predicted
 * can be copied by an opponent who leads: every copied round is a tie, and when the rounds run out the leader has won.
 */
export default {
  name: 'fair-coin',
  games: ['coinflip'],
  move: (turn) => (turn.random() < 0.5 ? 'heads' : 'tails'),
} satisfies Strategy<'coinflip'>;
