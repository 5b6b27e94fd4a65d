import type { Strategy } from 'botpit';

export default {
  move(turn) {
    const point = turn.random();
    return point < 0.4 ? 'rock' : point < 0.7 ? 'paper' : 'scissors';
  },
} satisfies Strategy<'rps'>;
