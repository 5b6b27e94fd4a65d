import type { Strategy } from 'botpit';

/** Fills the heap. Plays paper from round 2 on. */
export default {
  games: ['rps'],
  move(turn) {
    const hoard: unknown[] = [];
    while (turn.round === 1) hoard.push({ more: hoard.length, text: String(hoard.length) });
    return 'paper';
  },
} satisfies Strategy<'rps'>;
