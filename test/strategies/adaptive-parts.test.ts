import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/lib/rng.js';
import { firstToBoards } from '../../strategies/adaptive/first-to-boards.js';
import { hiLoBoard } from '../../strategies/adaptive/hi-lo-board.js';
import { drawIndex } from '../../strategies/adaptive/learner.js';
import { type Guess, Levels } from '../../strategies/adaptive/levels.js';
import { LearnedStakes } from '../../strategies/adaptive/prospects.js';
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

describe('what a move and the equilibrium are worth against one move', () => {
  const boards = { ...firstToBoards, hi_lo: hiLoBoard };

  test.each(Object.entries(boards))('is what they are worth against odds of 1 in %s', (_, board) => {
    const odds = new Float64Array(board.size);
    const values = new Float64Array(board.size);
    for (const at of [
      { round: 3, mine: 1, theirs: 0, cue: 4, kind: 0 },
      { round: 2, mine: 0, theirs: 0, cue: 9, kind: 0 },
    ]) {
      const equilibrium = board.equilibrium(at);
      const stakes = board.stakes(at);
      for (let theirs = 0; theirs < board.size; theirs += Math.ceil(board.size / 50)) {
        odds.fill(0);
        odds[theirs] = 1;
        board.values(at, odds, values);
        const expected = equilibrium.reduce((sum, share, i) => sum + share * (values[i] as number), 0);
        expect(board.equilibriumAgainst(at, theirs, stakes)).toBeCloseTo(expected, 12);
        for (const mine of [0, theirs, board.size - 1])
          expect(board.valueAgainst(at, mine, theirs, stakes)).toBeCloseTo(values[mine] as number, 12);
      }
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
  const windows = [20, 58];
  const remembered = 60;
  const caps = [2, 6];
  const runs = new Runs([...windows, remembered], caps);
  const all: number[] = [];
  for (let round = 0; round < 400; round++) {
    const symbol = random() < 0.7 ? round % 5 : Math.floor(random() * 3);
    runs.add(symbol);
    all.push(symbol);
    const expected = windows.flatMap((within) => {
      const lengths = Array.from({ length: Math.min(within, all.length - 1) }, (_, i) => {
        let length = 0;
        while (length < 40 && all.length > i + 1 + length && all.at(-1 - length) === all.at(-2 - i - length))
          length++;
        return length;
      });
      const longest = Math.max(0, ...lengths);
      return [
        { age: longest > 0 ? lengths.indexOf(longest) + 1 : 0, length: longest },
        ...caps.map((cap) => {
          const length = Math.min(longest, cap);
          return { age: length > 0 ? lengths.findLastIndex((one) => one >= length) + 1 : 0, length };
        }),
      ];
    });
    const found = expected.map((_, i) => ({ age: runs.ages[i], length: runs.lengths[i] }));
    expect(found, `round ${round}`).toEqual(expected);
  }
});

describe('a program that plays the best of its guesses, on the best level', () => {
  // It guesses by how far back, and looks back some ten rounds: a score is worth 0.9 of itself a round later.
  test.each([
    { what: 'is read where its guesses are known', guesses: 4, floor: 0.97 },
    { what: 'is often read where its guesses are some of many', guesses: 12, floor: 0.5 },
  ])('$what', ({ guesses, floor }) => {
    const random = createRng('levels');
    const mine: number[] = [];
    const guess = (lag: number, at = mine.length) => mine[at - lag] ?? 3;
    const lags = Array.from(
      { length: guesses },
      (_, i): Guess =>
        () =>
          guess(i + 1),
    );
    const levels = new Levels([lags, []], 3);
    let hits = 0;
    const rounds = 1000;
    for (let round = 0; round < rounds; round++) {
      let play = 3;
      let most = 0;
      for (const lag of [1, 2, 3, 4]) {
        for (const level of [1, 2, 3]) {
          let score = 0;
          for (let at = lag; at < round; at++) {
            const ahead = (guess(lag, at) + level - (mine[at] ?? 0)) % 3;
            score = 0.9 * score + (ahead === 1 ? 1 : ahead === 0 ? 0 : -1);
          }
          if (score > most) [most, play] = [score, (guess(lag) + level) % 3];
        }
      }
      // Of the second memory, by all groups but the last.
      if (levels.choices[5] === play) hits++;
      mine.push(Math.floor(3 * random()));
      levels.add(mine.at(-1) as number);
    }
    expect(hits / rounds).toBeGreaterThan(floor);
  });
});

test.each([1, 3 * crash.bestOf + 2])(
  'a match that goes past its last round does not spoil the plan of round %i',
  (round) => {
    const board = firstToBoards.crash;
    const learned = new LearnedStakes(board, crash.bestOf);
    const at = { round: 1, mine: 0, theirs: 0, cue: 0, kind: 0 };
    const last = 3 * crash.bestOf;
    for (let one = 1; one <= last + 5; one++)
      learned.learn({ ...at, round: one, mine: one > last + 1 ? 1 : 0 });
    learned.endMatch({ mine: 1, theirs: 0 });
    const values = new Float64Array(board.size);
    learned.values({ ...at, round }, board.equilibrium(at), values);
    expect(values.every((value) => value > 0 && value < 1)).toBe(true);
  },
);
