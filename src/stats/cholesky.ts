/*
 * Symmetric, positive definite matrices by their lower triangles, row by row, and Cholesky's factorization of them.
 */

export type Matrix = readonly Float64Array[];

/** A place that is known to be there. */
export const at = (row: Float64Array | readonly number[], i: number) => row[i] as number;

/** The lower factor L of a positive definite matrix, which is L Lᵀ. It takes the place of the matrix. */
export function factored(matrix: Float64Array[]): Matrix {
  for (const [i, row] of matrix.entries()) {
    for (let j = 0; j <= i; j++) {
      const other = matrix[j] as Float64Array;
      let left = at(row, j);
      for (let k = 0; k < j; k++) left -= at(row, k) * at(other, k);
      row[j] = i === j ? Math.sqrt(Math.max(left, 1e-12)) : left / at(other, j);
    }
  }
  return matrix;
}

/** Solves L x = side. */
export function forward(lower: Matrix, side: Float64Array): Float64Array {
  const x = Float64Array.from(side);
  for (const [i, row] of lower.entries()) {
    let left = at(x, i);
    for (let k = 0; k < i; k++) left -= at(row, k) * at(x, k);
    x[i] = left / at(row, i);
  }
  return x;
}

/** Solves L Lᵀ x = side. */
export function solved(lower: Matrix, side: Float64Array): Float64Array {
  const x = forward(lower, side);
  for (let i = x.length - 1; i >= 0; i--) {
    const row = lower[i] as Float64Array;
    const value = at(x, i) / at(row, i);
    x[i] = value;
    for (let k = 0; k < i; k++) x[k] = at(x, k) - at(row, k) * value;
  }
  return x;
}

/** The lower triangle of the inverse of L Lᵀ. */
export function inverted(lower: Matrix): Matrix {
  // The columns of the inverse of L, each from its first number that is not 0.
  const columns = lower.map((first, i) => {
    const column = new Float64Array(lower.length - i);
    column[0] = 1 / at(first, i);
    for (let k = i + 1; k < lower.length; k++) {
      const row = lower[k] as Float64Array;
      let left = 0;
      for (let j = i; j < k; j++) left -= at(row, j) * at(column, j - i);
      column[k - i] = left / at(row, k);
    }
    return column;
  });
  return columns.map((column, i) =>
    Float64Array.from({ length: i + 1 }, (_, j) => {
      const other = columns[j] as Float64Array;
      let product = 0;
      for (let k = 0; k < column.length; k++) product += at(column, k) * at(other, k + i - j);
      return product;
    }),
  );
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += at(a, i) * at(b, i);
  return sum;
}
