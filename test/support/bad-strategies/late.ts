import type { Strategy } from 'botpit';

/** Answers when the signal says that it is too late. Plays paper from round 2 on. */
export default {
  games: ['rps'],
  move(turn) {
    if (turn.round > 1) return 'paper';
    return new Promise<'scissors'>((resolve) => {
      turn.signal.addEventListener('abort', () => resolve('scissors'));
    });
  },
} satisfies Strategy<'rps'>;
