import { mixed, sure } from './support/mixed.js';

/** A sequence in which every pair of choices (in coinflip: every three calls) follows once, going round. */
const SEQUENCES = {
  rps: ['rock', 'rock', 'paper', 'rock', 'scissors', 'paper', 'paper', 'scissors', 'scissors'],
  coinflip: ['heads', 'heads', 'heads', 'tails', 'heads', 'tails', 'tails', 'tails'],
} as const;

/** Looks random to whoever counts moves, or pairs of moves, and is the same in every match. */
export default mixed({
  name: 'de-bruijn',
  games: ['rps', 'coinflip'],
  stochastic: false,
  reasoning:
    'Plays a fixed sequence in which every short pattern comes once, so that counting patterns finds nothing.',
  mix(at) {
    const sequence = SEQUENCES[at.game];
    return sure(sequence[(at.round - 1) % sequence.length] ?? sequence[0]);
  },
});
