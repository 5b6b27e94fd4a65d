import { type Reading, readingOf } from './expression.js';
import { add, divide, type Fraction, isEqual, nearest, negate, whole } from './fraction.js';
import { endsOperand, type Sign, type Token, tokensOf } from './spelling.js';

/** What an expression comes to. */
export interface Calculated {
  /** A safe integer, whatever was asked. */
  readonly answer: number;
  /** Why it is a guess, for a person; null where the expression has one usual reading. */
  readonly doubt: string | null;
}

/** What the arena asks, and nothing else: numbers joined by `+`, `-` and `*`. */
const PLAIN = /^[\d *+-]+$/;

/**
 * The value of an expression as an answer to `math_duel`. Understood are `+ - * / ^ %` and roots in any spelling of Unicode,
 * signs, all kinds of brackets, factors side by side (`2(3 + 4)`), decimals, groups of digits, powers, factorials, percent,
 * `mod`, numbers and arithmetic in English words, questions around it, and equations with one unknown. Never throws:
 * - A value that is not whole is rounded to the nearest integer, halves away from zero: only integers are answers, and
 *   an arena that asks for such a value has rounded it itself. What lies between is exact: `7 / 2 * 2` is 7.
 * - A value beyond the safe integers becomes the last of them.
 * - Without any value (nothing to read, division by zero) it is 0, which is in doubt.
 */
export function calculate(expression: string): Calculated {
  const plain = PLAIN.test(expression) ? plainValue(expression) : null;
  if (plain !== null) return { answer: plain, doubt: null };
  const { value, doubt } = new Question(tokensOf(expression)).value();
  return value === null
    ? { answer: 0, doubt: doubt ?? 'it has no value' }
    : { answer: asAnswer(value), doubt };
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

function asAnswer(value: Fraction): number {
  const integer = nearest(value);
  return Number(integer > LARGEST ? LARGEST : integer < -LARGEST ? -LARGEST : integer);
}

const CONNECTIONS: Readonly<
  Record<string, readonly [connecting: readonly string[], sign: Sign, isTurned: boolean]>
> = {
  sum: [['and', 'with'], '+', false],
  add: [['and', 'to', 'with'], '+', false],
  total: [['and'], '+', false],
  difference: [['and'], '-', false],
  subtract: [['from'], '-', true],
  deduct: [['from'], '-', true],
  take: [['from'], '-', true],
  product: [['and'], '*', false],
  multiply: [['and', 'by', 'with'], '*', false],
  quotient: [['and'], '/', false],
  divide: [['by'], '/', false],
};

/** Words of sentences such as `the difference between 7 and 2`, which have no other meaning. */
const FILLING = ['between', 'together', 'away'];

/** An expression with what a question puts around it: an equals sign, an unknown, a sentence. */
class Question {
  readonly #tokens: readonly Token[];

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens.filter((token) => token.is !== 'strange' || !FILLING.includes(token.text));
  }

  value(): Reading {
    const sides = splitAt(this.#tokens, (token) => token.is === 'sign' && token.sign === '=');
    const told = sides.map(withoutAsking).filter((side) => side.some(({ is }) => is !== 'unknown'));
    const [left = [], right, ...more] = told;
    if (right === undefined) return readingOf(sentence(left), null);
    if (more.length > 0) return { ...readingOf(left, null), doubt: 'it has several equals signs' };
    return solved(left, right);
  }
}

/** A side without the question mark at its end, which asks for its value. */
function withoutAsking(side: readonly Token[]): readonly Token[] {
  const last = side.at(-1);
  const isAsking = last?.is === 'unknown' && last.name === '?' && endsOperand(side.at(-2));
  return isAsking ? withoutAsking(side.slice(0, -1)) : side;
}

function splitAt(tokens: readonly Token[], isSplit: (token: Token) => boolean): Token[][] {
  const parts: Token[][] = [[]];
  for (const token of tokens) {
    if (isSplit(token)) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** `subtract 3 from 7` as `(7) - (3)`; whatever is no such sentence stays as it is. */
function sentence(tokens: readonly Token[]): readonly Token[] {
  const [verb, ...rest] = tokens;
  if (verb?.is !== 'strange' || !Object.hasOwn(CONNECTIONS, verb.text)) return tokens;
  const [connecting, sign, isTurned] = CONNECTIONS[verb.text] ?? [[], '+', false];
  const parts = splitAt(rest, (token) => token.is === 'strange' && connecting.includes(token.text));
  if (parts.length < 2) return tokens;
  const ordered = isTurned ? parts.reverse() : parts;
  return ordered.flatMap((part, i): readonly Token[] => [
    ...(i > 0 ? [{ is: 'sign', sign } as const] : []),
    { is: 'open', shape: '(' },
    ...part,
    { is: 'close', shape: '(' },
  ]);
}

/** The value of the one unknown, of an equation that is linear in it; else that of the left side. */
function solved(left: readonly Token[], right: readonly Token[]): Reading {
  const difference = (unknown: number) => {
    const [a, b] = [readingOf(left, whole(unknown)), readingOf(right, whole(unknown))];
    return a.doubt === null && b.doubt === null && a.value && b.value ? add(a.value, negate(b.value)) : null;
  };
  const [at0, at1, at2] = [difference(0), difference(1), difference(2)];
  if (!at0 || !at1 || !at2)
    return { ...readingOf(left, null), doubt: 'it is no equation that can be solved' };
  const slope = add(at1, negate(at0));
  const next = add(at2, negate(at1));
  if (!slope || !next || !isEqual(slope, next))
    return { value: null, doubt: 'it is not linear in its unknown' };
  if (slope[0] !== 0n) return { value: divide(negate(at0), slope), doubt: null };
  return { ...readingOf(left, null), doubt: at0[0] === 0n ? null : 'its sides are not equal' };
}
