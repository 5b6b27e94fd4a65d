import {
  type Draw,
  drawInt,
  type Game,
  higher,
  integerIn,
  lateWinner,
  own,
  type Played,
  type RoundResult,
  scored,
} from './game.js';

export interface MathDuelMove {
  readonly answer: number;
}

export interface MathDuelState {
  /** Such as `12 + 30 * 2`. */
  readonly expression: string;
}

export interface MathDuelResult extends RoundResult<MathDuelMove> {
  /** The right answer. */
  readonly answer: number;
  /** Whether one's own answer was right; false for a side that was late. */
  readonly correct: boolean;
}

const OPERATORS = '+-*';

/**
 * Draw 0 of the round: the number of operands, 2 or 3. Then one draw for each operator from the left (0 is `+`, 1 is
 * `-`, 2 is `*`), then one for each operand from the left: 2..12 beside a `*`, otherwise 1..99.
 */
export const mathDuel: Game<MathDuelMove, MathDuelState, MathDuelResult, string, number, null> = {
  id: 'math_duel',
  name: 'Math Duel',
  rules:
    'Both sides get the same expression of two or three numbers with +, - and *, read with the usual precedence. The ' +
    'only right answer wins the round; of two right answers the faster one does; otherwise the round is tied.',
  moves: '{ answer: a whole number }',
  format: { kind: 'first_to', bestOf: 3 },
  turnTimeoutMs: 15_000,
  moveKey: 'answer',
  start: () => null,
  deal: (_carry, _round, draw) => dealExpression(draw),
  state: (expression) => ({ expression }),

  parseMove(raw) {
    const answer = integerIn(own(raw, 'answer'), Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    return answer === null ? null : { answer };
  },
  wireMove: ({ answer }) => ({ answer }),
  wireForms: ({ answer }) => [{ answer }],
  fallbackMove: (state) => ({ answer: evaluate(own(state, 'expression')) ?? 0 }),
  // Any integer is legal; these are the values that an expression can have (1 - 99 - 99 to 12 * 12 * 12).
  randomMove: (_state, draw) => ({ answer: drawInt(draw, -197, 1_728) }),

  resolve(expression, _carry, a, b) {
    const answer = evaluate(expression) ?? 0;
    const winner = a && b ? higher(speed(a, answer), speed(b, answer)) : lateWinner(a, b);
    return scored(winner, answer, null);
  },

  result({ winner, reveal }, _deal, mine, theirs) {
    return {
      winner,
      your_move: mine && { answer: mine.answer },
      opponent_move: theirs && { answer: theirs.answer },
      answer: reveal,
      correct: mine?.answer === reveal,
    };
  },
};

function dealExpression(draw: Draw): string {
  const operators = Array.from({ length: drawInt(draw, 2, 3) - 1 }, () =>
    OPERATORS.charAt(drawInt(draw, 0, 2)),
  );
  let expression = String(dealOperand(draw, operators[0] === '*'));
  operators.forEach((operator, i) => {
    expression += ` ${operator} ${dealOperand(draw, operator === '*' || operators[i + 1] === '*')}`;
  });
  return expression;
}

function dealOperand(draw: Draw, isFactor: boolean): number {
  return isFactor ? drawInt(draw, 2, 12) : drawInt(draw, 1, 99);
}

const EXPRESSION = /^\s*\d+(?:\s*[-+*]\s*\d+)*\s*$/;

/** The value of unsigned integers joined by `+ - *`, `*` first; `null` for anything else or beyond the safe integers. */
function evaluate(expression: unknown): number | null {
  if (typeof expression !== 'string' || !EXPRESSION.test(expression)) return null;
  const [first, ...rest] = expression.match(/\d+|[-+*]/g) ?? [];
  let sum = 0;
  let term = Number(first);
  for (let i = 0; i < rest.length; i += 2) {
    const operand = Number(rest[i + 1]);
    if (rest[i] === '*') {
      term *= operand;
    } else {
      sum += term;
      term = rest[i] === '-' ? -operand : operand;
    }
  }
  return integerIn(sum + term, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
}

/** Higher for a faster right answer; all wrong answers are alike. */
function speed(played: Played<MathDuelMove>, answer: number): number {
  return played.move.answer === answer ? -played.elapsedMs : Number.NEGATIVE_INFINITY;
}
