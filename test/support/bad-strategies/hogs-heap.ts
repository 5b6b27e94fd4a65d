import type { Strategy } from 'botpit';

/** Fills the heap. Plays paper from round 2 on. */
export default {
  games: ['rps'],
  move(turn) {
    const hoard: unknown[] = [];
    while (turn.round === 1) hoard.push(new Array(2 ** 17).fill(turn));
    return 'paper';
  },
} satisfies Strategy<'rps'>;
