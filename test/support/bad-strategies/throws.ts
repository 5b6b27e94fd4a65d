import type { Strategy } from 'botpit';

/** Throws. Plays paper from round 2 on. */
export default {
  games: ['rps'],
  move(turn) {
    if (turn.round === 1) throw new RangeError('no idea');
    return 'paper';
  },
} satisfies Strategy<'rps'>;
