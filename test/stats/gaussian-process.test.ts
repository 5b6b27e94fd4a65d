import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/lib/rng.js';
import { GaussianProcess, type Hyperparameters, type Measured } from '../../src/stats/index.js';

const EXPECTED: Hyperparameters = { lengths: [-1, 0], signal: -1, noise: -3 };
const DIMENSIONS = ['number', 'category'] as const;

/** Standard normal numbers. */
function normalFrom(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A hill at 0.3, higher in category 1. */
const truth = ([x = 0, category = 0]: readonly number[]) =>
  (category === 1 ? 0.5 : 0.2) * Math.exp(-8 * (x - 0.3) ** 2);

function measuredWith(noise: number, count: number, seed: string): Measured[] {
  const random = createRng(seed);
  const normal = normalFrom(random);
  return Array.from({ length: count }, (_, i) => {
    const at = [random(), i % 3];
    return { at, value: truth(at) + noise * normal() };
  });
}

describe('a Gaussian process', () => {
  test('predicts a function that was measured with noise, and how surely', () => {
    const process = GaussianProcess.fit(DIMENSIONS, measuredWith(0.05, 90, 'noisy'), EXPECTED);
    const errors: number[] = [];
    let within = 0;
    for (let x = 0.02; x < 1; x += 0.04) {
      for (const category of [0, 1, 2]) {
        const { mean, deviation } = process.predict([x, category]);
        errors.push(Math.abs(mean - truth([x, category])));
        if (Math.abs(mean - truth([x, category])) < 2 * deviation) within++;
        expect(process.mean([x, category])).toBeCloseTo(mean, 12);
      }
    }
    // Better than any of the measurements, and right about its own error nearly always.
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.025);
    expect(within / errors.length).toBeGreaterThan(0.9);
    expect(Math.exp(process.hyperparameters.noise)).toBeGreaterThan(0.04);
    expect(Math.exp(process.hyperparameters.noise)).toBeLessThan(0.06);
  });

  test('knows what it was told, and nothing far away from it', () => {
    const process = GaussianProcess.fit(
      ['number'],
      [
        { at: [0], value: 0.3 },
        { at: [0.05], value: 0.3 },
      ],
      {
        lengths: [-2],
        signal: -1,
        noise: -5,
      },
    );
    expect(process.predict([0.02]).mean).toBeCloseTo(0.3, 1);
    expect(process.predict([0.02]).deviation).toBeLessThan(0.06);
    expect(process.predict([1]).deviation).toBeGreaterThan(0.15);
  });

  test('draws functions that scatter as it predicts', () => {
    const process = GaussianProcess.fit(DIMENSIONS, measuredWith(0.05, 30, 'drawn'), EXPECTED);
    const places = [
      [0.3, 1],
      [0.32, 1],
      [0.9, 0],
    ];
    const drawn = process.sample(places, 4_000, normalFrom(createRng('lots')));
    for (const [i, place] of places.entries()) {
      const { mean, deviation } = process.predict(place);
      const values = drawn.map((values) => values[i] ?? 0);
      const average = values.reduce((sum, value) => sum + value, 0) / values.length;
      const spread = Math.sqrt(
        values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length,
      );
      expect(Math.abs(average - mean)).toBeLessThan((4 * deviation) / Math.sqrt(4_000));
      expect(spread / deviation).toBeGreaterThan(0.95);
      expect(spread / deviation).toBeLessThan(1.05);
    }
    // Neighbours go together.
    const apart = (i: number, j: number) =>
      drawn.reduce((sum, values) => sum + ((values[i] ?? 0) - (values[j] ?? 0)) ** 2, 0) / drawn.length;
    expect(apart(0, 1)).toBeLessThan(apart(0, 2) / 10);
  });
});
