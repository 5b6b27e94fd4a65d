import {
  add,
  divide,
  type Fraction,
  factorial,
  floor,
  modulo,
  multiply,
  negate,
  power,
  root,
  whole,
} from './fraction.js';
import type { Sign, Token } from './spelling.js';

/** What could be read, and why that is in doubt. */
export type Reading = { readonly value: Fraction | null; readonly doubt: string | null };

/** The value of an expression. @param unknown what it has for what it asks for; null where that is not known */
export function readingOf(tokens: readonly Token[], unknown: Fraction | null): Reading {
  const reader = new Reader(tokens, unknown);
  return { value: reader.value(), doubt: reader.doubt };
}

function notUnderstood(text: string): string {
  return `"${text.slice(0, 20)}" is not understood`;
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
        token.is === 'strange' ? notUnderstood(token.text) : 'a bracket closes that was not opened',
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
      if (token.is === 'strange') this.#doubt(notUnderstood(token.text));
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
