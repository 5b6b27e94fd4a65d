import { drawInt, type Game, integerIn, own, type Played, type RoundResult, wordMove } from './game.js';

export type HiLoChoice = 'higher' | 'lower';

export interface HiLoMove {
  readonly choice: HiLoChoice;
}

export interface HiLoState {
  /** 1..13, ace low. */
  readonly dealer_card: number;
}

export interface HiLoResult extends RoundResult<HiLoMove> {
  /** Always null: a round is won by nobody, and each side's score is its number of right guesses. */
  readonly winner: null;
  readonly your_choice: HiLoChoice | null;
  readonly opponent_choice: HiLoChoice | null;
  /** The next card, 1..13. */
  readonly card: number;
}

const ACE = 1;
const KING = 13;

/** Draw 0 of the round: the dealer card, 1..13. Draw 1: the next card, 1..13. */
export const hiLo: Game<HiLoMove, HiLoState, HiLoResult, number, number, null> = {
  id: 'hi_lo',
  name: 'Hi-Lo',
  rules:
    'A dealer card is shown, fresh every round, and both sides guess whether the next card is higher or lower. Cards ' +
    'are 1 to 13 (ace low) from an infinite deck. A right guess scores a point for its side; an equal card makes both ' +
    'guesses wrong.',
  moves: '{ choice: "higher" | "lower" }',
  format: { kind: 'fixed', bestOf: 5 },
  turnTimeoutMs: 15_000,
  start: () => null,
  deal: (_carry, _round, draw) => drawInt(draw, ACE, KING),
  state: (dealerCard) => ({ dealer_card: dealerCard }),
  ...wordMove('choice', ['higher', 'lower'], 'guess'),
  fallbackMove(state) {
    const dealerCard = integerIn(own(state, 'dealer_card'), ACE, KING) ?? ACE;
    return { choice: dealerCard <= (ACE + KING) / 2 ? 'higher' : 'lower' };
  },

  resolve(dealerCard, _carry, a, b, draw) {
    const card = drawInt(draw, ACE, KING);
    const right = card > dealerCard ? 'higher' : card < dealerCard ? 'lower' : null;
    return { winner: null, points: [pointFor(a, right), pointFor(b, right)], reveal: card, carry: null };
  },

  result({ reveal }, _deal, mine, theirs) {
    return {
      winner: null,
      your_move: mine && { choice: mine.choice },
      opponent_move: theirs && { choice: theirs.choice },
      your_choice: mine?.choice ?? null,
      opponent_choice: theirs?.choice ?? null,
      card: reveal,
    };
  },
};

function pointFor(played: Played<HiLoMove> | null, right: HiLoChoice | null): number {
  return played !== null && played.move.choice === right ? 1 : 0;
}
