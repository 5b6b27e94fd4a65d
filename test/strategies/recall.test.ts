import { expect, test } from 'vitest';
import { opponents } from '../../bench/strength/opponents/rps.js';
import { createRng } from '../../src/lib/rng.js';
import type { Strategy } from '../../src/strategy/contract.js';
import { RECALL_CAPS, Recall } from '../../strategies/adaptive/recall.js';
import adaptive from '../../strategies/adaptive.js';
import { playSeries, Seat } from './opponents/index.js';

/** By comparing with every earlier round, the latest first. */
function searched(all: readonly number[]): { readonly ages: number[]; readonly lengths: number[] } {
  const ages = RECALL_CAPS.map(() => 0);
  const lengths = RECALL_CAPS.map(() => 0);
  for (let age = 1; age < all.length; age++) {
    let length = 0;
    while (length < 40 && age + length < all.length && all.at(-1 - length) === all.at(-1 - age - length))
      length++;
    RECALL_CAPS.forEach((cap, k) => {
      const capped = Math.min(cap, length);
      if (capped <= (lengths[k] ?? 0)) return;
      lengths[k] = capped;
      ages[k] = age;
    });
  }
  return { ages, lengths };
}

// Runs shorter than `least` are left to others.
test.each([
  { what: 'the moves of one player', symbols: 3, least: 5 },
  { what: 'those of both', symbols: 9, least: 3 },
])(
  'the longest run of $what is found, the latest of equals, however long ago it was',
  ({ symbols, least }) => {
    const random = createRng(`recall of ${symbols}`);
    const recall = new Recall(symbols);
    const all: number[] = [];
    const phrase = Array.from({ length: 30 }, () => Math.floor(random() * symbols));
    let compared = 0;
    for (let round = 0; round < 6000; round++) {
      // What was played at the start comes back after thousands of other rounds.
      const symbol =
        round < 30
          ? (phrase[round] as number)
          : round >= 5000 && round < 5030
            ? (phrase[round - 5000] as number)
            : Math.floor(random() * symbols);
      recall.add(symbol);
      all.push(symbol);
      if (round % 97 !== 0 && Math.abs(round - 5015) > 15) continue;
      const expected = searched(all);
      // Of the longest cap: the others have the same run, or a part of it.
      if ((expected.lengths.at(-1) ?? 0) < least) continue;
      compared++;
      expect({ ages: [...recall.ages], lengths: [...recall.lengths] }, `round ${round}`).toEqual(expected);
    }
    expect(compared).toBeGreaterThan(50);
  },
);

test('only so much is kept that a session of any length needs the same memory', () => {
  const random = createRng('a long session');
  const recall = new Recall(3);
  const all: number[] = [];
  for (let round = 0; round < 200_000; round++) {
    const symbol = round % 70_000 < 30 ? [0, 1, 2, 0, 0][round % 5] : Math.floor(random() * 3);
    recall.add(symbol as number);
    all.push(symbol as number);
    for (const age of recall.ages) if (age >= 2 ** 16) expect(age, `round ${round}`).toBeLessThan(2 ** 16);
  }
  for (const age of [0, 1, 1000, 2 ** 16 - 1]) expect(recall.symbolAt(age)).toBe(all.at(-1 - age));
});

// Without what `Recall` finds it scores 0.84 and 0.54.
test.each(['your moves, 8 long, all rounds', 'results, 8 long'] as const)(
  'adaptive reads a program that looks for the longest run: %s',
  (name) => {
    const other = opponents['history matchers']?.[name]?.() as Strategy;
    const seats = [new Seat(adaptive as Strategy, 'adaptive'), new Seat(other, 'other')] as const;
    expect(playSeries(...seats, { game: 'rps', matches: 2000, rngSeed: 1 })).toBeGreaterThan(0.94);
  },
);
