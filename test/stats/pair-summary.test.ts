import { describe, expect, test } from 'vitest';
import {
  addPair,
  eloOfScore,
  emptyPairCounts,
  type Interval,
  meanInterval,
  mergePairs,
  momentsOf,
  type PairCounts,
  type PairSummary,
  pentanomial,
  scoreOfElo,
  summarizePairs,
  superiority,
  wilson,
} from '../../src/stats/index.js';

function summaryOf(counts: PairCounts): PairSummary {
  const summary = summarizePairs(counts);
  if (summary === null) throw new Error('no pairs');
  return summary;
}

describe('published results', () => {
  // Disservin/fastchess 74deac2, app/tests/elo_test.cpp, with its tolerance of 1 % (its errors are normal ones).
  test.each([
    [[34, 54, 32, 31, 64, 75], 55.58, 27.65, 0.579, 1],
    [[332, 433, 41, 457, 333, 334], -8.64, 10.33, 0.488, 0.0505],
    [[7895, 8757, 200, 5485, 568, 9999], -21.04, 2.95, 0.47, 0],
  ] as [PairCounts, number, number, number, number][])('%j', (counts, elo, error, score, los) => {
    const summary = summaryOf(counts);
    expect(summary.elo).toBeCloseTo(elo, 2);
    const reach = ((summary.eloHigh ?? 0) - (summary.eloLow ?? 0)) / 2;
    expect(Math.abs(reach / error - 1)).toBeLessThan(0.01);
    expect(Math.abs(summary.score - score)).toBeLessThan(0.001);
    expect(Math.abs(summary.superiority - los)).toBeLessThan(0.0005);
  });

  // Wins 5975, losses 6077, draws 26894: K. Laskos on talkchess.com, 22 January 2014,
  // "Calculating the LOS (likelihood of superiority) from results": 0.176424329.
  test('the likelihood of superiority of single games', () => {
    const moments = momentsOf([
      [0, 6077],
      [0.5, 26894],
      [1, 5975],
    ]);
    expect(moments && superiority(moments)).toBeCloseTo(0.176424329, 5);
  });

  test('Elo: 10 more is a score of 0.5144, 400 more ten to one', () => {
    expect(scoreOfElo(10)).toBeCloseTo(0.514387, 6);
    expect(eloOfScore(10 / 11)).toBeCloseTo(400, 9);
    expect(eloOfScore(scoreOfElo(-123))).toBeCloseTo(-123, 9);
    expect([eloOfScore(0), eloOfScore(1)]).toEqual([null, null]);
  });
});

describe('the interval of the score', () => {
  test('is that of Wilson where a pair is only ever won or lost twice', () => {
    const { score95 } = summaryOf([60, 0, 0, 0, 0, 40]);
    const { low, high } = wilson(40, 100) ?? score95;
    expect(score95.low).toBeCloseTo(low, 12);
    expect(score95.high).toBeCloseTo(high, 12);
  });

  test('lies above 1/2 where the likelihood of superiority lies above 0.975', () => {
    let above = 0;
    for (let wins = 0; wins <= 120; wins++) {
      const summary = summaryOf([40, 5, 9, 70, 3, wins]);
      expect(summary.superiority > 0.975, `${wins}`).toBe(summary.score95.low > 0.5);
      if (summary.score95.low > 0.5) above++;
    }
    expect(above).toBeGreaterThan(20);
    expect(above).toBeLessThan(80);
  });

  test('has width, and holds what was seen, without any variance', () => {
    for (const pairs of [10, 20, 100, 10_000]) {
      const won = summaryOf([0, 0, 0, 0, 0, pairs]);
      expect(won.score95.high).toBe(1);
      expect(won.score95.low).toBeLessThan(1);
      expect(won).toMatchObject({ score: 1, elo: null, eloHigh: null });
      expect(won.eloLow).toBeTypeOf('number');
      expect(won.superiority).toBeGreaterThan(0.8);
      const drawn = summaryOf([0, 0, pairs, 0, 0, 0]);
      expect(drawn.score95.high - drawn.score95.low).toBeGreaterThan(1 / (2 * pairs));
      expect(drawn).toMatchObject({ score: 0.5, elo: 0, superiority: 0.5 });
    }
    // Ten wins in a row show it; nine are too few to tell.
    expect(summaryOf([0, 0, 0, 0, 0, 9]).superiority).toBe(0.5);
    expect(summaryOf([0, 0, 0, 0, 0, 10]).superiority).toBeGreaterThan(0.99);
  });

  // Every result of so many pairs, weighed with its probability. Wilson's own interval goes down to 0.86 at rates near the
  // ends: for those a looser bound.
  test.each([
    [5, 0.5, 0, 0.94],
    [10, 0.5, 0, 0.94],
    [20, 0.5, 0, 0.94],
    [10, 0.7, 0, 0.94],
    [10, 0.3, 0.4, 0.94],
    [20, 0.6, 0.3, 0.94],
    [20, 0.07, 0.86, 0.94],
    [5, 0.9, 0, 0.9],
    [20, 0.97, 0, 0.9],
  ])('covers: %i pairs, wins %f, draws %f', (pairs, win, draw, least) => {
    const loss = 1 - win - draw;
    const chances = [loss ** 2, 2 * loss * draw, draw ** 2 + 2 * win * loss, 2 * win * draw, win ** 2];
    const mean = win + draw / 2;
    const covered = coverage(pairs, chances, ({ low, high }) => low <= mean && mean <= high);
    expect(covered).toBeGreaterThan(least);
  });
});

function coverage(
  pairs: number,
  chances: readonly number[],
  covers: (interval: Interval) => boolean,
): number {
  const visit = (place: number, left: number, probability: number, counts: readonly number[]): number => {
    const chance = chances[place] ?? 0;
    if (place === chances.length - 1) {
      const moments = momentsOf([...counts, left].map((count, i) => [i / 4, count] as const));
      return moments !== null && covers(meanInterval(moments)) ? probability * chance ** left : 0;
    }
    let sum = 0;
    let ways = 1;
    for (let count = 0; count <= left; count++) {
      sum += visit(place + 1, left - count, probability * ways * chance ** count, [...counts, count]);
      ways *= (left - count) / (count + 1);
    }
    return sum;
  };
  return visit(0, pairs, 1, []);
}

describe('money', () => {
  test('a win brings 0.95, a loss costs 1, a draw nothing', () => {
    // 2 + 1 + 1 wins, 3 draws, 3 losses in 10 matches.
    const { netPerWager, breakEvenScore, wins, draws, losses } = summaryOf([1, 0, 1, 1, 1, 1]);
    expect({ wins, draws, losses }).toEqual({ wins: 4, draws: 3, losses: 3 });
    expect(netPerWager).toBeCloseTo((4 * 0.95 - 3) / 10, 12);
    expect(breakEvenScore).toBeCloseTo(0.7 / 1.95 + 0.15, 12);
  });

  test('without draws one breaks even at 0.5128, with nothing but draws at 1/2', () => {
    expect(summaryOf([10, 0, 0, 0, 0, 10]).breakEvenScore).toBeCloseTo(0.512821, 6);
    expect(summaryOf([0, 0, 10, 0, 0, 0])).toMatchObject({ breakEvenScore: 0.5, standpoint: 'unclear' });
    expect(summaryOf([0, 0, 10, 0, 0, 0]).netPerWager).toBeCloseTo(0, 12);
  });

  test('stands above, or below, beyond doubt', () => {
    expect(summaryOf([200, 0, 0, 500, 0, 300])).toMatchObject({ standpoint: 'above' });
    // More wins than losses, but not enough to pay the fee.
    expect(summaryOf([249_000, 0, 0, 500_000, 0, 251_000])).toMatchObject({ standpoint: 'below' });
    expect(summaryOf([20, 0, 0, 50, 0, 21])).toMatchObject({ standpoint: 'unclear' });
    expect(summaryOf([0, 0, 0, 0, 0, 9]).net95.high).toBeCloseTo(0.95, 12);
  });
});

describe('pair counts', () => {
  test('by the points of both matches', () => {
    const counts = emptyPairCounts();
    for (const first of [0, 1, 2] as const)
      for (const second of [0, 1, 2] as const) addPair(counts, first, second);
    expect(counts).toEqual([1, 2, 1, 2, 2, 1]);
    expect(pentanomial(counts)).toEqual([1, 2, 3, 2, 1]);
  });

  test('the other side sees the mirror image', () => {
    const counts: PairCounts = [9, 8, 3, 7, 5, 1];
    const mirrored: PairCounts = [1, 5, 3, 7, 8, 9];
    const [mine, theirs] = [summaryOf(counts), summaryOf(mirrored)];
    expect(theirs.score).toBeCloseTo(1 - mine.score, 12);
    expect(theirs.score95.low).toBeCloseTo(1 - mine.score95.high, 12);
    expect(theirs.superiority).toBeCloseTo(1 - mine.superiority, 12);
    expect(theirs.elo).toBeCloseTo(-(mine.elo ?? 0), 9);
    expect([theirs.wins, theirs.draws, theirs.losses]).toEqual([mine.losses, mine.draws, mine.wins]);
  });

  test('add up', () => {
    expect(mergePairs([1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1])).toEqual([7, 7, 7, 7, 7, 7]);
    expect(summarizePairs(emptyPairCounts())).toBeNull();
  });
});
