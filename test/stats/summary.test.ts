import { expect, test } from 'vitest';
import { type Counted, summarize } from '../../src/stats/index.js';

const WAGER = 10_000_000;

function match(outcome: Counted['outcome'], more: Partial<Counted> = {}): Counted {
  const payoutLamports = { win: 19_500_000, draw: WAGER, loss: 0 }[outcome];
  const base = { outcome, settled: true, disputed: false, wagerLamports: WAGER, payoutLamports };
  return { ...base, netLamports: payoutLamports - WAGER, ...more };
}

const many = (n: number, outcome: Counted['outcome']) => Array.from({ length: n }, () => match(outcome));

test('counts, money and the fee as the payouts show it', () => {
  const summary = summarize([...many(12, 'win'), ...many(8, 'loss'), match('draw')]);
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
    streaks: { wins: 12, losses: 8, current: null },
  });
  // The arena's own example: 10 of 19.5.
  expect(summary.breakEven).toBeCloseTo(0.512821, 6);
});

test('another fee gives another break-even rate', () => {
  const half = match('win', { payoutLamports: 15_000_000, netLamports: 5_000_000 });
  const summary = summarize([half, match('loss')]);
  expect(summary.feeRate).toBe(0.25);
  expect(summary.breakEven).toBeCloseTo(2 / 3, 12);
  // Winning that share loses nothing: two wins of 5, one loss of 10.
  expect(summarize([half, half, match('loss')]).netLamports).toBe(0);
});

test('beyond doubt above and below', () => {
  expect(summarize([...many(80, 'win'), ...many(20, 'loss')]).standpoint).toBe('above');
  expect(summarize([...many(20, 'win'), ...many(80, 'loss')]).standpoint).toBe('below');
});

test('a match of unknown end costs its wager and counts for nothing else', () => {
  const lost = match('loss', { settled: false });
  expect(summarize([match('win'), lost])).toMatchObject({
    matches: 2,
    wins: 1,
    losses: 0,
    unsettled: 1,
    winRate: 1,
    netLamports: 9_500_000 - WAGER,
    streaks: { current: { outcome: 'win', length: 1 } },
  });
});

test('a disputed win says nothing of the fee', () => {
  const disputed = match('win', { disputed: true, payoutLamports: 0, netLamports: -WAGER });
  expect(summarize([disputed])).toMatchObject({ feeRate: null, breakEven: null, standpoint: null });
});

test('without matches, and without money', () => {
  expect(summarize([])).toMatchObject({ matches: 0, winRate: null, winRate95: null, netPerWager: null });
  const free = match('win', { wagerLamports: 0, payoutLamports: 0, netLamports: 0 });
  expect(summarize([free])).toMatchObject({
    winRate: 1,
    netPerWager: null,
    breakEven: null,
    feesLamports: 0,
  });
});
