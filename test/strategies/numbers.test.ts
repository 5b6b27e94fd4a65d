import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/lib/rng.js';
import type { Scene, Seen } from '../../strategies/adaptive/expert.js';
import { Lines, Nearest } from '../../strategies/adaptive/lines.js';
import { Numbers } from '../../strategies/adaptive/numbers.js';

const SIZE = 900;
const PLAIN = 1 / SIZE;

/** What an opponent goes by, the latest round last. */
interface Known {
  readonly rounds: readonly Seen[];
  readonly isFirst: boolean;
}

const within = (value: number) => Math.min(Math.max(Math.round(value), 0), SIZE - 1);
/** The nearest number above wins, and the more the nearer. */
const gains = (theirs: number) =>
  Float64Array.from({ length: SIZE }, (_, mine) => (mine > theirs ? 1 / (mine - theirs) : 0));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * What `Numbers` holds of an opponent's moves once it has seen 90 matches of three rounds. What it adds to the odds is
 * checked on the way.
 */
function holds(opponent: (known: Known) => number): number {
  const random = createRng('numbers');
  const numbers = new Numbers({ size: SIZE, shows: 0, clips: [400, 100], gains });
  const rounds: Seen[] = [];
  let held = 0;
  let count = 0;
  for (let match = 0; match < 120; match++) {
    for (let round = 1; round <= 3; round++) {
      const scene = { at: { round } } as Scene;
      const theirs = within(opponent({ rounds, isFirst: round === 1 }));
      const odds = new Float64Array(SIZE);
      const rest = numbers.add(scene, 1, odds);
      expect(rest + odds.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9);
      const likelihood = numbers.learn(scene, theirs, PLAIN);
      // Readings that hardly count are left out of the odds, as a move like any other: together half a percent at the most.
      expect((odds[theirs] ?? 0) + rest * PLAIN).toBeCloseTo(likelihood, 2);
      if (match >= 90) {
        held += likelihood;
        count++;
      }
      const seen = {
        theirs,
        mine: within(random() * 300),
        shown: within(30 / (random() + 0.03)),
        shownClass: 0,
        outcome: 1 + Math.floor(random() * 3),
      };
      numbers.see(seen);
      rounds.push(seen);
    }
  }
  return held / count;
}

describe('numbers that follow numbers', () => {
  test.each([
    {
      name: 'a tenth above the mean of my last five',
      opponent: ({ rounds }: Known) => 1.1 * mean([40, ...rounds.map(({ mine }) => mine)].slice(-5)),
    },
    {
      name: 'half as much again after a loss, and back after a win',
      opponent: ({ rounds }: Known) => {
        const last = rounds.at(-1);
        return !last || last.outcome === 1 ? 20 : last.outcome === 2 ? last.theirs * 1.5 : last.theirs;
      },
    },
    {
      name: 'by what was shown, in two steps',
      opponent: ({ rounds, isFirst }: Known) => (isFirst ? 77 : (rounds.at(-1)?.shown ?? 0) < 100 ? 400 : 12),
    },
    {
      name: 'turned round',
      opponent: ({ rounds }: Known) => SIZE - 1 - (rounds.at(-1)?.shown ?? 0),
    },
    {
      name: 'above the median of my last nine',
      opponent: ({ rounds }: Known) => {
        const sorted = rounds
          .slice(-9)
          .map(({ mine }) => mine)
          .sort((a, b) => a - b);
        return (sorted[Math.floor(sorted.length / 2)] ?? 0) + 3;
      },
    },
    {
      name: 'what was shown the round before last, 60 at the most',
      opponent: ({ rounds }: Known) => Math.min(rounds.at(-2)?.shown ?? 50, 60),
    },
    {
      name: 'half the largest of the last four, 150 at the most',
      opponent: ({ rounds }: Known) =>
        Math.min(Math.max(20, ...rounds.slice(-4).map(({ shown }) => shown)) / 2, 150),
    },
    {
      name: 'the mean of what was shown in the last eight, where none counts more than 100',
      opponent: ({ rounds }: Known) =>
        mean([30, ...rounds.map(({ shown }) => Math.min(shown, 100))].slice(-8)),
    },
    {
      name: 'the best answer to my last thirty',
      opponent: ({ rounds }: Known) => {
        const recent = rounds.slice(-30).map(({ mine }) => gains(mine));
        const sums = Array.from({ length: SIZE }, (_, i) =>
          recent.reduce((sum, gain) => sum + (gain[i] ?? 0), 0),
        );
        return sums.indexOf(Math.max(...sums));
      },
    },
  ])('$name', ({ opponent }) => {
    expect(holds(opponent)).toBeGreaterThan(0.6);
  });

  test('what follows nothing is held to be like any other move', () => {
    const random = createRng('nothing');
    expect(holds(() => random() * SIZE)).toBeLessThan(3 * PLAIN);
  });
});

test('a line finds what is in proportion, and an outlier hardly moves it', () => {
  const lines = new Lines(2);
  const learn = (x: number, y: number) => lines.learn(1, x, y, lines.expected(1, x));
  expect(lines.expected(1, 70)).toBe(70);
  for (let x = 0; x < 100; x += 3) learn(x, 1.5 * x + 7);
  learn(50, 800);
  expect(Math.abs(lines.expected(1, 200) - 307)).toBeLessThan(3);
  expect(lines.expected(0, 70)).toBe(70);
});

test('what was nearest is told by the latest of equals', () => {
  const nearest = new Nearest(1);
  expect(nearest.expected(0, 5)).toBeNaN();
  for (const [x, y] of [
    [10, 1],
    [90, 2],
    [10, 3],
  ] as const)
    nearest.learn(0, x, y);
  expect([0, 40, 60, 95].map((x) => nearest.expected(0, x))).toEqual([3, 3, 2, 2]);
});
