/**
 * Zero-sum matrix games, solved to about 1e-9 by the simplex method.
 *
 *     const { value, rowMix, columnMix } = solveMatrixGame(payoffs, rows, columns)
 *
 * `payoffs[row * columns + column]` is what the row player gets; the column player wants it small.
 */

export interface MatrixGameSolution {
  /** What the row player gets when both play their mix. */
  readonly value: number;
  /** The probability of each row; adds up to 1. */
  readonly rowMix: Float64Array;
  readonly columnMix: Float64Array;
}

/** What rounding leaves of a zero, for payoffs between 0 and 1. */
const ZERO = 1e-11;
/** Dividing by less would blow rounding errors up. */
const LEAST_PIVOT = 1e-8;
/** How far the limits are moved apart, the next one where that did not suffice; solutions are exact to about as much. */
const NUDGES = [1e-9, 1e-7, 1e-5];
/** Multiples of it, less their whole part, are all different and evenly spread. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** @throws RangeError where there are fewer than `rows * columns` payoffs, or none at all */
export function solveMatrixGame(
  payoffs: ArrayLike<number>,
  rows: number,
  columns: number,
): MatrixGameSolution {
  if (rows < 1 || columns < 1 || payoffs.length < rows * columns) {
    throw new RangeError(`${payoffs.length} payoffs are not a game of ${rows} x ${columns}`);
  }
  return saddlePoint(payoffs, rows, columns) ?? solveMixed(payoffs, rows, columns);
}

/** The solution in pure moves, where there is one. */
function saddlePoint(payoffs: ArrayLike<number>, rows: number, columns: number): MatrixGameSolution | null {
  const highs = new Float64Array(columns).fill(-Infinity);
  let bestLow = -Infinity;
  let bestRow = 0;
  for (let row = 0, at = 0; row < rows; row++) {
    let low = Infinity;
    for (let column = 0; column < columns; column++, at++) {
      const payoff = payoffs[at] as number;
      if (payoff < low) low = payoff;
      if (payoff > (highs[column] as number)) highs[column] = payoff;
    }
    if (low > bestLow) {
      bestLow = low;
      bestRow = row;
    }
  }
  let bestColumn = 0;
  for (let column = 1; column < columns; column++) {
    if ((highs[column] as number) < (highs[bestColumn] as number)) bestColumn = column;
  }
  if ((highs[bestColumn] as number) > bestLow) return null;
  const rowMix = new Float64Array(rows);
  const columnMix = new Float64Array(columns);
  rowMix[bestRow] = 1;
  columnMix[bestColumn] = 1;
  return { value: bestLow, rowMix, columnMix };
}

function solveMixed(payoffs: ArrayLike<number>, rows: number, columns: number): MatrixGameSolution {
  for (const nudge of NUDGES) {
    const solution = simplex(payoffs, rows, columns, nudge);
    if (solution) return solution;
  }
  throw new Error(`no solution of a game of ${rows} x ${columns}: are all payoffs finite?`);
}

/**
 * With payoffs made positive: maximise the sum of y >= 0 where no row gets more than 1 from y. The optimum is 1 / value, y
 * over its sum is the column mix, and the prices of the rows are the row mix in the same way.
 *
 * The tableau is condensed: a column for each variable that is zero, a row for each that is not, and a pivot exchanges
 * two. Its last row holds the prices. Of its last two columns the first holds the amounts, the second the amounts for
 * limits that are moved a little apart: they choose the pivots, as with equal limits, of which blotto is full, the method
 * goes round in circles.
 * @returns null where it went round in circles all the same
 */
function simplex(
  payoffs: ArrayLike<number>,
  rows: number,
  columns: number,
  nudge: number,
): MatrixGameSolution | null {
  const width = columns + 2;
  const tableau = new Float64Array((rows + 1) * width);
  let low = Infinity;
  for (let i = 0; i < rows * columns; i++) low = Math.min(low, payoffs[i] as number);
  const shift = 1 - low;
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      tableau[row * width + column] = (payoffs[at] as number) + shift;
    }
    tableau[row * width + columns] = 1;
    tableau[row * width + columns + 1] = 1 + nudge * (((row + 1) * GOLDEN) % 1);
  }
  const prices = rows * width;
  for (let column = 0; column < columns; column++) tableau[prices + column] = -1;

  // Which variable a place of the tableau stands for: 0..columns-1 are those of y, the rest what each row lacks to 1.
  const inColumn = Int32Array.from({ length: columns }, (_, column) => column);
  const inRow = Int32Array.from({ length: rows }, (_, row) => columns + row);
  for (let pivots = 0; ; pivots++) {
    if (pivots > 20 * (rows + columns)) return null;
    const entering = enteringColumn(tableau, prices, columns);
    if (entering < 0) break;
    const leaving = leavingRow(tableau, rows, width, entering);
    if (leaving < 0) return null;
    pivot(tableau, rows + 1, width, leaving, entering);
    const variable = inColumn[entering] as number;
    inColumn[entering] = inRow[leaving] as number;
    inRow[leaving] = variable;
  }

  const rowMix = new Float64Array(rows);
  const columnMix = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    const variable = inRow[row] as number;
    if (variable < columns) columnMix[variable] = tableau[row * width + columns] as number;
  }
  for (let column = 0; column < columns; column++) {
    const variable = inColumn[column] as number;
    if (variable >= columns) rowMix[variable - columns] = tableau[prices + column] as number;
  }
  const total = normalise(columnMix);
  normalise(rowMix);
  return { value: 1 / total - shift, rowMix, columnMix };
}

/** The column with the most to gain; -1 at the optimum. */
function enteringColumn(tableau: Float64Array, prices: number, columns: number): number {
  let entering = -1;
  let best = -ZERO;
  for (let column = 0; column < columns; column++) {
    const price = tableau[prices + column] as number;
    if (price < best) {
      best = price;
      entering = column;
    }
  }
  return entering;
}

/** The row that runs out first; of those as good as equal the one with the safest pivot. */
function leavingRow(tableau: Float64Array, rows: number, width: number, entering: number): number {
  let bound = Infinity;
  for (let row = 0, start = 0; row < rows; row++, start += width) {
    const rate = tableau[start + entering] as number;
    if (rate <= LEAST_PIVOT) continue;
    bound = Math.min(bound, ((tableau[start + width - 1] as number) + ZERO) / rate);
  }
  let leaving = -1;
  let safest = LEAST_PIVOT;
  for (let row = 0, start = 0; row < rows; row++, start += width) {
    const rate = tableau[start + entering] as number;
    if (rate <= safest || (tableau[start + width - 1] as number) / rate > bound) continue;
    safest = rate;
    leaving = row;
  }
  return leaving;
}

function pivot(
  tableau: Float64Array,
  height: number,
  width: number,
  leaving: number,
  entering: number,
): void {
  const start = leaving * width;
  const inverse = 1 / (tableau[start + entering] as number);
  for (let i = start; i < start + width; i++) tableau[i] = (tableau[i] as number) * inverse;
  tableau[start + entering] = inverse;
  for (let row = 0; row < height; row++) {
    if (row === leaving) continue;
    const from = row * width;
    const factor = tableau[from + entering] as number;
    if (factor === 0) continue;
    for (let i = 0; i < width; i++) {
      tableau[from + i] = (tableau[from + i] as number) - factor * (tableau[start + i] as number);
    }
    tableau[from + entering] = -factor * inverse;
  }
}

/** Makes them add up to 1, without what rounding left below zero. Returns what they added up to. */
function normalise(mix: Float64Array): number {
  let total = 0;
  for (let i = 0; i < mix.length; i++) {
    const amount = mix[i] as number;
    mix[i] = amount > ZERO ? amount : 0;
    total += mix[i] as number;
  }
  for (let i = 0; i < mix.length; i++) mix[i] = (mix[i] as number) / total;
  return total;
}
