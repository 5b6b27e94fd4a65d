/*
 * Exact numbers of any size, for expressions: what lies between the operands and an integer answer is never rounded.
 */

/** Numerator and denominator, the latter above 0. */
export type Fraction = readonly [numerator: bigint, denominator: bigint];

/** A value that has more digits than any answer could need: of more bits than this. */
const MOST_BITS = 16_384;
/** The precision of values that no fraction holds: so many decimal places. */
const PLACES = 10n ** 40n;

export const ONE: Fraction = [1n, 1n];
/** The first forty places. */
export const PI: Fraction = [31415926535897932384626433832795028841971n, PLACES];

export function whole(value: bigint | number): Fraction {
  return [BigInt(value), 1n];
}

/** @param text digits, which may have a point among or before them, and an exponent after them */
export function readNumber(text: string): Fraction | null {
  const [mantissa = '', exponent = '0'] = text.split('e');
  const [integer = '', decimals = ''] = mantissa.split('.');
  const power = Number(exponent) - decimals.length;
  if (Math.abs(power) > 1_000 || integer.length > 1_000) return null;
  const digits = BigInt(integer + decimals);
  return power >= 0 ? whole(digits * 10n ** BigInt(power)) : [digits, 10n ** BigInt(-power)];
}

export function negate([a, b]: Fraction): Fraction {
  return [-a, b];
}

export function add([a, b]: Fraction, [c, d]: Fraction): Fraction | null {
  return bounded([a * d + c * b, b * d]);
}

export function multiply([a, b]: Fraction, [c, d]: Fraction): Fraction | null {
  return bounded([a * c, b * d]);
}

/** Null for a division by zero. */
export function divide([a, b]: Fraction, [c, d]: Fraction): Fraction | null {
  if (c === 0n) return null;
  return bounded(c > 0n ? [a * d, b * c] : [-a * d, b * -c]);
}

/** What is left of `a` after whole times `b`, with the sign of `b`, as mathematicians have it. */
export function modulo(a: Fraction, b: Fraction): Fraction | null {
  const quotient = divide(a, b);
  const times = quotient && multiply(whole(floor(quotient)), b);
  return times && add(a, negate(times));
}

export function isWhole([a, b]: Fraction): boolean {
  return a % b === 0n;
}

/** Whether they differ by no more than the places of a root that was cut off. */
export function isNear([a, b]: Fraction, [c, d]: Fraction): boolean {
  const apart = a * d - c * b;
  return (apart < 0n ? -apart : apart) * 10n ** 30n <= b * d;
}

export function floor([a, b]: Fraction): bigint {
  return a / b - (a < 0n && a % b !== 0n ? 1n : 0n);
}

/** The nearest integer; halves away from zero. */
export function nearest([a, b]: Fraction): bigint {
  const size = (2n * (a < 0n ? -a : a) + b) / (2n * b);
  return a < 0n ? -size : size;
}

/** Null where it has no value here: 0 to a power below 0, a root of what is below 0, more digits than anybody asks for. */
export function power(base: Fraction, exponent: Fraction): Fraction | null {
  const [over, under] = reduced(exponent);
  if (under > 12n || over > 4_096n || over < -4_096n) return null;
  const size = over < 0n ? -over : over;
  const [a, b] = reduced(base);
  if (BigInt(bitsOf(a) + bitsOf(b)) * size > BigInt(MOST_BITS)) return null;
  const raised: Fraction = [a ** size, b ** size];
  const value = under === 1n ? raised : root(raised, Number(under));
  return over < 0n && value ? divide(ONE, value) : value;
}

/** Exact where that is a fraction, else to forty places; null where there is none. @param degree 2 for the square root */
export function root([a, b]: Fraction, degree: number): Fraction | null {
  if (a < 0n) {
    const positive = degree % 2 === 1 ? root([-a, b], degree) : null;
    return positive && negate(positive);
  }
  const n = BigInt(degree);
  const [over, under] = reduced([a, b]);
  const exact: Fraction = [integerRoot(over, n), integerRoot(under, n)];
  if (exact[0] ** n === over && exact[1] ** n === under) return exact;
  return [integerRoot((a * PLACES ** n) / b, n), PLACES];
}

/** By Newton's method, from above. */
function integerRoot(value: bigint, n: bigint): bigint {
  if (value < 2n) return value;
  let guess = 1n << (BigInt(bitsOf(value)) / n + 1n);
  for (;;) {
    const next = ((n - 1n) * guess + value / guess ** (n - 1n)) / n;
    if (next >= guess) return guess;
    guess = next;
  }
}

const MOST_FACTORIAL = 300n;

/** Null for all but whole numbers from 0 to 300. @param step 1, or 2 for the double factorial */
export function factorial(value: Fraction, step: number): Fraction | null {
  if (!isWhole(value)) return null;
  const n = floor(value);
  if (n < 0n || n > MOST_FACTORIAL) return null;
  let product = 1n;
  for (let i = n; i > 1n; i -= BigInt(step)) product *= i;
  return whole(product);
}

/** To reduce takes long for long numbers, so it is done where it must, and where it does not halve them they are too long. */
function bounded(value: Fraction): Fraction | null {
  if (bitsOf(value[0]) + bitsOf(value[1]) <= MOST_BITS) return value;
  const small = reduced(value);
  return 2 * (bitsOf(small[0]) + bitsOf(small[1])) > MOST_BITS ? null : small;
}

function reduced([a, b]: Fraction): Fraction {
  if (b === 1n) return [a, b];
  let [x, y] = [a < 0n ? -a : a, b];
  while (y > 0n) [x, y] = [y, x % y];
  return x > 1n ? [a / x, b / x] : [a, b];
}

function bitsOf(value: bigint): number {
  const hex = value.toString(16);
  return 4 * hex.length;
}
