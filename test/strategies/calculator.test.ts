import { describe, expect, test } from 'vitest';
import { drawInt, gameOf } from '../../src/games/index.js';
import { createRng } from '../../src/lib/rng.js';
import { seededDraws, startMatch, viewFor } from '../../src/match/index.js';
import { calculate } from '../../strategies/support/calculate.js';

const LARGEST = Number.MAX_SAFE_INTEGER;

test.each([
  ['12 + 30 * 2', 72],
  ['2*3*4', 24],
  ['10 - 4 - 3', 3],
  ['2 - 3 * 4 + 1', -9],
  [' 007 ', 7],
  ['(2 + 3) * 4', 20],
  ['2 * (3 + (4 - 1)) * 2', 24],
  ['2(3 + 4)', 14],
  ['(2)(3) + 1', 7],
  ['-3 + 5', 2],
  ['4 * -2', -8],
  ['-(2 + 3) * +2', -10],
  ['2 - -3', 5],
  ['--3', 3],
  ['0 * -3', 0],
  ['12 × 3', 36],
  ['12x3', 36],
  ['3·4 ⋅ 2', 24],
  ['8 ÷ 2', 4],
  ['8 : 2 / 4', 1],
  ['5 − 7', -2],
  ['−4 + 1', -3],
  ['12 + 30 * 2 = ?', 72],
  ['12+30*2=?', 72],
  ['What is 7 * 6?', 42],
  ['Solve: 7 * 6', 42],
  ['1.5 * 4', 6],
  ['3\n+\t4', 7],
])('%s is %i', (expression, value) => {
  expect(calculate(expression).answer).toBe(value);
});

describe('a usual reading in other words and signs', () => {
  test.each([
    // Numbers.
    ['.5 * 8', 4],
    ['1,000 + 1', 1001],
    ['1 000 + 1', 1001],
    ["1'000 + 1", 1001],
    ['1_000 + 1', 1001],
    ['1.000.000 + 1', 1_000_001],
    ['1,234.5 * 2', 2469],
    ['1.234,5 * 2', 2469],
    ['1,5 * 2', 3],
    ['1e3 + 1', 1001],
    ['２５ ＋ ４', 29],
    ['٣ + ٤', 7],
    ['३ + ४', 7],
    ['𝟑 + 𝟒', 7],
    ['2½ * 4', 10],
    ['½ * 8', 4],
    // Powers, roots, percent.
    ['2 ^ 10', 1024],
    ['2 ** 3 ** 2', 512],
    ['-2 ^ 2', -4],
    ['(-2)^2', 4],
    ['3² + 4²', 25],
    ['2^-1 * 4', 2],
    ['4^½', 2],
    ['√16', 4],
    ['2√9', 6],
    ['√2 * √2', 2],
    ['∛27', 3],
    ['sqrt(144)', 12],
    ['5!', 120],
    ['20% of 50', 10],
    ['200 * 10%', 20],
    ['50 + 10%', 55],
    ['50 - 10%', 45],
    ['10 % 3', 1],
    ['-7 mod 3', 2],
    // Brackets and signs.
    ['[2 + 3] * 4', 20],
    ['{2 + 3} × 4', 20],
    ['（2＋3）×4', 20],
    ['⟨2 + 3⟩ × 4', 20],
    ['【2 + [1 + 2]】 ✕ 4', 20],
    ['|−3| + 1', 4],
    ['⌊7 / 2⌋ + ⌈7 / 2⌉', 7],
    ['8 ➗ 2 ➕ 1', 5],
    ['3\u200b + 4', 7],
    // Words.
    ['What is 3 plus 4?', 7],
    ["What's nine divided by three?", 3],
    ['how much is 6 times 7, please?', 42],
    ['Result of 3 * 4?', 12],
    ['twenty-one times two', 42],
    ['three hundred and twenty-two', 322],
    ['one million minus one', 999_999],
    ['three point five times two', 7],
    ['a dozen plus one', 13],
    ['two thirds of 9', 6],
    ['one and a half times four', 6],
    ['half of 10', 5],
    ['twice 7', 14],
    ['seven squared', 49],
    ['two to the power of five', 32],
    ['square root of 9 plus 7', 10],
    ['fifteen percent of 200', 30],
    ['3 less than 10', 7],
    ['minus five plus ten', 5],
    ['the sum of 3 and 4', 7],
    ['difference between 10 and 4', 6],
    ['subtract 3 from 10', 7],
    ['multiply 3 by 4', 12],
    ['divide 20 by 5', 4],
    // Equations.
    ['x = 3 + 4', 7],
    ['3 + 4 = x', 7],
    ['? = 3 + 4', 7],
    ['x + 3 = 7', 4],
    ['3 + ? = 7', 4],
    ['2x - 3 = 7', 5],
    ['10 = 2 * n', 5],
  ])('%s is %i, without a doubt', (expression, value) => {
    expect(calculate(expression)).toEqual({ answer: value, doubt: null });
  });
});

test.each([
  '12 @ 3',
  '3 ± 4',
  '4 choose 2',
  'log 100',
  '5 apples + 3 apples',
  '3 + y',
  '3 + 4 = 8',
  'x * x = 4',
  '1 = 1 = 1',
  '(2]',
  '1,00,0 + 1',
  '2 ^ 99999',
])('%s is answered with a doubt', (expression) => {
  const { answer, doubt } = calculate(expression);
  expect(doubt).toMatch(/./);
  expect(Number.isSafeInteger(answer)).toBe(true);
});

describe('a value that is not whole', () => {
  test.each([
    ['7 / 2 * 2', 7],
    ['1 / 3 * 3', 1],
    ['1 / 49 * 49', 1],
    ['7 / 3', 2],
    ['8 / 3', 3],
    ['7 / 2', 4],
    ['-7 / 2', -4],
    ['7 / -2', -4],
    ['1 / -3', 0],
    ['0.1 + 0.2', 0],
    ['9007199254740991 / 2', 4503599627370496],
  ])('%s: the nearest integer is %i', (expression, value) => {
    expect(calculate(expression).answer).toBe(value);
  });
});

describe('large numbers', () => {
  test.each([
    ['9007199254740993 - 9007199254740990', 3],
    ['99999999999999999999 * 99999999999999999999 / 99999999999999999999 - 99999999999999999990', 9],
    ['99999999 * 99999999', LARGEST],
    ['0 - 99999999 * 99999999', -LARGEST],
    ['9007199254740991', LARGEST],
  ])('%s is %i', (expression, value) => {
    expect(calculate(expression).answer).toBe(value);
  });
});

describe('what nobody can calculate', () => {
  test.each([
    ...['', '   ', '= ?', '2 +', '* ', '()', '(', ')', '1 / 0', '0 / 0', '5 / (3 - 3)', 'what', '--', '∞'],
    ...['('.repeat(100_000), `${'('.repeat(5000)}1${')'.repeat(5000)}`],
  ])('"%.20s" is 0', (expression) => {
    expect(calculate(expression)).toEqual({ answer: 0, doubt: expect.any(String) });
  });

  test.each([
    ['(2', 2],
    ['2)', 2],
    ['2) + 3', 5],
    ['2 3', 2],
    ['2 + process.exit()', 0],
    ['-'.repeat(1_000) + 3, 3],
    [`${'('.repeat(400)}1${')'.repeat(400)} + 1`, 2],
    [`1${' + 1'.repeat(50_000)}`, 50_001],
  ])('"%.20s" is read as far as that goes', (expression, value) => {
    expect(calculate(expression).answer).toBe(value);
  });

  test('anything at all has a safe integer for an answer', () => {
    const random = createRng('junk');
    const characters = "0123456789+-*/()=?.x×÷−· a%!^²√|½,_'‰₂\u200b";
    for (let i = 0; i < 20_000; i++) {
      const text = Array.from({ length: drawInt(random, 0, 14) }, () =>
        characters.charAt(drawInt(random, 0, characters.length - 1)),
      ).join('');
      const answer = calculate(text).answer;
      expect(Number.isSafeInteger(answer) && !Object.is(answer, -0), `${text} is ${answer}`).toBe(true);
    }
  });
});

test('agrees with the rules of the game', () => {
  const game = gameOf('math_duel');
  for (let seed = 0; seed < 2000; seed++) {
    const state = viewFor(game, startMatch(game, seededDraws(seed)), 'a') as { expression: string };
    expect({ answer: calculate(state.expression).answer }, `${state.expression}, seed ${seed}`).toEqual(
      game.fallbackMove(state),
    );
  }
});

/** An expression in any spelling, and the same for JavaScript itself. */
function anyExpression(random: () => number, depth: number): { text: string; script: string } {
  const blank = () => (random() < 0.5 ? ' ' : '');
  const kind = depth === 0 ? 0 : drawInt(random, 0, 6);
  if (kind === 0) {
    const number = String(drawInt(random, 0, random() < 0.1 ? 9999 : 99));
    return { text: number, script: number };
  }
  const left = anyExpression(random, depth - 1);
  if (kind === 1) return { text: `(${blank()}${left.text})`, script: `(${left.script})` };
  if (kind === 2) {
    const sign = random() < 0.7 ? '-' : '+';
    const shown = sign === '-' && random() < 0.5 ? '−' : sign;
    return { text: `${shown}(${left.text})`, script: `${sign}(${left.script})` };
  }
  const [operator, spellings] = (
    [
      ['+', '+'],
      ['-', '-−–'],
      ['*', '*×x·'],
      ['/', '/÷:'],
    ] as const
  )[drawInt(random, 0, 3)] ?? ['+', '+'];
  const spelling = spellings.charAt(drawInt(random, 0, spellings.length - 1));
  const right = operator === '/' ? anyDivisor(random, depth - 1) : anyExpression(random, depth - 1);
  return {
    text: `${left.text}${blank()}${spelling}${blank()}${right.text}`,
    // A blank keeps `1 - -2` from becoming a decrement.
    script: `${left.script} ${operator} ${right.script}`,
  };
}

/** Never 0: JavaScript goes on with an infinity where there is no value. */
function anyDivisor(random: () => number, depth: number): { text: string; script: string } {
  const { text, script } = anyExpression(random, depth);
  if (Math.abs(evaluate(script)) > 1e-6) return { text: `(${text})`, script: `(${script})` };
  return { text: '7', script: '7' };
}

function evaluate(script: string): number {
  return new Function(`return ${script};`)();
}

test.each([1, 2, 3, 4, 5])('agrees with JavaScript on generated expressions (seed %i)', (seed) => {
  const random = createRng(`expressions ${seed}`);
  let compared = 0;
  for (let i = 0; i < 2000; i++) {
    const { text, script } = anyExpression(random, drawInt(random, 1, 5));
    const value = evaluate(script);
    const size = Math.abs(value);
    // A half that floating point has moved to either side is not a reference, nor is a number without all of its digits.
    if (size > 2 ** 40 || Math.abs((size % 1) - 0.5) < 1e-3) continue;
    expect(calculate(text).answer, `${text}, seed ${seed}`).toBe(Math.sign(value) * Math.round(size) + 0);
    compared++;
  }
  expect(compared).toBeGreaterThan(1000);
});
