import { weighted } from '../support/mixed.js';
import { bestOfThree, type Chances, type Stakes } from './first-to.js';
import type { Mix } from './weighted.js';

/**
 * Crash, as `FirstTo` says, the moves being cashouts, 1.01..10 in whole hundredths: `crash.mix(at)`, `crash.value(at)`.
 *
 * The mixes are the closed forms of the game with a continuous cashout, rounded to hundredths: no response gains more than
 * 0.0001 on them. Exact ones would take a linear program of 300 x 300 for each number of rounds left, half a second in all.
 */

const MIN = 101;
const CASHOUTS = Array.from({ length: 900 }, (_, i) => (MIN + i) / 100);

/** The value for the leader at 1-0 with 1, 2, ... rounds left, of the game in hundredths. */
const LEADER = [0.81845, 0.77396, 0.75903, 0.7535, 0.75136, 0.75053, 0.75021, 0.75008];

/** A cashout survives with probability 1 / cashout, and whenever a higher one does. */
function chances(mine: number, theirs: number): Chances {
  if (mine === theirs) return { win: 0, loss: 0 };
  const [low, high] = [1 / Math.min(mine, theirs), 1 / Math.max(mine, theirs)];
  return mine > theirs ? { win: high, loss: low - high } : { win: low - high, loss: high };
}

export const crash = bestOfThree(CASHOUTS, chances, (stakes, roundsLeft) => {
  if (roundsLeft > LEADER.length) {
    // At an even score: (1 + u) squared, u uniform from 0 to 1.
    const even = rounded((cashout) => Math.min(1, Math.sqrt(cashout) - 1));
    return { value: (stakes.win + stakes.loss) / 2, mine: even, theirs: even };
  }
  return { value: LEADER[roundsLeft - 1] ?? 0, ...atOneNil(stakes) };
});

/** With s = 1 / cashout, the probability of survival: how both sides at 1-0 distribute s over [least, 1]. */
function atOneNil({ win, tie, loss }: Stakes): { mine: Mix<number>; theirs: Mix<number> } {
  const alpha = (win - tie) / (win - loss);
  const beta = 1 - alpha;
  const least = alpha === 0 ? Math.exp(-1) : beta ** (1 / alpha);
  const leader = (s: number) => (alpha === 0 ? 1 + Math.log(s) : (1 - beta * s ** -alpha) / alpha);
  const trailer = (s: number) => (1 - (least / s) ** beta) / beta;
  const below = (share: (s: number) => number) => (cashout: number) =>
    // What the trailer leaves to 1 is put on the lowest cashout, which `rounded` does.
    1 / cashout <= least ? 1 : 1 - share(1 / cashout);
  return { mine: rounded(below(leader)), theirs: rounded(below(trailer)) };
}

/** @param below the probability of a lower cashout, in the continuous game */
function rounded(below: (cashout: number) => number): Mix<number> {
  const probabilities = CASHOUTS.map((cashout, i) => {
    const from = i === 0 ? 0 : below(cashout - 0.005);
    return below(cashout + 0.005) - from;
  });
  return weighted(CASHOUTS, probabilities);
}
