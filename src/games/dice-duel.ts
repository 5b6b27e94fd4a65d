import {
  type Draw,
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

export interface DiceDuelMove {
  readonly action: 'roll';
}

export type DiceDuelState = NoState;

export interface DiceDuelResult extends RoundResult<DiceDuelMove> {
  /** The sum of both dice, 2..12; rolled for a late side too, though it counts for nothing then. */
  readonly your_roll: number;
  readonly opponent_roll: number;
}

/** Draws 0 and 1 of the round: the dice of side a, 1..6 each. Draws 2 and 3: the dice of side b. */
export const diceDuel: Game<
  DiceDuelMove,
  DiceDuelState,
  DiceDuelResult,
  null,
  readonly [number, number],
  null
> = {
  id: 'dice_duel',
  name: 'Dice Duel',
  rules: 'Each side rolls two dice. The higher sum wins the round; equal sums tie it. Nothing is decided.',
  moves: '{ action: "roll" }',
  format: { kind: 'first_to', bestOf: 5 },
  turnTimeoutMs: 10_000,
  moveKey: 'action',
  start: () => null,
  deal: () => null,
  state: () => NO_STATE,

  parseMove(raw) {
    const action = oneOf(ownEither(raw, 'action', 'choice'), ['roll']);
    return action && { action };
  },
  wireMove: ({ action }) => ({ action, choice: action }),
  wireForms: ({ action }) => [{ action }, { choice: action }],
  fallbackMove: () => ({ action: 'roll' }),
  randomMove: () => ({ action: 'roll' }),

  resolve(_deal, _carry, a, b, draw) {
    const rollA = twoDice(draw);
    const rollB = twoDice(draw);
    return scored(a && b ? higher(rollA, rollB) : lateWinner(a, b), [rollA, rollB], null);
  },

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

function twoDice(draw: Draw): number {
  return drawInt(draw, 1, 6) + drawInt(draw, 1, 6);
}
