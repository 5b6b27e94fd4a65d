import { expect, test } from 'vitest';
import { createRng } from '../../src/lib/rng.js';
import { checkSample, NO_VALUES, type ValueSums, withValue } from '../../src/stats/index.js';

const sumsOf = (values: readonly number[]) => values.reduce<ValueSums>(withValue, NO_VALUES);

test('chi-squared is the squared distance by its variance without replacement', () => {
  const [some, others] = [
    [0.2, 0.4],
    [0.5, 0.7, 0.6],
  ];
  const all = [...some, ...others];
  // By hand: the mean is 0.48, the variance of the five 0.0296 with n; that of the mean of two of them 0.0296 / 2 * 3 / 4.
  expect(checkSample(sumsOf(some), sumsOf(all)).chiSquared).toBeCloseTo(
    0.18 ** 2 / ((0.0296 / 2) * 0.75),
    10,
  );
  expect(checkSample(sumsOf(some), sumsOf(some))).toEqual({ chiSquared: 0, chanceAtMost: 1 });
  expect(checkSample(sumsOf([1, 1]), sumsOf([1, 1, 1, 1]))).toEqual({ chiSquared: 0, chanceAtMost: 1 });
});

const KINDS: Readonly<Record<string, (random: () => number) => number>> = {
  even: (random) => (random() + random() + random()) / 3,
  'two humps': (random) => (random() < 0.5 ? 0.1 : 0.9),
  'a few far away': (random) => (random() < 0.02 ? 1 : 0.5),
};

test.each(Object.entries(KINDS))('accuses nobody of chance where scores are %s', (_, draw) => {
  const random = createRng('chance');
  let accused = 0;
  for (let run = 0; run < 1_000; run++) {
    const all = Array.from({ length: 200 }, () => draw(random));
    // One that has played little, one that has played much.
    for (const count of [5, 20, 100])
      if (checkSample(sumsOf(all.slice(0, count)), sumsOf(all)).chanceAtMost < 0.001) accused++;
  }
  expect(accused).toBeLessThanOrEqual(3);
});

test('names who has played something else, in as many series as it takes', () => {
  const random = createRng('other');
  const others = Array.from({ length: 60 }, () => 0.3 + 0.4 * random());
  const lost = others.map(() => 0);
  expect(checkSample(sumsOf(lost), sumsOf([...others, ...lost])).chanceAtMost).toBeLessThan(1e-6);
  const worse = others.map((score) => score - 0.2);
  expect(checkSample(sumsOf(worse), sumsOf([...others, ...worse])).chanceAtMost).toBeLessThan(1e-3);
  // By a coin for all series of a worker: 20 of each are enough.
  const [won, none] = [Array.from({ length: 20 }, () => 1), Array.from({ length: 20 }, () => 0)];
  expect(checkSample(sumsOf(none), sumsOf([...won, ...none])).chanceAtMost).toBeLessThan(1e-4);
  const few = lost.slice(0, 2);
  expect(checkSample(sumsOf(few), sumsOf([...others, ...few])).chanceAtMost).toBeGreaterThan(1e-3);
});
