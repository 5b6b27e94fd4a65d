import type { Strategy } from 'botpit';
import { weighted } from './support/mixed.js';

/** Cashouts of 1.01 to 4 in hundredths. */
const HUNDREDTHS = Array.from({ length: 300 }, (_, i) => 101 + i);

/** How much of u leads to each: all below 1.015 is rounded to 1.01, and u ends at a cashout of 4. */
const MIX = weighted(
  HUNDREDTHS.map((cashout) => cashout / 100),
  HUNDREDTHS.map((cashout) => {
    const from = cashout === 101 ? 1 : Math.sqrt((cashout - 0.5) / 100);
    return Math.min(2, Math.sqrt((cashout + 0.5) / 100)) - from;
  }),
);

/**
 * Cashes out at (1 + u) squared, u uniform from 0 to 1: between 1 and 4, more often low. A cashout c survives with
 * probability 1/c, and against this mixture every cashout up to 4 wins as many rounds as it loses, so nobody gains on it
 * in a single round. Only the last part is missing: at 1-0 the leader should play a little safer.
 */
export default {
  name: 'square-law',
  games: ['crash'],
  stochastic: true,
  memoryDepth: 0,
  reasoning:
    'Cashes out at (1 + u) squared, against which every cashout up to 4 wins as many rounds as it loses.',
  mix: () => MIX,
  move(turn) {
    const cashout = (1 + turn.random()) ** 2;
    return Math.max(101, Math.round(cashout * 100)) / 100;
  },
} satisfies Strategy<'crash'>;
