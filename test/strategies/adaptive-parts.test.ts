import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/lib/rng.js';
import { firstToBoards } from '../../strategies/adaptive/first-to-boards.js';
import { drawIndex } from '../../strategies/adaptive/learner.js';
import { Runs } from '../../strategies/adaptive/runs.js';
import { Stake } from '../../strategies/adaptive/stake.js';
import { crash } from '../../strategies/theory/crash.js';
import type { FirstTo } from '../../strategies/theory/first-to.js';
import { reactionRing } from '../../strategies/theory/reaction-ring.js';

describe('the values of all moves at once', () => {
  const at = { round: 3, mine: 1, theirs: 0, cue: 0, kind: 0 };

  test.each([
    { game: 'crash', theory: crash as FirstTo<number> },
    { game: 'reaction_ring', theory: reactionRing as FirstTo<number> },
  ] as const)('are those of the pairs in $game', ({ game, theory }) => {
    const random = createRng(game);
    const board = firstToBoards[game];
    const odds = Float64Array.from({ length: board.size }, () => random() ** 8);
    const total = odds.reduce((sum, share) => sum + share, 0);
    for (let i = 0; i < odds.length; i++) odds[i] = (odds[i] ?? 0) / total;

    const values = new Float64Array(board.size);
    board.values(at, odds, values);
    const stakes = theory.stakes({ mine: 1, theirs: 0, roundsLeft: 7 });
    for (const index of [0, 1, 17, 250, 499, 500, 501, board.size - 2, board.size - 1]) {
      let expected = 0;
      theory.moves.forEach((move, i) => {
        const { win, loss } = theory.chances(theory.moves[index] ?? 0, move);
        expected += (odds[i] ?? 0) * (win * stakes.win + loss * stakes.loss + (1 - win - loss) * stakes.tie);
      });
      expect(values[index], `move ${index}`).toBeCloseTo(expected, 9);
    }
  });
});

test('a drawn index is one that has a probability', () => {
  const probabilities = Float64Array.of(0, 0.25, 0, 0.75, 0);
  expect([0, 0.2, 0.25, 0.9, 1].map((u) => drawIndex(probabilities, u))).toEqual([1, 1, 3, 3, 3]);
});

describe('what is staked on a response', () => {
  const expected = { safe: 0.5, best: 0.7, swing: 0.5 };

  function stakeAfter(matches: number): Stake {
    const stake = new Stake();
    for (let i = 0; i < matches; i++) stake.matchOver();
    return stake;
  }

  test('is nothing in the first match, and all of it soon', () => {
    expect(stakeAfter(0).trust(0.5)).toBe(0);
    expect(stakeAfter(4).trust(0.5)).toBe(1);
  });

  test('is as much as the opponent has given away, from the first match on', () => {
    const stake = stakeAfter(0);
    stake.given(0.1);
    expect(stake.trust(0.5)).toBeCloseTo(0.2, 9);
  });

  test('is never lost beyond the budget, however it is taken', () => {
    const stake = stakeAfter(0);
    let lost = 0;
    for (let match = 1; match <= 2000; match++) {
      stake.matchOver();
      for (let round = 0; round < 3; round++) {
        const trust = stake.trust(0.5);
        // Whoever knows the trust shows a habit while there is none, and takes all there is.
        const gain = trust > 0.05 ? -0.5 : 0.5;
        lost -= trust * gain;
        stake.roundOver(expected, 0.5, 0.5 + gain, trust);
      }
      expect(lost).toBeLessThan(0.4 * Math.sqrt(match));
    }
  });

  test('is dropped after a few lost rounds, and comes back when the response would have won again', () => {
    const stake = stakeAfter(400);
    let rounds = 1;
    while (!stake.roundOver(expected, 0.5, 0, 1)) rounds++;
    expect(rounds).toBeLessThan(10);
    expect(stake.trust(0.5)).toBe(0);
    for (let round = 0; round < 10; round++) stake.roundOver(expected, 0.5, 1, 0);
    expect(stake.trust(0.5)).toBe(1);
  });

  test('stays where a response brings what it promised', () => {
    const stake = stakeAfter(4);
    // Two rounds of three won is near to what a response of 0.7 promises.
    for (let round = 0; round < 300; round++) {
      expect(stake.roundOver(expected, 0.5, round % 3 === 0 ? 0 : 1, 1), `round ${round}`).toBe(false);
    }
  });
});

test('runs are found where a search through all of them finds them', () => {
  const random = createRng('runs');
  const size = 60;
  const runs = new Runs(size);
  const all: number[] = [];
  for (let round = 0; round < 400; round++) {
    const symbol = random() < 0.7 ? round % 5 : Math.floor(random() * 3);
    runs.add(symbol);
    all.push(symbol);
    for (const within of [size - 2, 20]) {
      let [age, length] = [0, 0];
      for (let back = 1; back <= Math.min(within, all.length - 1); back++) {
        let long = 0;
        while (long < 40 && back + long < all.length && all.at(-1 - long) === all.at(-1 - back - long))
          long++;
        if (long > length) [age, length] = [back, long];
      }
      const found = { age: 0, length: 0 };
      runs.find(within, found);
      expect(found, `round ${round}, within ${within}`).toEqual({ age, length });
    }
  }
});
