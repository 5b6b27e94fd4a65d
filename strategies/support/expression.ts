import { Arithmetic } from './arithmetic.js';
import type { Fraction } from './fraction.js';
import {
  constantOf,
  hundredth,
  type Linear,
  opposite,
  productOf,
  quotientOf,
  sumOf,
  UNKNOWN,
} from './linear.js';
import { isName, isOpenEnded, isPercent, isSign, type Sign, type Token } from './tokens.js';

/** What could be read, and why that is in doubt. */
export type Reading<Value = Fraction> = { readonly value: Value | null; readonly doubt: string | null };

/** The value of an expression. What it asks for is not known. */
export function readingOf(tokens: readonly Token[]): Reading {
  const reader = new Reader(tokens, null);
  return { value: reader.value()?.constant ?? null, doubt: reader.doubt };
}

/** The value of one side of an equation. */
export function sideOf(tokens: readonly Token[]): Reading<Linear> {
  const reader = new Reader(tokens, UNKNOWN);
  return { value: reader.value(), doubt: reader.doubt };
}

function notUnderstood(text: string): string {
  return `${JSON.stringify(text.slice(0, 20))} is not understood`;
}

/** More brackets than anybody can mean; without an end to them the stack would end first. */
const DEEPEST = 500;

/** An operand, a product or a power, and whether it is a percentage and nothing else. */
interface Term {
  readonly value: Linear | null;
  readonly isPercent: boolean;
}

/** Precedence climbing, in one pass from left to right. What it cannot make sense of it passes over, and is in doubt. */
class Reader {
  readonly #arithmetic = new Arithmetic();
  readonly #tokens: readonly Token[];
  readonly #unknown: Linear | null;
  #at = 0;
  #depth = 0;
  #bars = 0;

  constructor(tokens: readonly Token[], unknown: Linear | null) {
    this.#tokens = tokens;
    this.#unknown = unknown;
    for (; tokens[this.#at]?.is === 'pause'; this.#at++) {
      if (isName(tokens.slice(this.#at, this.#at + 3))) this.#doubt('it begins with what is not understood');
    }
  }

  value(): Linear | null {
    const value = this.#sum();
    if (this.#at < this.#tokens.length && value !== null) this.#doubt('it goes on after what could be read');
    return value;
  }

  get doubt(): string | null {
    return this.#arithmetic.doubt;
  }

  #doubt(why: string): void {
    this.#arithmetic.note(why);
  }

  #sum(): Linear | null {
    let start = this.#at;
    let { value, isPercent: areAllPercent } = this.#product();
    for (let before: Sign | null = null; value !== null; ) {
      const sign = this.#sign();
      if (sign === null || sign === 'beside' || !'+-⊸⊖⊕'.includes(sign)) return value;
      const isTurned = sign === '⊖' || sign === '⊸';
      // `2 times 3 less than 10`, `5 - 3 more than 10`
      const isThan = (sign === '⊖' || sign === '⊕') && isOpenEnded(this.#tokens.slice(start, this.#at));
      if (isThan || (isTurned && before !== null) || (sign === '⊕' && before === '-'))
        this.#doubt('it is not clear how much its "than" or "from" refers to');
      start = ++this.#at;
      const { value: right, isPercent } = this.#product();
      // As on any calculator: 50 + 10 % is 55.
      const isOfLeft = isPercent && !areAllPercent;
      const added: Linear | null = right && isOfLeft ? productOf(value, right) : right;
      if (before !== null && isOfLeft) this.#doubt('a percentage may be of all before it, or of a part');
      areAllPercent &&= isPercent;
      value = added && sumOf(isTurned ? opposite(value) : value, sign === '-' ? opposite(added) : added);
      before = sign;
    }
    return null;
  }

  #product(): Term {
    let value = this.#part();
    const isPercent = value !== null && isSign(this.#tokens[this.#at - 1], '%p');
    let isDivided = false;
    for (let isAlone = true; value !== null; isAlone = false) {
      const sign = this.#sign();
      if (sign === null) return { value, isPercent: isPercent && isAlone };
      if (sign !== 'beside') {
        if (!'*/m%d∘'.includes(sign)) return { value, isPercent: isPercent && isAlone };
        this.#at++;
        // `20%(30)`
        if (sign === '%' && this.#tokens[this.#at]?.is === 'open')
          this.#doubt('its % may be percent or modulo');
      } else if (isDivided) this.#doubt('a factor beside a divisor may belong to it');
      isDivided ||= sign === '/';
      const right = this.#part();
      value = right && this.#applied(sign, value, right);
    }
    return { value: null, isPercent: false };
  }

  #applied(sign: Sign | 'beside', left: Linear, right: Linear): Linear | null {
    if (sign === '/') return quotientOf(left, right);
    if (sign === 'd') return this.#arithmetic.wholeQuotient(left, right);
    if (sign === 'm' || sign === '%') return this.#arithmetic.remainder(left, right, sign === 'm');
    return productOf(left, right);
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
      if (token.is === 'number') {
        if (this.#tokens[this.#at - 1]?.is !== 'close') return null;
        // `(1) 3 + 4`
        if (token.isApart)
          this.#doubt('the number after its brackets may be a factor, or begin the expression');
        return 'beside';
      }
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

  /** With what it is a part of: `half of 4` is one operand. */
  #part(): Linear | null {
    const before = this.#tokens[this.#at - 1];
    const value = this.#factor();
    if (value === null || !isSign(this.#tokens[this.#at], '∘')) return value;
    // `100 / 20% of 50`
    const isSaid = before?.isSaid || this.#tokens[this.#at - 1]?.isSaid;
    if (isSign(before, '/%d') && !isSaid)
      this.#doubt('it may divide by a part, or take a part of the quotient');
    this.#at++;
    const all = this.#deeper(() => this.#part());
    return all && productOf(value, all);
  }

  #factor(): Linear | null {
    return this.#signed(() => this.#percentage());
  }

  /** With its signs: a power binds closer than they do, -2 ^ 2 is -4. */
  #signed(read: () => Linear | null): Linear | null {
    let negative = false;
    for (; ; this.#at++) {
      const token = this.#tokens[this.#at];
      if (token === undefined || token.is === 'close') return null;
      if (token.is === 'strange') this.#doubt(notUnderstood(token.text));
      else if (token.is === 'pause') {
        if (isName(this.#tokens.slice(this.#at, this.#at + 3)) || !/\p{L}/u.test(token.text))
          this.#doubt(notUnderstood(token.text));
      } else if (token.is !== 'sign' || token.sign === '|') break;
      else if (token.sign === '-') negative = !negative;
      else if (token.sign !== '+') {
        const text = token.isSaid ? 'an operation in words' : `"${token.sign}"`;
        this.#doubt(`${text} has nothing before it`);
      }
    }
    const value = read();
    return value && negative ? opposite(value) : value;
  }

  /** `20 %`. It is of a power and not of its exponent: 10^2 % is 1. */
  #percentage(): Linear | null {
    let value = this.#power();
    for (; value !== null; this.#at++) {
      const [token, next] = this.#tokens.slice(this.#at, this.#at + 2);
      if (!isPercent(token, next)) break;
      value = hundredth(value);
    }
    return value;
  }

  #power(): Linear | null {
    const base = this.#operand();
    const [last, sign, next] = this.#tokens.slice(this.#at - 1, this.#at + 2);
    if (base === null || !isSign(sign, '^')) return base;
    // `2²^3`
    if (last?.is === 'power' && !last.isSaid && !sign?.isSaid)
      this.#doubt('one of its powers may apply to the other');
    this.#at++;
    const isSaid = sign?.isSaid || next?.isSaid;
    const exponent = this.#deeper(() => (isSaid ? this.#part() : this.#signed(() => this.#power())));
    const end = this.#tokens[this.#at - 1];
    // `2^3 squared`
    if (end?.isSaid && (end.is === 'power' || isSign(end, '!')))
      this.#doubt('its last word may apply to the power or to the exponent');
    return exponent && this.#arithmetic.raise(base, exponent);
  }

  /** With what stands behind it: `5!`, `5²`. */
  #operand(): Linear | null {
    let value = this.#atom();
    for (; value !== null; this.#at++) {
      const [before, token, next] = this.#tokens.slice(this.#at - 1, this.#at + 2);
      if (token?.is === 'power') value = this.#arithmetic.raise(value, constantOf(token.exponent));
      else if (isSign(token, '!')) {
        // 5!! is 5 * 3 * 1; of three or more nobody knows. In words one is of the other.
        const isDouble = !token?.isSaid && isSign(next, '!') && !next?.isSaid && !next?.isApart;
        if (isSign(before, '!') && !token?.isSaid) this.#doubt('it has too many exclamation marks');
        if (isDouble) this.#at++;
        value = this.#arithmetic.factorial(value, isDouble ? 2 : 1);
      }
      // `50%²`
      else if (isPercent(token, next) && (next?.is === 'power' || isSign(next, '^')))
        value = hundredth(value);
      else break;
    }
    return value;
  }

  #atom(): Linear | null {
    const token = this.#tokens[this.#at++];
    if (token === undefined) return null;
    if (token.is === 'number') return constantOf(token.value);
    if (token.is === 'open') return this.#deeper(() => this.#brackets(token.shape));
    if (token.is === 'unknown') {
      if (this.#unknown === null) this.#doubt(`"${token.name}" is not known`);
      return this.#unknown;
    }
    if (token.is === 'function') {
      const isSaid = token.isSaid || this.#tokens[this.#at]?.isSaid;
      const operand = this.#deeper(() => (isSaid ? this.#part() : this.#factor()));
      return operand && this.#arithmetic.apply(token.name, operand);
    }
    return isSign(token, '|') ? this.#deeper(() => this.#absolute()) : null;
  }

  #deeper(read: () => Linear | null): Linear | null {
    if (this.#depth >= DEEPEST) return null;
    this.#depth++;
    const value = read();
    this.#depth--;
    return value;
  }

  #brackets(shape: string): Linear | null {
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
    if (shape === '⌊') return this.#arithmetic.floor(value);
    return shape === '⌈' ? this.#arithmetic.ceiling(value) : value;
  }

  #absolute(): Linear | null {
    this.#bars++;
    const value = this.#sum();
    this.#bars--;
    if (isSign(this.#tokens[this.#at], '|')) this.#at++;
    else this.#doubt('a bar is not closed');
    return value && this.#arithmetic.apply('abs', value);
  }
}
