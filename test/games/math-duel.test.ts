import { describe, expect, test } from 'vitest';
import { mathDuel } from '../../src/games/math-duel.js';
import { createRng } from '../../src/lib/rng.js';
import { drawFor, drawing, played } from './support.js';

const operator = (sign: string) => drawFor('+-*'.indexOf(sign), 0, 2);

describe('the expression', () => {
  test.each([
    { signs: ['+'], operands: [1, 99], expression: '1 + 99', answer: 100 },
    { signs: ['-'], operands: [1, 99], expression: '1 - 99', answer: -98 },
    { signs: ['*'], operands: [2, 12], expression: '2 * 12', answer: 24 },
    { signs: ['+', '*'], operands: [12, 3, 2], expression: '12 + 3 * 2', answer: 18 },
    { signs: ['*', '-'], operands: [12, 3, 99], expression: '12 * 3 - 99', answer: -63 },
    { signs: ['-', '-'], operands: [5, 4, 3], expression: '5 - 4 - 3', answer: -2 },
    { signs: ['*', '*'], operands: [12, 12, 12], expression: '12 * 12 * 12', answer: 1728 },
  ])('$expression = $answer', ({ signs, operands, expression, answer }) => {
    const draw = drawing(
      drawFor(operands.length, 2, 3),
      ...signs.map(operator),
      ...operands.map((operand, i) =>
        signs[i - 1] === '*' || signs[i] === '*' ? drawFor(operand, 2, 12) : drawFor(operand, 1, 99),
      ),
    );
    const deal = mathDuel.deal(null, 1, draw);
    expect(draw.left()).toBe(0);
    expect(mathDuel.state(deal, null, 'a')).toStrictEqual({ expression });
    expect(mathDuel.resolve(deal, null, null, null, draw).reveal).toBe(answer);
    expect(mathDuel.fallbackMove({ expression })).toEqual({ answer });
  });

  test('always follows the grammar, and its answer is what JavaScript makes of it', () => {
    const seed = 7;
    const draw = createRng(String(seed));
    const lengths = new Set<number>();
    for (let i = 0; i < 3000; i++) {
      const expression = mathDuel.deal(null, 1, draw);
      const parts = expression.split(' ');
      lengths.add(parts.length);
      for (let p = 0; p < parts.length; p += 2) {
        const operand = Number(parts[p]);
        const factor = parts[p - 1] === '*' || parts[p + 1] === '*';
        expect(operand, `${expression}, seed ${seed}`).toBeGreaterThanOrEqual(factor ? 2 : 1);
        expect(operand, `${expression}, seed ${seed}`).toBeLessThanOrEqual(factor ? 12 : 99);
      }
      const expected: unknown = new Function(`return ${expression}`)();
      expect(mathDuel.fallbackMove({ expression }).answer, `${expression}, seed ${seed}`).toBe(expected);
    }
    expect(lengths).toEqual(new Set([3, 5]));
  });
});

test.each([
  { a: [14, 500], b: [15, 1], winner: 'a', why: 'the only right answer' },
  { a: [13, 1], b: [14, 9000], winner: 'b', why: 'the only right answer' },
  { a: [14, 20], b: [14, 21], winner: 'a', why: 'the faster of two' },
  { a: [14, 20], b: [14, 20], winner: null, why: 'equally fast' },
  { a: [1, 20], b: [2, 30], winner: null, why: 'both wrong' },
  { a: [1, 20], b: null, winner: 'a', why: 'a wrong answer beats a late side' },
  { a: null, b: [14, 0], winner: 'b', why: 'a late side' },
  { a: null, b: null, winner: null, why: 'both late' },
])('2 + 3 * 4: $a against $b is won by $winner: $why', ({ a, b, winner }) => {
  const moveA = a && { answer: a[0] as number };
  const moveB = b && { answer: b[0] as number };
  const resolved = mathDuel.resolve(
    '2 + 3 * 4',
    null,
    played(moveA, a?.[1]),
    played(moveB, b?.[1]),
    drawing(),
  );
  expect(mathDuel.result(resolved, '2 + 3 * 4', moveA, moveB, 'a')).toStrictEqual({
    winner,
    your_move: moveA,
    opponent_move: moveB,
    answer: 14,
    correct: a?.[0] === 14,
  });
});

test.each(['', '2 +', '2 / 3', '(1 + 2)', '2 ** 3', '-1 + 2', '9'.repeat(40), 'constructor', 7, null])(
  'the fallback answers 0 to %j',
  (expression) => {
    expect(mathDuel.fallbackMove({ expression } as never)).toEqual({ answer: 0 });
  },
);

test.each(['14', 1.5, 2 ** 53, Number.NaN, null, [14]])('%j is not an answer', (answer) => {
  expect(mathDuel.parseMove({ answer }, { expression: '1 + 1' })).toBeNull();
});
