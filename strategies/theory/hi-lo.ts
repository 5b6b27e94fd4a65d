import { weighted } from '../support/mixed.js';
import type { Chances } from './first-to.js';
import { solveMatrixGame } from './matrix-game.js';
import type { Mix } from './weighted.js';

/**
 * Hi-Lo: five rounds, in each of which only different calls can move the lead.
 *
 *     hiLo.value({ lead, roundsLeft })         // match score of the side to move, before the card is shown
 *     hiLo.cardValue({ lead, roundsLeft }, card)
 *     hiLo.mix({ lead, roundsLeft }, card)     // of 'higher' and 'lower'
 *     hiLo.chances(card, mine, theirs)         // of gaining and losing a point on the other side
 *
 * `lead` is one's own points less the other side's, `roundsLeft` counts the round at hand: `6 - turn.round`.
 */

export type Call = 'higher' | 'lower';

export interface HiLoStanding {
  readonly lead: number;
  readonly roundsLeft: number;
}

const CARDS = 13;
const ROUNDS = 5;

interface Solved {
  readonly value: number;
  readonly mix: Mix<Call>;
}

const solved = new Map<number, readonly Solved[]>();

export const hiLo = {
  value,
  cardValue: (at: HiLoStanding, card: number): number => endValue(at) ?? onCard(at, card).value,
  mix: (at: HiLoStanding, card: number): Mix<Call> => onCard(at, card).mix,
  chances,
};

function value(at: HiLoStanding): number {
  return endValue(at) ?? cards(at).reduce((sum, { value }) => sum + value, 0) / CARDS;
}

/** A lead that the rounds to come cannot make up for ends the match. */
function endValue({ lead, roundsLeft }: HiLoStanding): number | null {
  if (roundsLeft > 0 && Math.abs(lead) <= roundsLeft) return null;
  return lead > 0 ? 1 : lead < 0 ? 0 : 0.5;
}

function onCard(at: HiLoStanding, card: number): Solved {
  const found = cards(at)[card - 1];
  if (!found) throw new RangeError(`no card ${card}`);
  return found;
}

function cards(at: HiLoStanding): readonly Solved[] {
  const key = at.roundsLeft * 2 * (ROUNDS + 1) + at.lead + ROUNDS;
  let found = solved.get(key);
  if (!found) {
    const roundsLeft = at.roundsLeft - 1;
    const [behind, same, ahead] = [-1, 0, 1].map((step) => value({ lead: at.lead + step, roundsLeft }));
    found = Array.from({ length: CARDS }, (_, i) => solve(i + 1, behind ?? 0, same ?? 0, ahead ?? 0));
    solved.set(key, found);
  }
  return found;
}

function solve(card: number, behind: number, same: number, ahead: number): Solved {
  // Where both calls are as good, as for a trailer on an ace, the first is taken: the likelier one wins more from others.
  const calls: readonly Call[] = card > 7 ? ['lower', 'higher'] : ['higher', 'lower'];
  const payoffs = calls.flatMap((mine) =>
    calls.map((theirs) => {
      const { win, loss } = chances(card, mine, theirs);
      return win * ahead + loss * behind + (1 - win - loss) * same;
    }),
  );
  const { value, rowMix } = solveMatrixGame(payoffs, 2, 2);
  return { value, mix: weighted(calls, [...rowMix]) };
}

function chances(card: number, mine: Call, theirs: Call): Chances {
  if (mine === theirs) return { win: 0, loss: 0 };
  const higher = (CARDS - card) / CARDS;
  const lower = (card - 1) / CARDS;
  return mine === 'higher' ? { win: higher, loss: lower } : { win: lower, loss: higher };
}
