import type { Strategy } from 'botpit';

/**
 * Any legal move, each as likely as any other. In rock-paper-scissors and coinflip nobody can do better against it than
 * draw level; everywhere else it is the opponent to beat first.
 */
export default {
  name: 'random',
  move(turn) {
    const integer = (lo: number, hi: number) => lo + Math.floor(turn.random() * (hi - lo + 1));
    switch (turn.game) {
      case 'coinflip':
        return integer(0, 1) ? 'heads' : 'tails';
      case 'rps':
        return (['rock', 'paper', 'scissors'] as const)[integer(0, 2)] ?? 'rock';
      case 'hi_lo':
        return integer(0, 1) ? 'higher' : 'lower';
      case 'dice_duel':
        return 'roll';
      case 'high_card_duel':
        return 'draw';
      case 'crash':
        return integer(101, 1000) / 100;
      case 'mines':
        return integer(1, 20);
      case 'math_duel':
        return integer(-200, 200);
      case 'reaction_ring':
        return integer(turn.state.min, turn.state.max);
      case 'blotto':
        return integer(0, turn.state.your_budget);
    }
  },
} satisfies Strategy;
