import { expect, test } from 'vitest';
import { formatChart } from '../../src/ui/text/format-table.js';
import { width } from '../../src/ui/text/text.js';

const options = { columns: 30, rows: 4, label: String };

test('a climb', () => {
  expect(formatChart([1, 2, 3, 4, 5, 6, 7, 8], options)).toMatchInlineSnapshot(`
    [
      "8 │                    ⢠⠤⠤⠤⠏⠉⠉",
      "  │             ⢠⠤⠤⠤⠏⠉⠉⠉",
      "  │   ⢀⣀⣀⣀⡖⠒⠒⠚⠉⠉⠉",
      "0 ┼⡖⠒⠒⠚┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄",
    ]
  `);
});

test('a fall below zero, which keeps its line', () => {
  expect(formatChart([2, 1, 0, -1, -2, -3], options)).toMatchInlineSnapshot(`
    [
      " 2 │⡏⠉⠉⠉⢹⣀⣀⣀⣀⡀",
      " 0 ┼⠇┄┄┄┄┄┄┄┄⠧⠤⠤⠤⡄┄┄┄┄┄┄┄┄┄┄┄┄",
      "   │             ⠓⠒⠒⠒⢲",
      "-3 │                 ⠈⠉⠉⠉⠉⣇⣀⣀⣀",
    ]
  `);
});

test('one value, and none', () => {
  expect(formatChart([0], options)).toMatchInlineSnapshot(`
    [
      "0 ┼⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉",
      "  │",
      "  │",
      "  │",
    ]
  `);
  expect(formatChart([], options)).toEqual([]);
});

test('never wider than asked for, however many values there are', () => {
  const values = Array.from({ length: 200_000 }, (_, i) => Math.round(1e9 * Math.sin(i / 9000)));
  for (const columns of [30, 60, 99]) {
    const chart = formatChart(values, { columns, rows: 8, label: (value) => `${value / 1e9} SOL` });
    expect(chart).toHaveLength(8);
    for (const line of chart) expect(width(line)).toBeLessThanOrEqual(columns);
  }
});

test('a spike between two columns is not lost', () => {
  const values = new Array<number>(10_000).fill(0);
  values[5001] = 100;
  const [top] = formatChart(values, { columns: 40, rows: 6, label: String });
  expect(top).toMatch(/^100 │ +[⠀-⣿]$/u);
});
