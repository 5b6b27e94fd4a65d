import { evenly } from '../support/mixed.js';
import { uniformTheory } from './first-to.js';

/**
 * Rock-paper-scissors and coinflip: the uniform mix is optimal in every standing. `FirstTo` says what can be asked:
 *
 *     rps.mix(at), rps.value(at), coinflip.mix(at), coinflip.value(at)
 */

export type RpsMove = 'rock' | 'paper' | 'scissors';
export type CoinflipMove = 'heads' | 'tails';

const BEATS: Readonly<Record<RpsMove, RpsMove>> = { rock: 'scissors', paper: 'rock', scissors: 'paper' };

export const rps = uniformTheory<RpsMove>(3, evenly(['rock', 'paper', 'scissors']), (mine, theirs) => ({
  win: BEATS[mine] === theirs ? 1 : 0,
  loss: BEATS[theirs] === mine ? 1 : 0,
}));

/** The flip is fair: two calls that differ win equally often, two that are the same tie. */
export const coinflip = uniformTheory<CoinflipMove>(5, evenly(['heads', 'tails']), (mine, theirs) =>
  mine === theirs ? { win: 0, loss: 0 } : { win: 0.5, loss: 0.5 },
);
