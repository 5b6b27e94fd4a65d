import { expect, test } from 'vitest';
import { chartData } from '../../src/report/collect-charts.js';
import { contextOf } from '../../src/report/context.js';
import { aComparison, aFieldComparison, aLargeField, aMatch, aTournament, withOnly } from './fixtures.js';

const dataOf = (...run: Parameters<typeof contextOf>) => chartData(contextOf(...run));

test('who is drawn with whom', () => {
  expect(dataOf(aMatch()).subjects).toEqual([0]);
  expect(dataOf(aComparison()).subjects).toEqual([0]);
  expect(dataOf(aFieldComparison()).subjects).toEqual([0, 1]);
  expect(dataOf(aTournament()).subjects).toBeNull();
  expect(dataOf(withOnly(aTournament(), 2)).subjects).toEqual([2]);
});

test('the best come first', () => {
  const run = aTournament();
  const { order, ratings, names } = dataOf(run);
  const elos = order.map((place) => run.ratings?.[place]?.elo ?? Number.NaN);
  expect(elos).toEqual(elos.toSorted((a, b) => b - a));
  expect(ratings.map(({ name }) => name)).toEqual(order.map((place) => names[place]));
});

test('a course keeps its end, and few points where there are many pairings', () => {
  const [small] = dataOf(aMatch()).pairings;
  expect(small?.course.x.at(-1)).toBe(10_000);
  expect(small?.course.x.length).toBeGreaterThan(90);
  for (const { course } of dataOf(aLargeField()).pairings) {
    expect(course.x.at(-1)).toBe(400);
    expect(course.x.length).toBeLessThanOrEqual(40);
  }
});

test('points of a learner’s curve hold some matches each, and no place twice', () => {
  const run = aMatch();
  const [pairing] = run.pairings;
  const [lines] = dataOf(run).pairings;
  expect(lines?.curve.x.at(0)).toBe(1);
  expect(lines?.curve.to.at(-1)).toBe(run.plan.series);
  const { x = [], to = [] } = lines?.curve ?? {};
  expect(x.slice(1)).toEqual(to.slice(0, -1).map((last) => last + 1));
  const points = pairing?.curve ?? [];
  for (const [i, from] of x.entries()) {
    const inside = points.filter((point) => point.from >= from && point.from <= (to[i] ?? 0));
    expect(inside.reduce((sum, { matches }) => sum + matches, 0)).toBeGreaterThanOrEqual(30);
  }
});
