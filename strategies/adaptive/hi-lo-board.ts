import type { ResultOf } from 'botpit';
import type { Stakes } from '../theory/first-to.js';
import { type Call, hiLo } from '../theory/hi-lo.js';
import type { Board } from './board.js';
import type { Standing } from './habits.js';
import { HiLoPlan } from './hi-lo-plan.js';

const ROUNDS = 5;

/** Move 0 is the call on the side where more cards lie (on a 7: higher), move 1 the other one. */
function callAt(index: number, card: number): Call {
  return (index === 0) === card <= 7 ? 'higher' : 'lower';
}

const standingOf = (at: Standing) => ({ lead: at.mine - at.theirs, roundsLeft: ROUNDS - at.round + 1 });

const mixes = new WeakMap<object, Float64Array>();

export const hiLoBoard: Board = {
  size: 2,
  symbols: Uint8Array.of(0, 1),
  classes: 2,
  shows: 3,
  cues: 14,
  kinds: 3,
  // Card by lead.
  habits: [
    { cases: 14 * 3, keep: 0.999, caseOf: (_past, at) => at.cue * 3 + Math.sign(at.theirs - at.mine) + 1 },
  ],

  standing({ round, score, state }) {
    const card = (state as { dealer_card?: number } | null)?.dealer_card ?? 0;
    return { round, mine: score.mine, theirs: score.theirs, cue: card, kind: Math.sign(card - 7) + 1 };
  },
  indexOf: (move, at) => ((move as { choice: Call }).choice === callAt(0, at.cue) ? 0 : 1),
  moveAt: (index, at) => callAt(index, at.cue),
  outcome({ result }, at) {
    const { card, your_choice: mine, opponent_choice: theirs } = result as ResultOf<'hi_lo'>;
    const right = card > at.cue ? 'higher' : card < at.cue ? 'lower' : null;
    if (right === null) return 3;
    return theirs === right ? 1 : mine === right ? 2 : 3;
  },
  shownMove: () => Number.NaN,
  classOf: (index, at) => (callAt(index, at.cue) === 'higher' ? 0 : 1),
  shown(result, at) {
    const { card } = result as { card: number };
    if (card === at.cue) return 3;
    return callAt(0, at.cue) === (card > at.cue ? 'higher' : 'lower') ? 1 : 2;
  },

  equilibrium(at) {
    const mix = hiLo.mix(standingOf(at), at.cue);
    let dense = mixes.get(mix);
    if (!dense) {
      dense = new Float64Array(2);
      for (const { move, probability } of mix) dense[move === callAt(0, at.cue) ? 0 : 1] = probability;
      mixes.set(mix, dense);
    }
    return dense;
  },

  value: (at) => hiLo.cardValue(standingOf(at), at.cue),
  stakes,
  values(at, odds, out, { win: ahead, tie, loss: behind } = stakes(at)) {
    for (let mine = 0; mine < 2; mine++) {
      const { win, loss } = hiLo.chances(at.cue, callAt(mine, at.cue), callAt(1 - mine, at.cue));
      out[mine] = tie + (odds[1 - mine] as number) * (win * (ahead - tie) + loss * (behind - tie));
    }
  },
  valueAgainst(at, mine, theirs, { win: ahead, tie, loss: behind }) {
    if (mine === theirs) return tie;
    const { win, loss } = hiLo.chances(at.cue, callAt(mine, at.cue), callAt(theirs, at.cue));
    return tie + win * (ahead - tie) + loss * (behind - tie);
  },
  equilibriumAgainst(at, theirs, atStake) {
    const other = 1 - theirs;
    const share = hiLoBoard.equilibrium(at)[other] as number;
    return (1 - share) * atStake.tie + share * hiLoBoard.valueAgainst(at, other, theirs, atStake);
  },
  prospects: () => new HiLoPlan(hiLoBoard),
};

function stakes(at: Standing): Stakes {
  const { lead, roundsLeft } = standingOf(at);
  const after = (step: number) => hiLo.value({ lead: lead + step, roundsLeft: roundsLeft - 1 });
  return { win: after(1), tie: after(0), loss: after(-1) };
}
