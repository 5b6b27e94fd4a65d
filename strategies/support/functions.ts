import { type Fraction, factorial, multiply, negate, power, root, whole } from './fraction.js';
import type { FunctionName } from './tokens.js';

export type Operation = (value: Fraction) => Fraction | null;

const ofDegree =
  (degree: number): Operation =>
  (value) =>
    root(value, degree);

export const FUNCTIONS: Readonly<Record<FunctionName, Operation>> = {
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
