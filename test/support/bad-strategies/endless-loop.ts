import type { Strategy } from 'botpit';

/** Thinks for ever. Plays paper from round 2 on. */
export default {
  games: ['rps'],
  move(turn) {
    while (turn.round === 1);
    return 'paper';
  },
} satisfies Strategy<'rps'>;
