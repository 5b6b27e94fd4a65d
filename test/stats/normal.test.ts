import { expect, test } from 'vitest';
import { normalCdf, studentT } from '../../src/stats/index.js';

test('the normal distribution', () => {
  // Abramowitz and Stegun, table 26.1 and 26.2.
  const table = [
    [0, 0.5],
    [0.5, 0.691462461274013],
    [1, 0.841344746068543],
    [2, 0.977249868051821],
    [3, 0.99865010196837],
    [4, 0.99996832875816688],
  ] as const;
  for (const [x, share] of table) {
    expect(normalCdf(x)).toBeCloseTo(share, 14);
    expect(normalCdf(-x)).toBeCloseTo(1 - share, 14);
  }
  expect([normalCdf(-50), normalCdf(50)]).toEqual([0, 1]);
  // The sum never settles on one value: it has to end nevertheless.
  expect(normalCdf(Number.NaN)).toBeNaN();
});

test("Student's t at 97.5 %", () => {
  // The usual table.
  for (const [degrees, t] of [
    [9, 2.2622],
    [15, 2.1314],
    [30, 2.0423],
    [120, 1.9799],
  ] as const) {
    expect(studentT(1.959964, degrees) / t).toBeCloseTo(1, 2);
  }
});
