import {
  type Draw,
  drawInt,
  type Game,
  higher,
  lateWinner,
  type NoState,
  type Played,
  type RoundResult,
  STATELESS,
  scored,
  wordMove,
} from './game.js';

// Two games of luck alone: each side gets a number, and the higher number wins.

export interface DiceDuelMove {
  readonly action: 'roll';
}

export type DiceDuelState = NoState;

export interface DiceDuelResult extends RoundResult<DiceDuelMove> {
  /** The sum of both dice, 2..12; rolled for a late side too, though it counts for nothing then. */
  readonly your_roll: number;
  readonly opponent_roll: number;
}

export interface HighCardDuelMove {
  readonly action: 'draw';
}

export type HighCardDuelState = NoState;

export interface HighCardDuelResult extends RoundResult<HighCardDuelMove> {
  /** 1..13, ace low; drawn for a late side too, though it counts for nothing then. */
  readonly your_card: number;
  readonly opponent_card: number;
}

type Numbers = readonly [a: number, b: number];

/** @param numberFor what side a draws first, then side b */
function luck<Word extends string>(word: Word, numberFor: (draw: Draw) => number) {
  return {
    format: { kind: 'first_to', bestOf: 5 },
    turnTimeoutMs: 10_000,
    ...STATELESS,
    ...wordMove('action', [word], 'choice'),
    resolve(_deal: null, _carry: null, a: Played<object> | null, b: Played<object> | null, draw: Draw) {
      const numbers: Numbers = [numberFor(draw), numberFor(draw)];
      return scored(a && b ? higher(...numbers) : lateWinner(a, b), numbers, null);
    },
  } as const;
}

/** Draws 0 and 1 of the round: the dice of side a, 1..6 each. Draws 2 and 3: the dice of side b. */
export const diceDuel: Game<DiceDuelMove, DiceDuelState, DiceDuelResult, null, Numbers, null> = {
  id: 'dice_duel',
  name: 'Dice Duel',
  rules: 'Each side rolls two dice. The higher sum wins the round; equal sums tie it. Nothing is decided.',
  moves: '{ action: "roll" }',
  ...luck('roll', (draw) => drawInt(draw, 1, 6) + drawInt(draw, 1, 6)),

  result({ winner, reveal: [rollA, rollB] }, _deal, mine, theirs, side) {
    return {
      winner,
      your_move: mine && { action: mine.action },
      opponent_move: theirs && { action: theirs.action },
      your_roll: side === 'a' ? rollA : rollB,
      opponent_roll: side === 'a' ? rollB : rollA,
    };
  },
};

/** Draw 0 of the round: the card of side a, 1..13. Draw 1: the card of side b. */
export const highCardDuel: Game<
  HighCardDuelMove,
  HighCardDuelState,
  HighCardDuelResult,
  null,
  Numbers,
  null
> = {
  id: 'high_card_duel',
  name: 'High Card Duel',
  rules:
    'Each side draws a card, 1 to 13 (ace low), from an infinite deck. The higher card wins the round; equal cards tie ' +
    'it. Nothing is decided.',
  moves: '{ action: "draw" }',
  ...luck('draw', (draw) => drawInt(draw, 1, 13)),

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
