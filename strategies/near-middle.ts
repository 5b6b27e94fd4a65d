import { evenly, mixed } from './support/mixed.js';

/** Knows where to guess, but not how exactly: each step away from the middle gives targets away. */
export default mixed({
  name: 'near-middle',
  games: ['reaction_ring'],
  stochastic: true,
  reasoning: 'Guesses within 50 of the middle, each number as likely as any other.',
  mix({ state: { min, max } }) {
    const lowest = Math.max(min, Math.floor((min + max) / 2) - 49);
    const highest = Math.min(max, Math.ceil((min + max) / 2) + 49);
    return evenly(Array.from({ length: highest - lowest + 1 }, (_, i) => lowest + i));
  },
});
