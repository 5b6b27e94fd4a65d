import {
  drawInt,
  type Game,
  higher,
  integerIn,
  lateWinner,
  ownEither,
  type RoundResult,
  scored,
} from './game.js';

export interface CrashMove {
  /** 1.01..10 in whole hundredths. */
  readonly cashout: number;
}

export interface CrashState {
  readonly min: number;
  readonly max: number;
}

export interface CrashResult extends RoundResult<CrashMove> {
  /** From 1, in whole hundredths, with no upper end. */
  readonly crash_point: number;
}

// In hundredths, as everything that is compared here: 1.15 * 100 falls below 115 in binary.
const MIN = 101;
const MAX = 1000;

/** Draw 0 of the round: u, for the crash point floor(100 / (1 - u)) hundredths, in IEEE double arithmetic. */
export const crash: Game<CrashMove, CrashState, CrashResult, null, number, null> = {
  id: 'crash',
  name: 'Crash',
  rules:
    'Both sides set a cashout. The multiplier crashes at a hidden point, above any cashout c with probability 1/c. A ' +
    'side survives if its cashout is not above the crash point. The only survivor wins the round; of two survivors the ' +
    'higher cashout does; otherwise the round is tied.',
  moves: '{ cashout: 1.01 to 10, in whole hundredths }',
  format: { kind: 'first_to', bestOf: 3 },
  turnTimeoutMs: 15_000,
  moveKey: 'cashout',
  start: () => null,
  deal: () => null,
  state: () => ({ min: MIN / 100, max: MAX / 100 }),

  parseMove(raw) {
    const cashout = ownEither(raw, 'cashout', 'cashout_at');
    if (typeof cashout !== 'number' || integerIn(hundredths(cashout), MIN, MAX) === null) return null;
    return hundredths(cashout) / 100 === cashout ? { cashout } : null;
  },
  wireMove: ({ cashout }) => ({ cashout, cashout_at: cashout }),
  wireForms: ({ cashout }) => [{ cashout }, { cashout_at: cashout }],
  fallbackMove: () => ({ cashout: 1.5 }),
  randomMove: (_state, draw) => ({ cashout: drawInt(draw, MIN, MAX) / 100 }),

  resolve(_deal, _carry, a, b, draw) {
    const crashPoint = Math.floor(100 / (1 - draw()));
    const winner = a && b ? higher(gain(a.move, crashPoint), gain(b.move, crashPoint)) : lateWinner(a, b);
    return scored(winner, crashPoint, null);
  },

  result({ winner, reveal }, _deal, mine, theirs) {
    return {
      winner,
      your_move: mine && { cashout: mine.cashout },
      opponent_move: theirs && { cashout: theirs.cashout },
      crash_point: reveal / 100,
    };
  },
};

function hundredths(cashout: number): number {
  return Math.round(cashout * 100);
}

/** What a move is worth against a crash point, both in hundredths: the cashout, or nothing for a crash. */
function gain(move: CrashMove, crashPoint: number): number {
  const cashout = hundredths(move.cashout);
  return cashout <= crashPoint ? cashout : 0;
}
