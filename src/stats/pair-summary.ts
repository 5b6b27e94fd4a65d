import {
  ENOUGH_UNITS,
  momentsOf,
  type PairCounts,
  pairUnits,
  type SeriesCounts,
  seriesUnits,
  type Tally,
  tallyOf,
  type Units,
} from './counts.js';
import {
  eloOfScore,
  type Interval,
  meanInterval,
  normalCdf,
  type Standpoint,
  spreadOf,
  standpointOf,
  studentT,
  superiority,
  Z95,
} from './interval.js';

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
  /** What counts as independent, and is what intervals are computed from. */
  readonly unit: 'pairs' | 'series';
  /** How many of them there are. */
  readonly units: number;
  /** Whether there are ten at least. If not, nothing is known: intervals are as wide as can be. */
  readonly enough: boolean;
  /** Whether strategies that declare that they forget do not play so: series scatter more than their pairs tell. */
  readonly remembers: boolean;
}

/** What a match pays, in wagers, to whoever wins: the pot less the 2.5 % that the arena keeps. */
const PAYOUT = 2 * (1 - 0.025);

/**
 * The result of one side. The units are pairs where both sides forget, and series of the full length where one may learn.
 * @param of.series the same matches by series
 * @param of.forgetful whether both sides declare that they forget a match when it is over, and pairs count if they play so
 * @returns null without pairs
 */
export function summarizePairs(
  counts: Readonly<PairCounts>,
  of: { readonly series?: Readonly<SeriesCounts>; readonly forgetful?: boolean } = {},
): PairSummary | null {
  const { series = {}, forgetful = true } = of;
  const pairs = momentsOf(pairUnits(counts));
  const payouts = momentsOf(payoutUnits(counts));
  if (pairs === null || payouts === null) return null;
  const tally = tallyOf(counts);
  const matches = 2 * pairs.count;
  const drawn = tally.draws / matches;
  const remembers = forgetful && !pairsAreIndependent(pairUnits(counts), series);
  const unit = forgetful && !remembers ? 'pairs' : 'series';
  const moments = unit === 'pairs' ? pairs : momentsOf(seriesUnits(series));
  const enough = moments !== null && moments.count >= ENOUGH_UNITS;
  const score95 = enough
    ? meanInterval(moments, unit === 'pairs' ? Z95 : studentT(Z95, moments.count - 1))
    : { low: 0, high: 1 };
  // What a match brings is the share of the pot for each point, and what draws do not pay the fee on.
  const netOf = (score: number) => PAYOUT * score + (1 - PAYOUT / 2) * drawn - 1;
  const paid95 = meanInterval(payouts);
  const net95 =
    enough && unit === 'pairs'
      ? { low: paid95.low * PAYOUT - 1, high: paid95.high * PAYOUT - 1 }
      : { low: netOf(score95.low), high: netOf(score95.high) };
  return {
    matches,
    ...tally,
    score: pairs.mean,
    score95,
    elo: eloOfScore(pairs.mean),
    eloLow: eloOfScore(score95.low),
    eloHigh: eloOfScore(score95.high),
    superiority: enough ? superiority(moments) : 0.5,
    netPerWager: payouts.mean * PAYOUT - 1,
    net95,
    breakEvenScore: (1 - drawn) / PAYOUT + drawn / 2,
    standpoint: standpointOf(net95, 0) ?? 'unclear',
    // Too few units count as one match.
    matchInflation: enough ? (spreadOf(moments) * matches) / moments.count : matches,
    unit,
    units: moments?.count ?? 0,
    enough,
    remembers,
  };
}

/** What pairs pay for a match, as a share of the payout of a win: a draw gives the wager back. */
function payoutUnits([ll, ld, dd, wl, wd, ww]: Readonly<PairCounts>): Units {
  const draw = 1 / PAYOUT;
  return [
    [0, ll],
    [draw / 2, ld],
    [draw, dd],
    [1 / 2, wl],
    [(1 + draw) / 2, wd],
    [1, ww],
  ];
}

/** The level of the test whether strategies forget, as they declare. */
const LEVEL = 0.001;

/**
 * Whether series scatter as they would if their pairs were independent: the F test of the analysis of variance, between
 * series against within them.
 * @param pairs all pairs of the series, by their scores
 * @param series the same matches by series; a key of `matchesOfPair` is one pair
 */
export function pairsAreIndependent(
  pairs: Units,
  series: Readonly<SeriesCounts>,
  matchesOfPair = 2,
): boolean {
  const all = momentsOf(pairs);
  if (all === null) return true;
  let groups = 0;
  let between = 0;
  for (const [matches, ofLength] of Object.entries(series)) {
    for (const [points, times] of Object.entries(ofLength)) {
      groups += times;
      const distance = Number(points) / (2 * Number(matches)) - all.mean;
      between += times * (Number(matches) / matchesOfPair) * distance ** 2;
    }
  }
  const [one, other] = [groups - 1, all.count - groups];
  if (one < 1 || other < 1) return true;
  // Rounding must not make something of nothing.
  const within = Math.max(0, all.count * all.variance - between);
  if (between < 1e-9 * all.count) return true;
  return within === 0 ? false : chanceAbove(between / one / (within / other), one, other) >= LEVEL;
}

/**
 * The chance that F with these degrees of freedom is larger: the approximation of Paulson (1942), from the cube root of
 * Wilson and Hilferty. Good to a few percent of itself in the tail.
 */
function chanceAbove(f: number, one: number, other: number): number {
  const [a, b] = [2 / (9 * one), 2 / (9 * other)];
  const root = Math.cbrt(f);
  return 1 - normalCdf(((1 - b) * root - (1 - a)) / Math.sqrt(b * root ** 2 + a));
}

/** How one side did against several others. */
export interface Gauntlet<Met> {
  /** Opponents that it beats, and that it loses to, at 95 %; of the others it cannot be told. */
  readonly beaten: number;
  readonly lost: number;
  readonly open: number;
  /** In which it scored least. */
  readonly hardest: Met;
}

/** @param met what it scored against each opponent, with the interval. @returns null where it has met nobody */
export function gauntletOf<Met extends Interval & { readonly score: number }>(
  met: readonly Met[],
): Gauntlet<Met> | null {
  const [hardest] = met.toSorted((a, b) => a.score - b.score);
  if (hardest === undefined) return null;
  const beaten = met.filter(({ low }) => low > 0.5).length;
  const lost = met.filter(({ high }) => high < 0.5).length;
  return { beaten, lost, open: met.length - beaten - lost, hardest };
}
