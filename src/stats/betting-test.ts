import { createRng } from '../lib/rng.js';
import { afterStop } from './after-stop.js';
import { EXPECTED_UNITS, Seen, Staked } from './betting-record.js';
import type { Moments, Units } from './counts.js';
import { type Interval, spreadOf, studentT, wilson, Z95 } from './interval.js';
import type { Judgement } from './judge.js';

/** What a sequential test asks, and how often it may be wrong. */
export interface TestDesign {
  /** Of the mean of a unit; where `normalized`, of its distance from 1/2 in standard deviations of a unit. */
  readonly bounds: Interval;
  readonly normalized: boolean;
  /** How probable it may be that a mean at the lower bound or below it is ever called better. */
  readonly alpha: number;
  /** How probable it may be that a mean at the upper bound or above it is ever called not better. */
  readonly beta: number;
  /** Matches of one side in a unit: how much units are expected to scatter before any has been seen. */
  readonly matchesOfUnit: number;
  /** Units before the first look at which a verdict may be taken. */
  readonly least: number;
  /** Whether all units have the same mean. If not, as with the opponents of a field, every look must have equally many of each. */
  readonly areAlike: boolean;
}

export interface Estimate extends Interval {
  readonly mean: number;
}

/** 1 bets on a mean above the lower bound, -1 on one below the upper bound. */
type Side = 1 | -1;

/** Bets on twice the difference between the bounds, four times, and so on have this share of the capital each. */
const SHARE_OF_LARGER = 0.015;
/** Nobody bets on a difference of more standard deviations of a match. */
const LARGEST = 0.6;
/** How many units are bet on one by one: the first ones teach the most about how to bet on the next. */
const ONE_BY_ONE = 100;
/**
 * By how much the tangent of a deviation is too large on average, in that deviation, times twice the units that it was
 * estimated from: 1 for the mean and (kurtosis - 1) / 4 for the deviation. That is 1/2 for a normal distribution; 1
 * allows for a kurtosis of 5.
 */
const EXCESS = 2;
/**
 * Whether a mean lies above the lower bound (`better`) or below the upper one (`not better`); in between both are true, and
 * the one that is seen first is the answer. May be asked after every look.
 *
 * Testing by betting (Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting", Journal of the
 * Royal Statistical Society B 86(1), 2024): before units are seen, a player stakes part of the capital on the mean lying above the
 * lower bound. If it does not, nobody grows rich in this game: the wealth is a supermartingale, and by Ville's inequality
 * it ever reaches 1 / alpha with probability alpha at most, for any distribution within [0, 1] and any number of looks.
 * Another player bets against the upper bound, up to 1 / beta.
 *
 * Most of the capital (0.925 of it with bounds 5 Elo apart, 0.895 with 1 Elo: see `SHARE_OF_LARGER`) stakes (s1 - s0) / variance,
 * the variance as estimated so far. To second order the logarithm of this wealth is the log likelihood ratio of Wald's test of
 * the two bounds, generalised to a variance that is not known (M. Van den Bergh, "A practical introduction to the GSPRT"), and
 * needs as many units. The rest bets on larger differences, which are seen much sooner for it.
 *
 * A normalized bound stands at t standard deviations. In place of the standard deviation the bet has a tangent of it,
 * s (1 + ((x - c) / s)^2) / 2, as in section 4.1 of M. Van den Bergh's "Normalized Elo": it is a mean of scores and their
 * squares, is never below the standard deviation, and equals it where s and c are right. With a bound on the other side of
 * 1/2, where it would have to be never above, what it is too large by on average (s and c are estimates) is taken off: there
 * the probability of an error is alpha or beta at most as an approximation, as it is in the test of that paper.
 */
export class BettingTest {
  readonly design: TestDesign;
  readonly #aims: readonly { readonly share: number; readonly times: number }[];
  readonly #seen: Seen;
  /** Logarithms of what became of each share of the capital. */
  readonly #wealth: Readonly<Record<Side, number[]>>;
  /** Units that are alike may be bet on in any order that does not depend on their scores. With a fixed seed, a run has one verdict. */
  readonly #random = createRng('order of units');
  #look = 0;
  readonly #staked: Readonly<Record<Side, Staked>>;

  constructor(design: TestDesign) {
    const { bounds, normalized, matchesOfUnit } = design;
    this.design = design;
    this.#seen = new Seen(this.#expected);
    const step =
      (bounds.high - bounds.low) / (normalized ? 1 : Math.sqrt(this.#expected)) / Math.sqrt(matchesOfUnit);
    const larger = Math.max(0, Math.floor(Math.log2(LARGEST / step)));
    this.#aims = Array.from({ length: larger + 1 }, (_, i) => ({
      share: i === 0 ? 1 - larger * SHARE_OF_LARGER : SHARE_OF_LARGER,
      times: 2 ** i,
    }));
    this.#staked = { 1: new Staked(), [-1]: new Staked() };
    this.#wealth = {
      1: this.#aims.map(({ share }) => Math.log(share)),
      [-1]: this.#aims.map(({ share }) => Math.log(share)),
    };
  }

  /** How units are expected to scatter before any has been seen, as a variance: that of independent matches without draws. */
  get #expected(): number {
    return 1 / (4 * this.design.matchesOfUnit);
  }

  /** What has come in since the last look. */
  add(units: Units): void {
    const count = units.reduce((sum, [, n]) => sum + n, 0);
    if (count === 0) return;
    this.#look ||= count;
    const singles = this.design.areAlike ? Math.min(count, ONE_BY_ONE - this.#seen.count) : 0;
    for (const some of singles > 0 ? inTurn(units, singles, this.#random) : [units]) this.#bet(some);
  }

  /** Bets on units, by what was seen before them. */
  #bet(units: Units): void {
    const count = units.reduce((sum, [, times]) => sum + times, 0);
    for (const side of [1, -1] as const) {
      const gain = this.#gain(side);
      const wealth = this.#wealth[side];
      const stakes = this.#stakes(side);
      this.#staked[side].add(count, stakes);
      for (const [i, stake] of stakes.entries()) {
        let log = wealth[i] ?? 0;
        for (const [score, times] of units)
          if (times > 0) log += times * Math.log(1 + stake * gain.of(score));
        wealth[i] = log;
      }
    }
    this.#seen.add(units);
  }

  get judgement(): Judgement {
    const { alpha, beta } = this.design;
    const better = logSum(this.#wealth[1]) / -Math.log(alpha);
    const notBetter = logSum(this.#wealth[-1]) / -Math.log(beta);
    return {
      verdict: better >= 1 ? 'better' : notBetter >= 1 ? 'not better' : 'undecided',
      better,
      notBetter,
    };
  }

  /**
   * The mean and its range at 95 %, corrected for the stop: see `afterStop`. For a number of units that was fixed
   * beforehand and not looked at, it is `meanInterval`.
   * @param moments of all units that were added
   * @param isSeries whether few units may be all that there are, and of any shape
   */
  estimate(moments: Moments, isSeries: boolean): Estimate {
    const { alpha, beta } = this.design;
    const { count, mean, variance } = moments;
    // As if a few more units had been at the mean, and scattered as expected.
    const squares = count * variance + EXPECTED_UNITS * this.#expected;
    const deviation = Math.sqrt(squares / (count + EXPECTED_UNITS));
    const side = (of: Side, needed: number) => ({
      bound: this.#bound(of, deviation),
      bets: this.#aims.map(({ share }, i) => ({
        share,
        staked: (steps: number) => {
          const { sum, squares } = this.#staked[of].upTo(steps, i);
          return { sum: sum * deviation, squares: squares * deviation ** 2 };
        },
      })),
      needed,
    });
    const [low, middle, high] = afterStop({
      sum: (count * (mean - 0.5)) / deviation,
      steps: count,
      look: this.#look,
      firstLook: Math.ceil(this.design.least / this.#look) * this.#look,
      upper: side(1, -Math.log(alpha)),
      lower: side(-1, -Math.log(beta)),
    });
    const trials = count / spreadOf(moments);
    const at = (z: number) => {
      const { low: below = 0, high: above = 1 } = wilson(mean * trials, trials, Math.abs(z)) ?? {};
      return z > 0 ? below : above;
    };
    const wider = isSeries ? studentT(Z95, count - 1) / Z95 : 1;
    const shifted = mean - (middle * deviation) / Math.sqrt(count);
    return { low: at(low * wider), mean: Math.min(1, Math.max(0, shifted)), high: at(high * wider) };
  }

  /** How far the bound lies above 1/2, in standard deviations. */
  #bound(side: Side, deviation: number): number {
    const { bounds, normalized } = this.design;
    const bound = side === 1 ? bounds.low : bounds.high;
    return normalized ? bound : (bound - 0.5) / deviation;
  }

  /** What a score gains, and the least that any gains. Its mean is at most 0 if there is nothing to be won. */
  #gain(side: Side): { of(score: number): number; readonly least: number } {
    const { bounds, normalized } = this.design;
    const bound = side === 1 ? bounds.low : bounds.high;
    if (!normalized) return { of: (score) => side * (score - bound), least: side === 1 ? -bound : bound - 1 };
    const { count, mean, variance } = this.#seen;
    const deviation = Math.sqrt(variance);
    const excess = side * bound < 0 ? EXCESS / (count + EXPECTED_UNITS) : 0;
    const of = (score: number) =>
      side * (score - 0.5 - (bound * deviation * (1 - excess + ((score - mean) / deviation) ** 2)) / 2);
    const turn = Math.min(1, Math.max(0, mean + deviation / bound));
    return { of, least: Math.min(of(0), of(1), of(Number.isNaN(turn) ? 0 : turn)) };
  }

  /** For what comes next, from what was seen before it: the stakes at which the capital grows most, if the aim is right. */
  #stakes(side: Side): number[] {
    const { bounds, normalized } = this.design;
    const { count, variance } = this.#seen;
    const step = (bounds.high - bounds.low) * (normalized ? Math.sqrt(variance) : 1);
    const gain = this.#gain(side);
    // A bet that cannot lose is about a bound which is further out than all that was seen: it is too early for it.
    if (gain.least >= 0) return this.#aims.map(() => 0);
    // Nobody stakes all: what has not been seen in so many units may come.
    const most = (count + 1) / (count + 2) / -gain.least;
    const worst =
      -(gain.least + count * Math.min(0, gain.of(side === 1 ? this.#seen.least : this.#seen.most))) /
      (count + 1);
    return this.#aims.map(({ times }) => {
      const aim = times * step;
      const plain = Math.min(aim / (variance + aim ** 2), 0.5 / worst);
      return Math.min(most, Math.max(plain, aim / (variance + aim * worst)));
    });
  }
}

/** As many as `singles` one by one, in random order, and then the rest at once. */
function* inTurn(units: Units, singles: number, random: () => number): Generator<Units> {
  const left = units.filter(([, times]) => times > 0).map(([score, times]) => ({ score, times }));
  let count = left.reduce((sum, { times }) => sum + times, 0);
  for (const end = count - singles; count > end; count--) {
    let place = Math.floor(random() * count);
    for (const one of left) {
      place -= one.times;
      if (place >= 0) continue;
      one.times--;
      yield [[one.score, 1]];
      break;
    }
  }
  yield left.map(({ score, times }) => [score, times] as const);
}

/** The logarithm of the sum of what these are the logarithms of. */
export function logSum(logs: readonly number[]): number {
  const most = Math.max(...logs);
  return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0));
}
