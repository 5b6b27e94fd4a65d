import type { Strategy } from 'botpit';

/** Learns from what matches reveal: plays in each round what would have been right in it in the match before. */
export default {
  name: 'recalls',
  games: ['crash', 'mines', 'hi_lo', 'coinflip', 'reaction_ring'],
  move(turn) {
    // What the last round revealed is known from then on; what this round revealed the last time, from the match before.
    turn.memory.past ??= {};
    const past = turn.memory.past as Record<number, number | string>;
    const before = past[turn.round];
    const last = turn.rounds.at(-1)?.result as Record<string, number | string> | undefined;
    if (last)
      past[turn.round - 1] = last.crash_point ?? last.mine_at ?? last.card ?? last.target ?? last.flip ?? 0;
    switch (turn.game) {
      case 'crash':
        return Math.min(10, Math.max(1.01, Number(before ?? 2)));
      case 'mines':
        return Math.max(1, Number(before ?? 4));
      case 'hi_lo':
        return Number(before ?? 7) > turn.state.dealer_card ? 'higher' : 'lower';
      case 'coinflip':
        return before === 'heads' ? 'heads' : 'tails';
      case 'reaction_ring':
        return Number(before ?? 500);
      default:
        return turn satisfies never;
    }
  },
} satisfies Strategy<'crash' | 'mines' | 'hi_lo' | 'coinflip' | 'reaction_ring'>;
