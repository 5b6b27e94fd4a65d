import { add, divide, type Fraction, multiply, negate, ONE, whole } from './fraction.js';

/*
 * Values of expressions that may hold the unknown of an equation. Only what is linear in it can be calculated, so that an
 * equation between two of them has one solution at most.
 */

/** `constant + slope * unknown` */
export interface Linear {
  readonly constant: Fraction;
  readonly slope: Fraction;
}

const ZERO = whole(0);

export const UNKNOWN: Linear = { constant: ZERO, slope: ONE };

export function constantOf(value: Fraction): Linear {
  return { constant: value, slope: ZERO };
}

export function isConstant({ slope }: Linear): boolean {
  return slope[0] === 0n;
}

export function sumOf(a: Linear, b: Linear): Linear | null {
  return linear(add(a.constant, b.constant), add(a.slope, b.slope));
}

export function opposite({ constant, slope }: Linear): Linear {
  return { constant: negate(constant), slope: negate(slope) };
}

/** Null where both hold the unknown. */
export function productOf(a: Linear, b: Linear): Linear | null {
  const [factor, other] = isConstant(a) ? [a, b] : [b, a];
  if (!isConstant(factor)) return null;
  return linear(multiply(factor.constant, other.constant), multiply(factor.constant, other.slope));
}

/** Null where the divisor holds the unknown, or is 0. */
export function quotientOf(a: Linear, b: Linear): Linear | null {
  if (!isConstant(b)) return null;
  return linear(divide(a.constant, b.constant), divide(a.slope, b.constant));
}

export function hundredth(value: Linear): Linear | null {
  return quotientOf(value, constantOf(whole(100)));
}

function linear(constant: Fraction | null, slope: Fraction | null): Linear | null {
  if (constant === null || slope === null) return null;
  // A zero with a long denominator would only slow down what follows.
  return { constant, slope: slope[0] === 0n ? ZERO : slope };
}
