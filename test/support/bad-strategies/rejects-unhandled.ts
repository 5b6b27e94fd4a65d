import type { Strategy } from 'botpit';

/** Forgets to await what fails. Plays paper from round 2 on. */
export default {
  games: ['rps'],
  async move(turn) {
    if (turn.round > 1) return 'paper' as const;
    void Promise.reject(new RangeError('nobody listens'));
    return new Promise<never>(() => {});
  },
} satisfies Strategy<'rps'>;
