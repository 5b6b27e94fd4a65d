import { mixed } from './support/mixed.js';
import { type Blotto, blottoOn } from './theory/blotto.js';
import { fullTableFile, readFullTable } from './theory/blotto-table.js';
import { equilibriumMix } from './theory/mixes.js';

let blotto: Blotto | undefined;

/**
 * `equilibrium` with a table for blotto that is a hundred times as exact. The table is not shipped: `npm run solve -- --full`
 * builds it once, in some minutes. It has a name of its own so that what `equilibrium` plays never depends on whether
 * that has been done.
 */
export default mixed({
  name: 'equilibrium-full',
  games: ['coinflip', 'rps', 'hi_lo', 'crash', 'mines', 'reaction_ring', 'blotto'],
  stochastic: true,
  reasoning: 'Plays like equilibrium, in blotto from the full table that `npm run solve -- --full` builds.',
  init() {
    full();
  },
  mix: (at) => equilibriumMix(at, full),
});

function full(): Blotto {
  blotto ??= blottoOn(readFullTable(fullTableFile()));
  return blotto;
}
