import {
  add,
  divide,
  type Fraction,
  factorial,
  floor,
  isWhole,
  modulo,
  multiply,
  negate,
  power,
  root,
  whole,
} from './fraction.js';
import { beginsOperand, type FunctionName, isSign, type Sign, type Token } from './tokens.js';

/** What could be read, and why that is in doubt. */
export type Reading = { readonly value: Fraction | null; readonly doubt: string | null };

/** The value of an expression. @param unknown what it has for what it asks for; null where that is not known */
export function readingOf(tokens: readonly Token[], unknown: Fraction | null): Reading {
  const reader = new Reader(tokens, unknown);
  return { value: reader.value(), doubt: reader.doubt };
}

function notUnderstood(text: string): string {
  return `${JSON.stringify(text.slice(0, 20))} is not understood`;
}

/** More brackets than anybody can mean; without an end to them the stack would end first. */
const DEEPEST = 500;

/** Words that no sign follows, unless they stand for something. */
const NAMES = ['an', 'the', 'what', 'whats'];

type Operation = (value: Fraction) => Fraction | null;

const ofDegree =
  (degree: number): Operation =>
  (value) =>
    root(value, degree);

const FUNCTIONS: Readonly<Record<FunctionName, Operation>> = {
  '√': ofDegree(2),
  '∛': ofDegree(3),
  root4: ofDegree(4),
  root5: ofDegree(5),
  root6: ofDegree(6),
  root7: ofDegree(7),
  root8: ofDegree(8),
  root9: ofDegree(9),
  root10: ofDegree(10),
  square: (value) => multiply(value, value),
  cube: (value) => power(value, whole(3)),
  abs: (value) => (value[0] < 0n ? negate(value) : value),
  factorial: (value) => factorial(value, 1),
};

/** An operand, a product or a power, and whether it is a percentage and nothing else. */
interface Term {
  readonly value: Fraction | null;
  readonly isPercent: boolean;
}

/** Precedence climbing, in one pass from left to right. What it cannot make sense of it passes over, and is in doubt. */
class Reader {
  doubt: string | null = null;
  readonly #tokens: readonly Token[];
  readonly #unknown: Fraction | null;
  #at = 0;
  #depth = 0;
  #bars = 0;

  constructor(tokens: readonly Token[], unknown: Fraction | null) {
    this.#tokens = tokens;
    this.#unknown = unknown;
    for (; tokens[this.#at]?.is === 'pause'; this.#at++) {
      if (this.#isName()) this.#doubt('it begins with what is not understood');
    }
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
    let { value, isPercent: areAllPercent } = this.#product();
    for (let isFirst = true; value !== null; isFirst = false) {
      const sign = this.#sign();
      if (sign !== '+' && sign !== '-' && sign !== '⊸') return value;
      this.#at++;
      const { value: right, isPercent } = this.#product();
      // As on any calculator: 50 + 10 % is 55.
      const isOfLeft = isPercent && !areAllPercent;
      const added: Fraction | null = right && isOfLeft ? multiply(value, right) : right;
      if (!isFirst && isOfLeft) this.#doubt('a percentage may be of all before it, or of a part');
      if (!isFirst && sign === '⊸') this.#doubt('what is subtracted may be all before it, or a part');
      areAllPercent &&= isPercent;
      value = added && add(sign === '⊸' ? negate(value) : value, sign === '-' ? negate(added) : added);
    }
    return null;
  }

  #product(): Term {
    let value = this.#factor();
    const isPercent = value !== null && isSign(this.#tokens[this.#at - 1], '%p');
    let isDivided = false;
    for (let isAlone = true; value !== null; isAlone = false) {
      const sign = this.#sign();
      if (sign === null) return { value, isPercent: isPercent && isAlone };
      if (sign !== 'beside') {
        if (!'*/m%d'.includes(sign)) return { value, isPercent: isPercent && isAlone };
        this.#at++;
        // `20%(30)`
        if (sign === '%' && this.#tokens[this.#at]?.is === 'open')
          this.#doubt('its % may be percent or modulo');
      } else if (isDivided) this.#doubt('a factor beside a divisor may belong to it');
      isDivided ||= sign === '/';
      const right = this.#factor();
      // `1/2 % of 200`
      const isPart = sign === '/' && isAlone && isSign(this.#tokens[this.#at - 1], '%p');
      if (isPart && right && isBelow(value, multiply(right, whole(100)))) {
        if (!isSign(this.#tokens[this.#at], '*')) this.#doubt('a percentage may be of a part, or divide');
        value = divide(divide(value, right) ?? right, whole(10_000));
        continue;
      }
      value = right && this.#applied(sign, value, right);
    }
    return { value: null, isPercent: false };
  }

  #applied(sign: Sign | 'beside', left: Fraction, right: Fraction): Fraction | null {
    if (sign === '*' || sign === 'beside') return multiply(left, right);
    if (sign === '/') return divide(left, right);
    if (sign === 'd') {
      const quotient = divide(left, right);
      if (quotient && quotient[0] < 0n && !isWhole(quotient)) this.#doubt('it rounds a quotient below 0');
      return quotient && whole(floor(quotient));
    }
    const rest = modulo(left, right);
    const isUsual = right[0] > 0n && (sign === 'm' || left[0] >= 0n);
    if (rest?.[0] !== 0n && !isUsual) this.#doubt('a remainder of what is below 0 may have either sign');
    return rest;
  }

  /** What stands between two operands, not yet passed; null for the end, of the brackets or of all. */
  #sign(): Sign | 'beside' | null {
    let pause: string | null = null;
    for (; ; this.#at++) {
      const token = this.#tokens[this.#at];
      if (token === undefined || (token.is === 'close' && this.#depth > 0)) return null;
      if (token.is === 'pause') {
        pause ??= token.text;
        continue;
      }
      if (pause !== null) this.#doubt(`it goes on after ${JSON.stringify(pause.slice(0, 20))}`);
      if (token.is === 'sign') {
        if (token.sign !== '|') return token.sign;
        return this.#bars > 0 ? null : 'beside';
      }
      if (token.is === 'open' || token.is === 'function') return 'beside';
      if (token.is === 'number') return this.#tokens[this.#at - 1]?.is === 'close' ? 'beside' : null;
      if (token.is === 'unknown') {
        if (this.#unknown !== null) return 'beside';
        this.#doubt(`"${token.name}" is not known`);
        return null;
      }
      this.#doubt(
        token.is === 'strange' ? notUnderstood(token.text) : 'a bracket closes that was not opened',
      );
    }
  }

  /** Whether the word at hand stands for something: `the + 3`. */
  #isName(): boolean {
    const [token, next] = this.#tokens.slice(this.#at, this.#at + 2);
    return token?.is === 'pause' && NAMES.includes(token.text) && isSign(next, '+-');
  }

  /** With its signs: a power binds closer than they do, -2 ^ 2 is -4. */
  #factor(): Fraction | null {
    let negative = false;
    for (; ; this.#at++) {
      const token = this.#tokens[this.#at];
      if (token === undefined || token.is === 'close') return null;
      if (token.is === 'strange') this.#doubt(notUnderstood(token.text));
      else if (token.is === 'pause') {
        if (this.#isName() || !/\p{L}/u.test(token.text)) this.#doubt(notUnderstood(token.text));
      } else if (token.is !== 'sign' || token.sign === '|') break;
      else if (token.sign === '-') negative = !negative;
      else if (token.sign !== '+') this.#doubt(`"${token.sign}" has nothing before it`);
    }
    const value = this.#power();
    return value && negative ? negate(value) : value;
  }

  #power(): Fraction | null {
    const base = this.#operand();
    if (base === null || !isSign(this.#tokens[this.#at], '^')) return base;
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
      const [token, next] = this.#tokens.slice(this.#at, this.#at + 2);
      if (isSign(token, '!')) {
        // 5!! is 5 * 3 * 1; of three or more nobody knows.
        if (isSign(this.#tokens[this.#at - 1], '!')) this.#doubt('it has too many exclamation marks');
        const isDouble = isSign(next, '!');
        if (isDouble) this.#at++;
        value = factorial(value, isDouble ? 2 : 1);
      } else if (isSign(token, '²³')) value = power(value, whole(isSign(token, '²') ? 2 : 3));
      else if (isSign(token, 'p') || (isSign(token, '%') && !isModulo(token, next)))
        value = divide(value, whole(100));
      else break;
    }
    return value;
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
    if (token.is === 'function') {
      const operand = this.#deeper(() => this.#factor());
      return operand && FUNCTIONS[token.name](operand);
    }
    return isSign(token, '|') ? this.#deeper(() => this.#absolute()) : null;
  }

  #deeper(read: () => Fraction | null): Fraction | null {
    if (this.#depth >= DEEPEST) return null;
    this.#depth++;
    const value = read();
    this.#depth--;
    return value;
  }

  #brackets(shape: string): Fraction | null {
    const bars = this.#bars;
    this.#bars = 0;
    const value = this.#sum();
    this.#bars = bars;
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
    this.#bars++;
    const value = this.#sum();
    this.#bars--;
    if (isSign(this.#tokens[this.#at], '|')) this.#at++;
    else this.#doubt('a bar is not closed');
    return value && FUNCTIONS.abs(value);
  }
}

function isBelow(value: Fraction, other: Fraction | null): boolean {
  const difference = other && add(other, negate(value));
  return difference !== null && difference[0] > 0n;
}

/** Whether a `%` stands between two operands as any sign does: `10 % 3` and `10%3`, not `20% 50`. */
function isModulo(sign: Token | undefined, next: Token | undefined): boolean {
  return beginsOperand(next) && Boolean(sign?.isApart) === Boolean(next?.isApart);
}
