import { describe, expect, test } from 'vitest';
import { bradleyTerry, type Meeting, ratingsOf } from '../../src/stats/index.js';

/** As good as no prior: then it is the maximum likelihood estimate. */
const NO_PRIOR = 1e-6;
const ELO = 400 / Math.LN10;

/** The differences from the first player, in logits, with their standard errors. */
function contrasts(players: number, meetings: readonly Meeting[]): { value: number; error: number }[] {
  const { values, covariance } = bradleyTerry(players, meetings, NO_PRIOR);
  const cov = (i: number, j: number) => covariance[i]?.[j] ?? Number.NaN;
  return values.map((value, i) => ({
    value: value - (values[0] ?? 0),
    error: Math.sqrt(Math.max(0, cov(i, i) - 2 * cov(0, i) + cov(0, 0))),
  }));
}

describe('published fits', () => {
  // American League East 1987, A. Agresti, "Categorical Data Analysis", 2nd edition, 2002, tables 10.10 and 10.11: wins
  // of the row over the column; Baltimore, Boston, Cleveland, Detroit, Milwaukee, New York, Toronto.
  test('baseball', () => {
    const wins = [
      [0, 1, 7, 4, 2, 3, 1],
      [12, 0, 7, 2, 6, 7, 6],
      [6, 6, 0, 4, 4, 6, 5],
      [9, 11, 9, 0, 6, 5, 7],
      [11, 7, 9, 7, 0, 7, 9],
      [10, 6, 7, 8, 6, 0, 6],
      [12, 7, 8, 6, 4, 7, 0],
    ];
    const meetings = wins.flatMap((row, a) =>
      row.flatMap((won, b) => (a < b ? [{ a, b, matches: won + (wins[b]?.[a] ?? 0), wins: won }] : [])),
    );
    expect(meetings.every(({ matches }) => matches === 13)).toBe(true);
    const fitted = contrasts(7, meetings);
    expect(fitted.map(({ value }) => value.toFixed(2))).toEqual([
      '0.00',
      '1.11',
      '0.68',
      '1.44',
      '1.58',
      '1.25',
      '1.29',
    ]);
    // "The standard errors are about 0.3".
    for (const { error } of fitted.slice(1)) expect(error.toFixed(1)).toBe('0.3');
  });

  // Citations among journals of statistics, Stigler 1994, in Turner and Firth, "Bradley-Terry models in R", Journal of
  // Statistical Software 48(9), 2012, section 2: estimates and standard errors from Biometrika.
  test('journals', () => {
    const meetings: Meeting[] = [
      { a: 0, b: 1, matches: 730 + 33, wins: 730 },
      { a: 0, b: 2, matches: 498 + 320, wins: 498 },
      { a: 0, b: 3, matches: 221 + 284, wins: 221 },
      { a: 1, b: 2, matches: 68 + 813, wins: 68 },
      { a: 1, b: 3, matches: 17 + 276, wins: 17 },
      { a: 2, b: 3, matches: 142 + 325, wins: 142 },
    ];
    const fitted = contrasts(4, meetings);
    const published = [
      [0, 0],
      [-2.94907, 0.10255],
      [-0.47957, 0.06059],
      [0.26895, 0.07083],
    ];
    published.forEach(([value = 0, error = 0], i) => {
      expect(fitted[i]?.value).toBeCloseTo(value, 4);
      expect(fitted[i]?.error).toBeCloseTo(error, 4);
    });
  });
});

describe('ratings', () => {
  test('two players: the Elo difference of their score, around 0', () => {
    const [first, second] = ratingsOf(2, [{ a: 0, b: 1, matches: 11_000, wins: 10_000 }], NO_PRIOR);
    expect(first?.elo).toBeCloseTo(200, 3);
    expect(second?.elo).toBeCloseTo(-200, 3);
    // The standard error of a logit is 1 / sqrt(n p q); of half of it, half.
    const reach = (1.96 * ELO) / Math.sqrt(11_000 * (10 / 11) * (1 / 11)) / 2;
    expect((first?.eloHigh ?? 0) - 200).toBeCloseTo(reach, 1);
    expect(200 - (first?.eloLow ?? 0)).toBeCloseTo(reach, 1);
  });

  test('errors grow with the variance that the pairs show', () => {
    const meeting = { a: 0, b: 1, matches: 1000, wins: 500 };
    const reach = (inflation: number) => ratingsOf(2, [{ ...meeting, inflation }])[0]?.eloHigh ?? 0;
    expect(reach(4) / reach(1)).toBeCloseTo(2, 2);
    expect(reach(0.25) / reach(1)).toBeCloseTo(0.5, 1);
  });

  test('a circle of three who beat each other: all the same', () => {
    const circle = [0, 1, 2].map((a) => ({ a, b: (a + 1) % 3, matches: 100, wins: 90 }));
    for (const { elo, group } of ratingsOf(3, circle)) {
      expect(elo).toBeCloseTo(0, 6);
      expect(group).toBe(0);
    }
  });

  test('whoever won, or lost, everything stays finite, and the order is right', () => {
    for (const matches of [1, 100, 1_000_000]) {
      const meetings = [
        { a: 0, b: 1, matches, wins: matches },
        { a: 1, b: 2, matches, wins: matches },
        { a: 0, b: 2, matches, wins: matches },
      ];
      const elos = ratingsOf(3, meetings).map(({ elo }) => elo);
      expect(elos.every(Number.isFinite)).toBe(true);
      expect(elos[0]).toBeGreaterThan(elos[1] ?? 0);
      expect(elos[1]).toBeGreaterThan(elos[2] ?? 0);
      expect(elos.reduce((sum, elo) => sum + elo, 0)).toBeCloseTo(0, 6);
    }
  });

  test('players whom no meetings connect are rated apart', () => {
    const meetings = [
      { a: 0, b: 3, matches: 1000, wins: 750 },
      { a: 4, b: 2, matches: 1000, wins: 900 },
      { a: 0, b: 1, matches: 0, wins: 0 },
    ];
    const ratings = ratingsOf(5, meetings);
    expect(ratings.map(({ group }) => group)).toEqual([0, 1, 2, 0, 2]);
    expect(ratings[1]).toMatchObject({ elo: 0 });
    expect((ratings[0]?.elo ?? 0) - (ratings[3]?.elo ?? 0)).toBeCloseTo(400 * Math.log10(3), -1);
    expect((ratings[4]?.elo ?? 0) + (ratings[2]?.elo ?? 0)).toBeCloseTo(0, 9);
    expect(ratingsOf(0, [])).toEqual([]);
  });
});
