import type { Strategy } from 'botpit';

/** Fills the memory outside the heap. Plays paper from round 2 on. */
export default {
  games: ['rps'],
  move(turn) {
    const hoard: Buffer[] = [];
    while (turn.round === 1) hoard.push(Buffer.alloc(8 * 2 ** 20, 1));
    return 'paper';
  },
} satisfies Strategy<'rps'>;
