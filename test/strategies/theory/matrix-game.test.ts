import { describe, expect, test } from 'vitest';
import { createRng } from '../../../src/lib/rng.js';
import { solveMatrixGame } from '../../../strategies/theory/matrix-game.js';

/** The most that either side could gain by another move. */
function gap(payoffs: ArrayLike<number>, rows: number, columns: number): number {
  const { value, rowMix, columnMix } = solveMatrixGame(payoffs, rows, columns);
  const at = (row: number, column: number) => payoffs[row * columns + column] ?? Number.NaN;
  let best = -Infinity;
  for (let row = 0; row < rows; row++) {
    best = Math.max(
      best,
      [...columnMix].reduce((sum, share, column) => sum + share * at(row, column), 0) - value,
    );
  }
  for (let column = 0; column < columns; column++) {
    best = Math.max(best, value - [...rowMix].reduce((sum, share, row) => sum + share * at(row, column), 0));
  }
  return best;
}

describe('solveMatrixGame', () => {
  test('solves matching pennies with uneven stakes', () => {
    const { value, rowMix, columnMix } = solveMatrixGame([3, -1, -2, 4], 2, 2);
    expect(value).toBeCloseTo(1, 12);
    expect([...rowMix]).toEqual([expect.closeTo(0.6, 12), expect.closeTo(0.4, 12)]);
    expect([...columnMix]).toEqual([expect.closeTo(0.5, 12), expect.closeTo(0.5, 12)]);
  });

  test('finds a saddle point', () => {
    expect(solveMatrixGame([1, 2, 3, 4], 2, 2)).toEqual({
      value: 3,
      rowMix: Float64Array.of(0, 1),
      columnMix: Float64Array.of(1, 0),
    });
  });

  test.each([0, 1, 2, 3])('leaves nobody anything to gain in games with %i kinds of payoff', (kinds) => {
    for (let seed = 0; seed < 60; seed++) {
      const random = createRng(`matrix ${kinds} ${seed}`);
      const rows = 1 + Math.floor(random() * 40);
      const columns = 1 + Math.floor(random() * 40);
      const payoffs = Array.from({ length: rows * columns }, () =>
        kinds === 0 ? random() : Math.floor(random() * (kinds + 1)) / 4,
      );
      expect(gap(payoffs, rows, columns), `seed ${seed}`).toBeLessThan(1e-8);
    }
  });

  test('refuses what is not a game', () => {
    expect(() => solveMatrixGame([], 0, 0)).toThrow(RangeError);
    expect(() => solveMatrixGame([1, 2, 3], 2, 2)).toThrow(RangeError);
  });
});
