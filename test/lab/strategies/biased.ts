import type { Strategy } from 'botpit';

/** Draws lots, rock oftener than it should. */
export default {
  name: 'biased',
  games: ['rps'],
  memoryDepth: 0,
  move({ random }) {
    const at = random();
    return at < 0.4 ? 'rock' : at < 0.7 ? 'paper' : 'scissors';
  },
} satisfies Strategy<'rps'>;
