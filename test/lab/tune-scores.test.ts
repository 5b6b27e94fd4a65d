import { expect, test } from 'vitest';
import { tune } from '../../src/lab/index.js';
import { tuningSection } from '../../src/report/tuning.js';
import { type AnyStrategy, defineStrategy } from '../../src/strategy/index.js';

const rock = defineStrategy({ name: 'rock', games: ['rps'], memoryDepth: 0, move: () => 'rock' });

/** Loses all at one end and wins all at the other: a smooth curve through its scores leaves 0 to 1 at both. */
const steep = defineStrategy({
  name: 'steep',
  games: ['rps'],
  memoryDepth: 0,
  params: { skill: { type: 'number', default: 0.1, min: 0, max: 1 } },
  move: ({ params, random }) => (random() < 1.6 * params.skill ? 'paper' : 'scissors'),
}) as AnyStrategy;

test('no score is predicted, or drawn, below 0 % or above 100 %', async () => {
  const options = { game: 'rps', against: [rock], matches: 3_200, series: 40, seed: '5' } as const;
  const result = await tune(steep, options);
  const { course = [], slices = [], best, start } = result.tuning ?? {};
  for (const { score = NaN } of [...course, ...slices.flat(), { ...best }, { ...start }]) {
    expect(score).toBeGreaterThanOrEqual(0);
    expect(score).toBeLessThanOrEqual(1);
  }
  const page = tuningSection(result).text;
  const lines = [...page.matchAll(/<polyline points="([^"]+)"/g)].map(([, points = '']) => points);
  expect(lines).toHaveLength(2);
  for (const point of lines.join(' ').split(' ')) {
    const y = Number(point.split(',')[1]);
    expect(y).toBeGreaterThanOrEqual(10);
    expect(y).toBeLessThanOrEqual(210);
  }
  expect(ticksOf(page)).toHaveLength(10);
});

test('an axis of scores that are all near 100 % does not go beyond', async () => {
  const options = { game: 'rps', against: [rock], matches: 8_000, series: 200, seed: '1' } as const;
  const result = await tune({ ...steep, move: () => 'paper' } as AnyStrategy, options);
  const ticks = ticksOf(tuningSection(result).text);
  expect(Math.min(...ticks)).toBeGreaterThan(90);
  expect(Math.max(...ticks)).toBe(100);
});

function ticksOf(page: string): number[] {
  return [...page.matchAll(/>(-?[\d.]+)\s%<\/text>/g)].map(([, tick]) => Number(tick));
}
