import {
  add,
  divide,
  type Fraction,
  factorial,
  floor,
  isEqual,
  modulo,
  multiply,
  nearest,
  negate,
  power,
  root,
  whole,
} from './fraction.js';
import { endsOperand, type Sign, type Token, tokensOf } from './spelling.js';

/** What an expression comes to. */
export interface Calculated {
  /** A safe integer, whatever was asked. */
  readonly answer: number;
  /** Why it is a guess, for a person; null where the expression has one usual reading. */
  readonly doubt: string | null;
}

/** What the arena asks, and nothing else: numbers joined by `+`, `-` and `*`. */
const PLAIN = /^[\d\s*+-]+$/;

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
  if (rest.length % 2 === 1 || /\d\s+\d/.test(expression)) return null;
  let [sum, term] = [0, Number(first)];
  for (let i = 0; i < rest.length; i += 2) {
    const operand = Number(rest[i + 1]);
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

type Reading = { readonly value: Fraction | null; readonly doubt: string | null };

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

function readingOf(tokens: readonly Token[], unknown: Fraction | null): Reading {
  const reader = new Reader(tokens, unknown);
  return { value: reader.value(), doubt: reader.doubt };
}

/** More brackets than anybody can mean; without an end to them the stack would end first. */
const DEEPEST = 500;

/** Precedence climbing, in one pass from left to right. What it cannot make sense of it passes over, and is in doubt. */
class Reader {
  doubt: string | null = null;
  readonly #tokens: readonly Token[];
  readonly #unknown: Fraction | null;
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], unknown: Fraction | null) {
    this.#tokens = tokens;
    this.#unknown = unknown;
  }

  value(): Fraction | null {
    const value = this.#sum();
    if (this.#at < this.#tokens.length && value !== null) this.#doubt('it goes on after what could be read');
    return value;
  }

  #doubt(why: string): void {
    this.doubt ??= why;
  }

  #sum(): Fraction | null {
    let value = this.#product().value;
    while (value !== null) {
      const sign = this.#sign();
      if (sign !== '+' && sign !== '-' && sign !== '⊸') return value;
      this.#at++;
      const { value: right, isPercent } = this.#product();
      // As on any calculator: 50 + 10 % is 55.
      const added = right && isPercent ? multiply(value, right) : right;
      value = added && add(sign === '⊸' ? negate(value) : value, sign === '-' ? negate(added) : added);
    }
    return null;
  }

  /** @returns whether it is a percentage and nothing else */
  #product(): { readonly value: Fraction | null; readonly isPercent: boolean } {
    let value = this.#factor();
    const isPercent = value !== null && this.#endsInPercent();
    for (let isAlone = true; value !== null; isAlone = false) {
      const sign = this.#sign();
      if (sign === '*' || sign === '/' || sign === 'm' || sign === '%') this.#at++;
      else if (sign !== 'beside') return { value, isPercent: isPercent && isAlone };
      const right = this.#factor();
      const apply = sign === '/' ? divide : sign === 'm' || sign === '%' ? modulo : multiply;
      value = right && apply(value, right);
    }
    return { value: null, isPercent: false };
  }

  #endsInPercent(): boolean {
    const last = this.#tokens[this.#at - 1];
    return last?.is === 'sign' && last.sign === '%';
  }

  /** What stands between two operands, not yet passed; null for the end, of the brackets or of all. */
  #sign(): Sign | 'beside' | null {
    for (; ; this.#at++) {
      const token = this.#tokens[this.#at];
      if (token === undefined) return null;
      if (token.is === 'sign') {
        if (token.sign === '√' || token.sign === '∛') return 'beside';
        return token.sign === '|' ? null : token.sign;
      }
      if (token.is === 'open') return 'beside';
      if (token.is === 'number') return this.#tokens[this.#at - 1]?.is === 'close' ? 'beside' : null;
      if (token.is === 'unknown') {
        if (this.#unknown !== null && !this.#isTimes()) return 'beside';
        if (token.name === 'x') return '*';
        this.#doubt(`"${token.name}" is not known`);
        return null;
      }
      if (token.is === 'close' && this.#depth > 0) return null;
      this.#doubt(
        token.is === 'strange' ? `"${token.text}" is not understood` : 'a bracket closes that was not opened',
      );
    }
  }

  /** Whether an `x` stands between two operands. */
  #isTimes(): boolean {
    const [token, next] = [this.#tokens[this.#at], this.#tokens[this.#at + 1]];
    return token?.is === 'unknown' && token.name === 'x' && (next?.is === 'number' || next?.is === 'open');
  }

  /** With its signs: a power binds closer than they do, -2 ^ 2 is -4. */
  #factor(): Fraction | null {
    let negative = false;
    for (; ; this.#at++) {
      const token = this.#tokens[this.#at];
      if (token === undefined || token.is === 'close') return null;
      if (token.is === 'strange') this.#doubt(`"${token.text}" is not understood`);
      else if (token.is !== 'sign' || '√∛|'.includes(token.sign)) break;
      else if (token.sign === '-') negative = !negative;
      else if (token.sign !== '+') this.#doubt(`"${token.sign}" has nothing before it`);
    }
    const value = this.#power();
    return value && negative ? negate(value) : value;
  }

  #power(): Fraction | null {
    const base = this.#operand();
    const token = this.#tokens[this.#at];
    if (base === null || token?.is !== 'sign' || token.sign !== '^') return base;
    this.#at++;
    const exponent = this.#deeper(() => this.#factor());
    const value = exponent && power(base, exponent);
    if (exponent && !value) this.#doubt('its power has no value here');
    return value;
  }

  /** With what stands behind it: `5!`, `20 %`. */
  #operand(): Fraction | null {
    let value = this.#atom();
    for (; value !== null; this.#at++) {
      const token = this.#tokens[this.#at];
      if (token?.is !== 'sign') break;
      if (token.sign === '!') value = factorial(value);
      else if (token.sign === '%' && !this.#beginsOperand(this.#tokens[this.#at + 1]))
        value = divide(value, whole(100));
      else break;
    }
    return value;
  }

  #beginsOperand(token: Token | undefined): boolean {
    if (token === undefined) return false;
    return token.is === 'number' || token.is === 'open' || (token.is === 'sign' && '√∛'.includes(token.sign));
  }

  #atom(): Fraction | null {
    const token = this.#tokens[this.#at++];
    if (token === undefined) return null;
    if (token.is === 'number') return token.value;
    if (token.is === 'open') return this.#deeper(() => this.#brackets(token.shape));
    if (token.is === 'unknown') {
      if (this.#unknown === null) this.#doubt(`"${token.name}" is not known`);
      return this.#unknown;
    }
    if (token.is !== 'sign') return null;
    if (token.sign === '|') return this.#deeper(() => this.#absolute());
    const radicand = this.#deeper(() => this.#power());
    return radicand && root(radicand, token.sign === '∛' ? 3 : 2);
  }

  #deeper(read: () => Fraction | null): Fraction | null {
    if (this.#depth >= DEEPEST) return null;
    this.#depth++;
    const value = read();
    this.#depth--;
    return value;
  }

  #brackets(shape: string): Fraction | null {
    const value = this.#sum();
    const token = this.#tokens[this.#at];
    // One that is not closed lasts until the end.
    if (token?.is !== 'close') this.#doubt('a bracket is not closed');
    else {
      if (token.shape !== shape) this.#doubt('a bracket is closed by one of another kind');
      this.#at++;
    }
    if (value === null) return null;
    if (shape === '⌊') return whole(floor(value));
    return shape === '⌈' ? whole(-floor(negate(value))) : value;
  }

  #absolute(): Fraction | null {
    const value = this.#sum();
    const token = this.#tokens[this.#at];
    if (token?.is === 'sign' && token.sign === '|') this.#at++;
    else this.#doubt('a bar is not closed');
    return value && value[0] < 0n ? negate(value) : value;
  }
}
