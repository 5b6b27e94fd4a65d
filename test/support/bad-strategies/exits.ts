import type { Strategy } from 'botpit';

/** Ends its process. Plays paper from round 2 on. */
export default {
  games: ['rps'],
  move(turn) {
    if (turn.round === 1) process.exit(0);
    return 'paper';
  },
} satisfies Strategy<'rps'>;
