type Operator = '+' | '-' | '*' | '/';

/** `null` where this arithmetic has no exact value for it. */
interface Arithmetic<N> {
  /** @param text digits, which may have a decimal point among them */
  read(text: string): N | null;
  apply(operator: Operator, left: N, right: N): N | null;
}

/** Doubles, as long as every value is a whole number that they hold exactly. */
const quick: Arithmetic<number> = {
  read: (text) => (text.includes('.') ? null : safe(Number(text))),
  apply(operator, left, right) {
    switch (operator) {
      case '+':
        return safe(left + right);
      case '-':
        return safe(left - right);
      case '*':
        return safe(left * right);
      case '/':
        return safe(left / right);
      default:
        return operator satisfies never;
    }
  },
};

function safe(value: number): number | null {
  return Number.isSafeInteger(value) ? value : null;
}

/** Numerator and denominator, the latter above 0. */
type Fraction = readonly [bigint, bigint];

/** Any size and any fraction. Only division by zero has no value. */
const exact: Arithmetic<Fraction> = {
  read(text) {
    const [whole = '', decimals = ''] = text.split('.');
    return [BigInt(whole + decimals), 10n ** BigInt(decimals.length)];
  },
  apply(operator, [a, b], [c, d]) {
    switch (operator) {
      case '+':
        return [a * d + c * b, b * d];
      case '-':
        return [a * d - c * b, b * d];
      case '*':
        return [a * c, b * d];
      case '/':
        return c === 0n ? null : c > 0n ? [a * d, b * c] : [-a * d, b * -c];
      default:
        return operator satisfies never;
    }
  },
};

/**
 * The value of an arithmetic expression as an answer to `math_duel`, that is as a safe integer: `+ - * /`, also written
 * `− – × x · ÷ :`, with signs, brackets, a bracket as a factor (`2(3 + 4)`) and decimals, with or without blanks.
 * What is around it (`What is … = ?`) is passed over. Never throws:
 * - A value that is not whole is rounded to the nearest integer, halves away from zero: only integers are answers, and
 *   an arena that asks for such a value has rounded it itself. What lies between is exact: `7 / 2 * 2` is 7.
 * - A value beyond the safe integers becomes the last of them.
 * - Without any value (nothing to read, division by zero) it is 0.
 */
export function calculate(expression: string): number {
  const value = new Reader(expression, quick).value();
  if (value !== null) return value + 0;
  const fraction = new Reader(expression, exact).value();
  return fraction === null ? 0 : nearest(fraction);
}

const LARGEST = BigInt(Number.MAX_SAFE_INTEGER);

function nearest([numerator, denominator]: Fraction): number {
  const size = numerator < 0n ? -numerator : numerator;
  const whole = (2n * size + denominator) / (2n * denominator);
  const answer = Number(whole < LARGEST ? whole : LARGEST);
  return numerator < 0n ? 0 - answer : answer;
}

const OPERATORS: ReadonlyMap<number, Operator> = new Map(
  (
    [
      ['+', '+'],
      ['-', '-−–'],
      ['*', '*×xX·⋅∙∗'],
      ['/', '/÷∕:'],
    ] as const
  ).flatMap(([operator, spellings]) =>
    [...spellings].map((spelling) => [spelling.charCodeAt(0), operator] as const),
  ),
);

const ZERO = 48;
const NINE = 57;
const POINT = 46;
const OPEN = 40;
const CLOSE = 41;
const EQUALS = 61;

/** More brackets than anybody can mean; without an end to them the stack would end first. */
const DEEPEST = 500;

/** Precedence climbing over the characters, in one pass from left to right. */
class Reader<N> {
  readonly #text: string;
  readonly #arithmetic: Arithmetic<N>;
  #at = 0;
  #depth = 0;

  constructor(text: string, arithmetic: Arithmetic<N>) {
    this.#text = text;
    this.#arithmetic = arithmetic;
  }

  value(): N | null {
    return this.#sum();
  }

  #sum(): N | null {
    let value = this.#product();
    while (value !== null) {
      const operator = this.#operator();
      if (operator !== '+' && operator !== '-') return value;
      this.#at++;
      const right = this.#product();
      value = right === null ? null : this.#arithmetic.apply(operator, value, right);
    }
    return null;
  }

  #product(): N | null {
    let value = this.#operand();
    while (value !== null) {
      const operator = this.#operator();
      if (operator === '*' || operator === '/') this.#at++;
      else if (operator !== 'bracket') return value;
      const right = this.#operand();
      value = right === null ? null : this.#arithmetic.apply(operator === '/' ? '/' : '*', value, right);
    }
    return null;
  }

  /** What stands between two operands, not yet passed; `null` for the end, of the brackets or of all. */
  #operator(): Operator | 'bracket' | null {
    for (; this.#at < this.#text.length; this.#at++) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === OPEN) return 'bracket';
      if (code === EQUALS || isDigit(code)) return null;
      if (code === CLOSE) {
        // One too many is passed over.
        if (this.#depth > 0) return null;
        continue;
      }
      const operator = OPERATORS.get(code);
      if (operator !== undefined) return operator;
    }
    return null;
  }

  #operand(): N | null {
    let negative = false;
    for (; this.#at < this.#text.length; this.#at++) {
      const code = this.#text.charCodeAt(this.#at);
      if (isDigit(code)) return this.#signed(negative, this.#arithmetic.read(this.#digits()));
      if (code === OPEN) return this.#signed(negative, this.#brackets());
      if (code === CLOSE || code === EQUALS) return null;
      if (OPERATORS.get(code) === '-') negative = !negative;
    }
    return null;
  }

  #signed(negative: boolean, value: N | null): N | null {
    const zero = negative ? this.#arithmetic.read('0') : null;
    return zero === null || value === null ? value : this.#arithmetic.apply('-', zero, value);
  }

  #brackets(): N | null {
    if (++this.#depth > DEEPEST) return null;
    this.#at++;
    const value = this.#sum();
    this.#depth--;
    // One that is not closed lasts until the end.
    if (this.#text.charCodeAt(this.#at) === CLOSE) this.#at++;
    return value;
  }

  #digits(): string {
    const start = this.#at;
    this.#passDigits();
    const isDecimal =
      this.#text.charCodeAt(this.#at) === POINT && isDigit(this.#text.charCodeAt(this.#at + 1));
    if (isDecimal) {
      this.#at++;
      this.#passDigits();
    }
    return this.#text.slice(start, this.#at);
  }

  #passDigits(): void {
    while (isDigit(this.#text.charCodeAt(this.#at))) this.#at++;
  }
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}
