import {
  drawInt,
  type Game,
  higher,
  lateWinner,
  NO_STATE,
  type NoState,
  oneOf,
  own,
  type RoundResult,
  scored,
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

const FACES = ['heads', 'tails'] as const;

/** Draw 0 of the round: the flip, an integer 0 (heads) or 1 (tails). */
export const coinflip: Game<CoinflipMove, CoinflipState, CoinflipResult, null, CoinflipChoice, null> = {
  id: 'coinflip',
  name: 'Coinflip',
  rules:
    'Both sides call a fair coin. The only side that called it right wins the round; otherwise it is tied.',
  moves: '{ choice: "heads" | "tails" }',
  format: { kind: 'first_to', bestOf: 5 },
  turnTimeoutMs: 15_000,
  moveKey: 'choice',
  start: () => null,
  deal: () => null,
  state: () => NO_STATE,

  parseMove(raw) {
    const choice = oneOf(own(raw, 'choice'), FACES);
    return choice && { choice };
  },
  wireMove: (move) => ({ choice: move.choice }),
  wireForms: (move) => [{ choice: move.choice }],
  fallbackMove: () => ({ choice: 'heads' }),
  randomMove: (_state, draw) => ({ choice: face(drawInt(draw, 0, 1)) }),

  resolve(_deal, _carry, a, b, draw) {
    const flip = face(drawInt(draw, 0, 1));
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

function face(drawn: number): CoinflipChoice {
  return drawn === 0 ? 'heads' : 'tails';
}
