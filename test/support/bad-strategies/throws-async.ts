import type { Strategy } from 'botpit';

/** Rejects after a tick. Plays paper from round 2 on. */
export default {
  games: ['rps'],
  async move(turn) {
    await null;
    if (turn.round === 1) throw new RangeError('no idea, later');
    return 'paper' as const;
  },
} satisfies Strategy<'rps'>;
