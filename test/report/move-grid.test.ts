import { expect, test } from 'vitest';
import { areStretches, columnsOf, situationsOf, timesOf } from '../../src/report/moves.js';

test('a column for each move, the same for all strategies', () => {
  const columns = columnsOf([{ level: { rock: 3 } }, { level: { paper: 1 }, ahead: { rock: 2 } }]);
  expect(columns.map(({ label }) => label)).toEqual(['paper', 'rock']);
  expect(areStretches(columns)).toBe(false);
});

test('numbers are sorted as numbers and put together where they are many', () => {
  const bids = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [String(2 * i).padStart(3, '0'), 1]));
  const columns = columnsOf([{ level: bids }]);
  expect(columns.length).toBeLessThanOrEqual(24);
  expect(columns.slice(0, 2).map(({ label }) => label)).toEqual(['0', '6']);
  expect(areStretches(columns)).toBe(true);
  expect(columns.map((column) => timesOf(bids, column)).reduce((a, b) => a + b)).toBe(60);
});

test('of many moves that are not numbers, the most frequent', () => {
  const moves = Object.fromEntries(
    Array.from({ length: 50 }, (_, i) => [`m${String(i).padStart(2, '0')}`, i + 1]),
  );
  const columns = columnsOf([{ level: moves }]);
  expect(columns.at(0)?.label).toBe('m27');
  expect(columns.at(-1)?.label).toBe('other');
  expect(columns.map((column) => timesOf(moves, column)).reduce((a, b) => a + b)).toBe((50 * 51) / 2);
});

test('moves named like members of objects are counted like others', () => {
  const [column] = columnsOf([{ level: { constructor: 2 } }]);
  expect(column && timesOf({ constructor: 2 } as unknown as Record<string, number>, column)).toBe(2);
  expect(column && timesOf({}, column)).toBe(0);
});

test('the situations seen most often, by name', () => {
  const counts = Object.fromEntries(
    Array.from({ length: 100 }, (_, i) => [`s${String(i).padStart(2, '0')}`, { a: i + 1 }]),
  );
  const situations = situationsOf(counts);
  expect(situations).toHaveLength(40);
  expect(situations.at(0)).toEqual({ name: 's60', seen: 61 });
  expect(situations.at(-1)).toEqual({ name: 's99', seen: 100 });
});
