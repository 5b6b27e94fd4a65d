import type { Strategy } from 'botpit';

/** Fails in a timer while its turn is pending. Plays paper from round 2 on. */
export default {
  games: ['rps'],
  async move(turn) {
    if (turn.round > 1) return 'paper' as const;
    setTimeout(() => {
      throw new RangeError('ticking');
    }, 1);
    return new Promise<never>(() => {});
  },
} satisfies Strategy<'rps'>;
