import {
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
import { constantOf, isConstant, type Linear } from './linear.js';
import type { FunctionName } from './tokens.js';

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

/**
 * What is not linear, and why what comes of it is in doubt; the first reason counts. It has no value where the unknown is part
 * of it: such an equation may have no solution, or several.
 */
export class Arithmetic {
  doubt: string | null = null;

  note(why: string): void {
    this.doubt ??= why;
  }

  /** The whole part of a quotient. */
  wholeQuotient(left: Linear, right: Linear): Linear | null {
    return this.#ofTwo(left, right, (value, divisor) => {
      const quotient = divide(value, divisor);
      if (quotient && quotient[0] < 0n && !isWhole(quotient)) this.note('it rounds a quotient below 0');
      return quotient && whole(floor(quotient));
    });
  }

  /** @param isModulo whether what is below 0 has a usual remainder, as it has for `mod` */
  remainder(left: Linear, right: Linear, isModulo: boolean): Linear | null {
    return this.#ofTwo(left, right, (value, divisor) => {
      const rest = modulo(value, divisor);
      const isUsual = divisor[0] > 0n && (isModulo || value[0] >= 0n);
      if (rest?.[0] !== 0n && !isUsual) this.note('a remainder of what is below 0 may have either sign');
      return rest;
    });
  }

  raise(base: Linear, exponent: Linear): Linear | null {
    const value = this.#ofTwo(base, exponent, power);
    if (!value) this.note('its power has no value here');
    return value;
  }

  /** @param step 1, or 2 for the double factorial */
  factorial(value: Linear, step: number): Linear | null {
    return this.#ofOne(value, (of) => factorial(of, step));
  }

  apply(name: FunctionName, value: Linear): Linear | null {
    return this.#ofOne(value, FUNCTIONS[name]);
  }

  floor(value: Linear): Linear | null {
    return this.#ofOne(value, (of) => whole(floor(of)));
  }

  ceiling(value: Linear): Linear | null {
    return this.#ofOne(value, (of) => whole(-floor(negate(of))));
  }

  #ofOne(value: Linear, operation: Operation): Linear | null {
    const made = isConstant(value) ? operation(value.constant) : null;
    return made && constantOf(made);
  }

  #ofTwo(left: Linear, right: Linear, operation: (a: Fraction, b: Fraction) => Fraction | null) {
    return isConstant(left) ? this.#ofOne(right, (value) => operation(left.constant, value)) : null;
  }
}
