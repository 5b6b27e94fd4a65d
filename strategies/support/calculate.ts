import { isNear, nearest, whole } from './fraction.js';
import { Question } from './question.js';
import { spellingOf } from './spelling.js';

/** What an expression comes to. */
export interface Calculated {
  /** A safe integer, whatever was asked. */
  readonly answer: number;
  /** Why it is a guess, for a person; null where the expression has one usual reading. */
  readonly doubt: string | null;
}

/** What the arena asks, and nothing else: numbers joined by `+`, `-` and `*`. */
const PLAIN = /^[\d *+-]+$/;

/** A longer one is not a question, and could take long to read. */
const LONGEST = 2_000;

/**
 * The value of an expression as an answer to `math_duel`. Understood are `+ - * / ^ %` and roots in any spelling of Unicode,
 * signs, all kinds of brackets, factors side by side (`2(3 + 4)`), decimals, groups of digits, powers, factorials, percent,
 * remainders, numbers and arithmetic in English words, questions around it, and equations with one unknown. What has no
 * usual reading, or has two, is in doubt. Never throws, whatever it is given:
 * - A value that is not whole is rounded to the nearest integer, halves away from zero, and in doubt: only integers are
 *   answers. What lies between is exact: `7 / 2 * 2` is 7.
 * - A value beyond the safe integers becomes the last of them, in doubt.
 * - Without any value (nothing to read, division by zero) it is 0, in doubt.
 */
export function calculate(expression: unknown): Calculated {
  const text = typeof expression === 'number' ? String(expression) : expression;
  if (typeof text !== 'string') return { answer: 0, doubt: 'it is not a text' };
  const plain = PLAIN.test(text) ? plainValue(text) : null;
  if (plain !== null) return { answer: plain, doubt: null };
  if (text.length > LONGEST) return { answer: 0, doubt: 'it is too long' };
  const spelling = spellingOf(text);
  const { value, doubt } = new Question(spelling.tokens).value();
  const why = doubt ?? spelling.doubt;
  if (value === null) return { answer: 0, doubt: why ?? 'it has no value' };
  const integer = nearest(value);
  const answer = Number(integer > LARGEST ? LARGEST : integer < -LARGEST ? -LARGEST : integer);
  if (!isNear(value, whole(integer))) return { answer, doubt: why ?? 'its value is not whole' };
  return {
    answer,
    doubt: why ?? (BigInt(answer) === integer ? null : 'it is larger than any answer may be'),
  };
}

/** Null for what is written otherwise, and for values that a double does not hold exactly. */
function plainValue(expression: string): number | null {
  const [first = '', ...rest] = expression.match(/\d+|[-+*]/g) ?? [];
  if (!/^\d/.test(first) || rest.length % 2 === 1) return null;
  let [sum, term] = [0, Number(first)];
  for (let i = 0; i < rest.length; i += 2) {
    const operand = Number(rest[i + 1]);
    // Anything but a sign there, or a sign in place of a number, comes to NaN.
    if (rest[i] === '*') term *= operand;
    else {
      sum += term;
      term = rest[i] === '-' ? -operand : rest[i] === '+' ? operand : Number.NaN;
    }
    if (!Number.isSafeInteger(term) || !Number.isSafeInteger(sum)) return null;
  }
  return Number.isSafeInteger(sum + term) ? sum + term + 0 : null;
}

const LARGEST = BigInt(Number.MAX_SAFE_INTEGER);
