import { expect, test } from 'vitest';
import { type Streaks, type Sums, summarize } from '../../src/stats/index.js';

const WAGER = 10_000_000;
const PAYOUT = 19_500_000;

/** So many matches for a wager each, with the fee of the arena. */
function sums(wins: number, losses: number, draws = 0, more: Partial<Sums> = {}): Sums {
  const matches = wins + losses + draws;
  return {
    matches,
    wins,
    losses,
    draws,
    netLamports: wins * (PAYOUT - WAGER) - losses * WAGER,
    wageredLamports: matches * WAGER,
    wonWagersLamports: wins * WAGER,
    wonPayoutsLamports: wins * PAYOUT,
    ...more,
  };
}

const STREAKS: Streaks = { wins: 12, losses: 8, current: null };

test('counts, money and the fee as the payouts show it', () => {
  const summary = summarize(sums(12, 8, 1), STREAKS);
  expect(summary).toMatchObject({
    matches: 21,
    wins: 12,
    losses: 8,
    draws: 1,
    unsettled: 0,
    winRate: 0.6,
    netLamports: 12 * 9_500_000 - 80_000_000,
    wageredLamports: 210_000_000,
    feesLamports: 6_000_000,
    feeRate: 0.025,
    standpoint: 'unclear',
    streaks: STREAKS,
  });
  // The arena's own example: 10 of 19.5.
  expect(summary.breakEven).toBeCloseTo(0.512821, 6);
});

test('another fee gives another break-even rate', () => {
  const summary = summarize(sums(1, 1, 0, { wonPayoutsLamports: 15_000_000 }), STREAKS);
  expect(summary.feeRate).toBe(0.25);
  expect(summary.breakEven).toBeCloseTo(2 / 3, 12);
});

test('beyond doubt above and below', () => {
  expect(summarize(sums(80, 20), STREAKS).standpoint).toBe('above');
  expect(summarize(sums(20, 80), STREAKS).standpoint).toBe('below');
});

test('a match of unknown end costs its wager and counts for nothing else', () => {
  const { netLamports } = sums(1, 0);
  const summary = summarize(sums(1, 0, 0, { matches: 2, netLamports: netLamports - WAGER }), STREAKS);
  expect(summary).toMatchObject({
    matches: 2,
    wins: 1,
    losses: 0,
    unsettled: 1,
    winRate: 1,
    netLamports: 9_500_000 - WAGER,
  });
});

test('wins that say nothing of the fee leave it unknown', () => {
  const disputed = sums(1, 0, 0, { wonWagersLamports: 0, wonPayoutsLamports: 0, netLamports: -WAGER });
  expect(summarize(disputed, STREAKS)).toMatchObject({ feeRate: null, breakEven: null, standpoint: null });
});

test('without matches, and without money', () => {
  expect(summarize(sums(0, 0), STREAKS)).toMatchObject({
    matches: 0,
    winRate: null,
    winRate95: null,
    netPerWager: null,
  });
  const free = sums(1, 0, 0, {
    netLamports: 0,
    wageredLamports: 0,
    wonWagersLamports: 0,
    wonPayoutsLamports: 0,
  });
  expect(summarize(free, STREAKS)).toMatchObject({
    winRate: 1,
    netPerWager: null,
    breakEven: null,
    feesLamports: 0,
  });
});
