import { mixed } from './support/mixed.js';
import { type Blotto, blottoOn } from './theory/blotto.js';
import { shippedTable } from './theory/blotto-table.js';
import { equilibriumMix } from './theory/mixes.js';

let blotto: Blotto | undefined;

/**
 * Plays each game as theory says, the rounds that are left and the score included: no opponent, whatever it knows of this
 * file, gains more on it than the hundredth part of a percent (blotto: a fifth of a percent). It does not lose, but
 * neither does it learn, and so it wins less from a weak opponent than could be won.
 */
export default mixed({
  name: 'equilibrium',
  games: ['coinflip', 'rps', 'hi_lo', 'crash', 'mines', 'reaction_ring', 'blotto'],
  stochastic: true,
  reasoning: 'Draws from the mix of moves against which nobody can gain, solved for every score and round.',
  mix: (at) => equilibriumMix(at, shipped),
});

function shipped(): Blotto {
  blotto ??= blottoOn(shippedTable());
  return blotto;
}
