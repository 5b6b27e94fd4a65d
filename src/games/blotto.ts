import { drawInt, type Game, higher, integerIn, lateWinner, own, type RoundResult, scored } from './game.js';

export interface BlottoMove {
  /** 0..your_budget. */
  readonly bid: number;
}

export interface BlottoState {
  readonly your_budget: number;
  readonly opponent_budget: number;
  /** What a bid of side a (whichever side this is told to) is multiplied by: 0.8, 0.9, 1, 1.1 or 1.2. */
  readonly terrain_bonus_a: number;
  /** Counts the round at hand, so it is 1 in the last one. */
  readonly rounds_left: number;
}

export interface BlottoResult extends RoundResult<BlottoMove> {
  /** What is left after the round. */
  readonly your_budget: number;
  readonly opponent_budget: number;
}

export interface BlottoDeal {
  /** `terrain_bonus_a` in tenths, 8..12: in binary fractions 50 * 1.1 is above 55. */
  readonly terrainTenths: number;
  readonly roundsLeft: number;
}

export interface BlottoBudgets {
  readonly a: number;
  readonly b: number;
}

const BUDGET = 100;
const ROUNDS = 5;

/** Draw 0 of the round: the terrain in tenths, 8..12. */
export const blotto: Game<BlottoMove, BlottoState, BlottoResult, BlottoDeal, null, BlottoBudgets> = {
  id: 'blotto',
  name: 'Blotto',
  rules:
    'Both sides start with 100 troops for five rounds and bid some of them each round; a bid is spent, won or lost. The ' +
    'bid of side a counts times the terrain bonus (0.8 to 1.2, fresh every round, known to both before they bid). The ' +
    'higher effective bid wins the round; equal ones tie it.',
  moves: '{ bid: 0 to your_budget }',
  format: { kind: 'fixed', bestOf: ROUNDS },
  turnTimeoutMs: 15_000,
  moveKey: 'bid',
  start: () => ({ a: BUDGET, b: BUDGET }),
  deal: (_carry, round, draw) => ({ terrainTenths: drawInt(draw, 8, 12), roundsLeft: ROUNDS - round + 1 }),

  state: (deal, budgets, side) => ({
    your_budget: side === 'a' ? budgets.a : budgets.b,
    opponent_budget: side === 'a' ? budgets.b : budgets.a,
    terrain_bonus_a: deal.terrainTenths / 10,
    rounds_left: deal.roundsLeft,
  }),

  parseMove(raw, state) {
    const bid = integerIn(own(raw, 'bid'), 0, budgetIn(state) ?? BUDGET);
    return bid === null ? null : { bid };
  },
  wireMove: ({ bid }) => ({ bid }),
  wireForms: ({ bid }) => [{ bid }],
  fallbackMove(state) {
    const roundsLeft = integerIn(own(state, 'rounds_left'), 1, ROUNDS) ?? ROUNDS;
    return { bid: Math.floor((budgetIn(state) ?? 0) / roundsLeft) };
  },
  randomMove: (state, draw) => ({ bid: drawInt(draw, 0, state.your_budget) }),

  // A late side bids 0 and loses even to a bid of 0, so who was late is asked before the bids are compared.
  resolve(deal, budgets, a, b) {
    const bidA = a?.move.bid ?? 0;
    const bidB = b?.move.bid ?? 0;
    const winner = a && b ? higher(bidA * deal.terrainTenths, bidB * 10) : lateWinner(a, b);
    return scored(winner, null, { a: budgets.a - bidA, b: budgets.b - bidB });
  },

  result({ winner, carry }, _deal, mine, theirs, side) {
    return {
      winner,
      your_move: mine && { bid: mine.bid },
      opponent_move: theirs && { bid: theirs.bid },
      your_budget: side === 'a' ? carry.a : carry.b,
      opponent_budget: side === 'a' ? carry.b : carry.a,
    };
  },
};

/** One's own budget, or `null` where the state does not tell it. */
function budgetIn(state: unknown): number | null {
  return integerIn(own(state, 'your_budget'), 0, BUDGET);
}
