import type { Strategy } from 'botpit';

/** Waits for what never comes. Plays paper from round 2 on. */
export default {
  games: ['rps'],
  move(turn) {
    return turn.round === 1 ? new Promise<never>(() => {}) : 'paper';
  },
} satisfies Strategy<'rps'>;
