import { eloOfScore } from './elo.js';
import { type Interval, Z95 } from './interval.js';
import { meanInterval, spreadOf, superiority } from './mean-interval.js';
import { type PairCounts, type Tally, tallyOf } from './pair-counts.js';
import { type SeriesCounts, seriesError } from './series-counts.js';
import { type Standpoint, standpointOf } from './standpoint.js';
import { momentsOf, pairUnits, type Units } from './units.js';

export interface PairSummary extends Tally {
  readonly matches: number;
  /** Points for a match: 1 a win, 1/2 a draw. */
  readonly score: number;
  /** For a number of matches fixed beforehand; see `alwaysValidInterval` for one that may be looked at all the time. */
  readonly score95: Interval;
  /** Null where infinite: at scores of 0 and 1. */
  readonly elo: number | null;
  readonly eloLow: number | null;
  readonly eloHigh: number | null;
  /** The likelihood of superiority, 0 to 1. */
  readonly superiority: number;
  /** What a match brings, in wagers, after the fee. */
  readonly netPerWager: number;
  readonly net95: Interval;
  /** The score that loses nothing at the share of draws seen. */
  readonly breakEvenScore: number;
  /** Where `net95` stands to 0. */
  readonly standpoint: Standpoint;
  /** How many times larger the variance of the score is than that of as many independent matches without draws. */
  readonly matchInflation: number;
  /** What the errors are computed from: pairs, or series where these scatter more than their pairs tell. */
  readonly errorsFrom: 'pairs' | 'series';
}

/**
 * The result of one side. Errors come from the pairs; given `series`, at least 10 of them, from whichever of pairs and
 * series gives the larger.
 * @param series of the same matches
 * @param feeRate the share of a pot that the arena keeps
 * @returns null without pairs
 */
export function summarizePairs(
  counts: Readonly<PairCounts>,
  series: Readonly<SeriesCounts> = {},
  feeRate = 0.025,
): PairSummary | null {
  const moments = momentsOf(pairUnits(counts));
  const payout = 2 * (1 - feeRate);
  const payouts = momentsOf(payoutUnits(counts, payout));
  if (moments === null || payouts === null) return null;
  const { inflation, z, errorsFrom } = errorOf(moments.variance / moments.count, series);
  const score95 = meanInterval(moments, inflation, z);
  const paid95 = meanInterval(payouts, inflation, z);
  const net95 = { low: paid95.low * payout - 1, high: paid95.high * payout - 1 };
  const tally = tallyOf(counts);
  const matches = 2 * moments.count;
  const drawn = tally.draws / matches;
  return {
    matches,
    ...tally,
    score: moments.mean,
    score95,
    elo: eloOfScore(moments.mean),
    eloLow: eloOfScore(score95.low),
    eloHigh: eloOfScore(score95.high),
    superiority: superiority(moments, inflation),
    netPerWager: payouts.mean * payout - 1,
    net95,
    breakEvenScore: (1 - drawn) / payout + drawn / 2,
    standpoint: standpointOf(net95, 0) ?? 'unclear',
    matchInflation: 2 * spreadOf(moments) * inflation,
    errorsFrom,
  };
}

/** What pairs pay for a match, as a share of the payout of a win: a draw gives the wager back. */
function payoutUnits([ll, ld, dd, wl, wd, ww]: Readonly<PairCounts>, payout: number): Units {
  const draw = 1 / payout;
  return [
    [0, ll],
    [draw / 2, ld],
    [draw, dd],
    [1 / 2, wl],
    [(1 + draw) / 2, wd],
    [1, ww],
  ];
}

function errorOf(pairVariance: number, series: Readonly<SeriesCounts>) {
  const error = seriesError(series);
  return error === null || error.variance <= pairVariance
    ? { inflation: 1, z: Z95, errorsFrom: 'pairs' as const }
    : { inflation: error.variance / pairVariance, z: error.z, errorsFrom: 'series' as const };
}
