import {
  drawInt,
  type Game,
  higher,
  lateWinner,
  type NoState,
  type RoundResult,
  STATELESS,
  scored,
  wordMove,
} from './game.js';

export type CoinflipChoice = 'heads' | 'tails';

export interface CoinflipMove {
  readonly choice: CoinflipChoice;
}

export type CoinflipState = NoState;

export interface CoinflipResult extends RoundResult<CoinflipMove> {
  readonly flip: CoinflipChoice;
  readonly your_choice: CoinflipChoice | null;
  readonly opponent_choice: CoinflipChoice | null;
}

/** Draw 0 of the round: the flip, an integer 0 (heads) or 1 (tails). */
export const coinflip: Game<CoinflipMove, CoinflipState, CoinflipResult, null, CoinflipChoice, null> = {
  id: 'coinflip',
  name: 'Coinflip',
  rules:
    'Both sides call a fair coin. The only side that called it right wins the round; otherwise it is tied.',
  moves: '{ choice: "heads" | "tails" }',
  format: { kind: 'first_to', bestOf: 5 },
  turnTimeoutMs: 15_000,
  ...STATELESS,
  ...wordMove('choice', ['heads', 'tails']),

  resolve(_deal, _carry, a, b, draw) {
    const flip = drawInt(draw, 0, 1) === 0 ? 'heads' : 'tails';
    const winner =
      a && b ? higher(Number(a.move.choice === flip), Number(b.move.choice === flip)) : lateWinner(a, b);
    return scored(winner, flip, null);
  },

  result({ winner, reveal }, _deal, mine, theirs) {
    return {
      winner,
      your_move: mine && { choice: mine.choice },
      opponent_move: theirs && { choice: theirs.choice },
      flip: reveal,
      your_choice: mine?.choice ?? null,
      opponent_choice: theirs?.choice ?? null,
    };
  },
};
