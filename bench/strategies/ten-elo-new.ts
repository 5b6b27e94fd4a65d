import type { Strategy } from 'botpit';

/** Scores 0.5145 against `ten-elo-old`: 10 Elo. Says nothing of itself, as most strategies of users. */
export default {
  move(turn) {
    const point = turn.random();
    return point < 0.27 ? 'rock' : point < 0.7 ? 'paper' : 'scissors';
  },
} satisfies Strategy<'rps'>;
