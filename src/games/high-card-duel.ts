import {
  drawInt,
  type Game,
  higher,
  lateWinner,
  NO_STATE,
  type NoState,
  oneOf,
  ownEither,
  type RoundResult,
  scored,
} from './game.js';

export interface HighCardDuelMove {
  readonly action: 'draw';
}

export type HighCardDuelState = NoState;

export interface HighCardDuelResult extends RoundResult<HighCardDuelMove> {
  /** 1..13, ace low; drawn for a late side too, though it counts for nothing then. */
  readonly your_card: number;
  readonly opponent_card: number;
}

type Cards = readonly [number, number];

/** Draw 0 of the round: the card of side a, 1..13. Draw 1: the card of side b. */
export const highCardDuel: Game<HighCardDuelMove, HighCardDuelState, HighCardDuelResult, null, Cards, null> =
  {
    id: 'high_card_duel',
    name: 'High Card Duel',
    rules:
      'Each side draws a card, 1 to 13 (ace low), from an infinite deck. The higher card wins the round; equal cards tie ' +
      'it. Nothing is decided.',
    moves: '{ action: "draw" }',
    format: { kind: 'first_to', bestOf: 5 },
    turnTimeoutMs: 10_000,
    moveKey: 'action',
    start: () => null,
    deal: () => null,
    state: () => NO_STATE,

    parseMove(raw) {
      const action = oneOf(ownEither(raw, 'action', 'choice'), ['draw']);
      return action && { action };
    },
    wireMove: ({ action }) => ({ action, choice: action }),
    wireForms: ({ action }) => [{ action }, { choice: action }],
    fallbackMove: () => ({ action: 'draw' }),
    randomMove: () => ({ action: 'draw' }),

    resolve(_deal, _carry, a, b, draw) {
      const cardA = drawInt(draw, 1, 13);
      const cardB = drawInt(draw, 1, 13);
      return scored(a && b ? higher(cardA, cardB) : lateWinner(a, b), [cardA, cardB], null);
    },

    result({ winner, reveal: [cardA, cardB] }, _deal, mine, theirs, side) {
      return {
        winner,
        your_move: mine && { action: mine.action },
        opponent_move: theirs && { action: theirs.action },
        your_card: side === 'a' ? cardA : cardB,
        opponent_card: side === 'a' ? cardB : cardA,
      };
    },
  };
