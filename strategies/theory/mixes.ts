import type { Chance, Situation } from 'botpit';
import { type Blotto, standingOf as blottoStandingOf } from './blotto.js';
import { crash } from './crash.js';
import { type FirstTo, standingOf } from './first-to.js';
import { hiLo } from './hi-lo.js';
import { mines } from './mines.js';
import { reactionRing } from './reaction-ring.js';
import { coinflip, rps } from './uniform-games.js';

/**
 * The equilibrium of every game with a decision, asked as a strategy is asked.
 *
 *     equilibriumMix(situationOrTurn, () => blottoOn(shippedTable()))
 */

export type DecidedGame = 'coinflip' | 'rps' | 'hi_lo' | 'crash' | 'mines' | 'reaction_ring' | 'blotto';

/** @param blotto called for blotto only, on each turn */
export function equilibriumMix(
  at: Situation<DecidedGame>,
  blotto: () => Blotto,
): readonly Chance<DecidedGame>[] {
  switch (at.game) {
    case 'coinflip':
      return mixOf(coinflip, at);
    case 'rps':
      return mixOf(rps, at);
    case 'crash':
      return mixOf(crash, at);
    case 'mines':
      return mixOf(mines, at);
    case 'reaction_ring':
      return mixOf(reactionRing, at);
    case 'hi_lo':
      return hiLo.mix(
        { lead: at.score.mine - at.score.theirs, roundsLeft: 6 - at.round },
        at.state.dealer_card,
      );
    case 'blotto':
      return blotto().mix(blottoStandingOf(at), Math.round(at.state.terrain_bonus_a * 10));
  }
}

function mixOf<Move>(theory: FirstTo<Move>, at: Pick<Situation, 'round' | 'score'>) {
  return theory.mix(standingOf(at, theory.bestOf));
}
