import { momentsOf, type Units } from './counts.js';
import { eloBounds, type Interval } from './interval.js';

export type Verdict = 'better' | 'not better' | 'undecided';

export interface Judgement {
  readonly verdict: Verdict;
  /** What each answer has of the evidence that it needs, 1 being enough; below 0 the evidence is against it. */
  readonly better: number;
  readonly notBetter: number;
}

/** How probable either error of a test may be: those of `BettingTest`, or of `judge`. */
export function errorsOf(
  test: { readonly alpha: number; readonly beta: number } | { readonly confidence: number },
): { readonly alpha: number; readonly beta: number } {
  if (!('confidence' in test)) return test;
  const each = (1 - test.confidence) / 2;
  return { alpha: each, beta: each };
}

/** Whether the bounds of a test are in normalized Elo. Those of earlier versions never are. */
export function isNormalized(
  test: { readonly normalized: boolean } | { readonly confidence: number },
): boolean {
  return 'normalized' in test && test.normalized;
}

/**
 * The test of runs that earlier versions kept; for others there is `BettingTest`. Whether the mean of the units lies above
 * `bounds.low` ('better') or below `bounds.high` ('not better'); in between both are true, and the one that is seen first is
 * the answer. May be asked after every chunk until it answers. Whatever the distribution, a mean of `bounds.low` or less is ever called better with probability at most (1 - confidence) / 2, and
 * one of `bounds.high` or more not better likewise. It is the same as asking whether `alwaysValidInterval` lies above
 * the one or below the other.
 *
 * This holds for independent units of one mean; for units of several means, such as the opponents of a field, of their
 * average, if every look has as many units of each (the geometric mean is at most the arithmetic one). Pairs of
 * strategies that learn are not independent within a series: take series as the units then.
 */
export function judge(units: Units, bounds = eloBounds(), confidence = 0.95): Judgement {
  const needed = evidenceNeeded(confidence);
  const better = evidenceAbove(units, bounds.low) / needed;
  const notBetter = evidenceBelow(units, bounds.high) / needed;
  return { verdict: better >= 1 ? 'better' : notBetter >= 1 ? 'not better' : 'undecided', better, notBetter };
}

/*
 * Testing by betting (Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting", Journal of the
 * Royal Statistical Society B 86(1), 2024). A player stakes the share `bet` of what it has, before every unit, on the mean
 * lying above `mean`, and gets `score / mean` times the stake back. If the mean is not above, nobody grows rich in this
 * game: the wealth is a supermartingale, and by Ville's inequality it ever reaches k with probability at most 1/k, for any
 * distribution within [0, 1] and however often one looks. Several players with fixed bets share the capital, so that no
 * effect size need be known; the sum depends on the counts alone, not on the order of the units.
 */
const BETS = Array.from({ length: 17 }, (_, i) => 2 ** (-i / 2));

/** The logarithm of what became of a capital of 1 with this bet, in (0, 1], on a mean above `mean`, in (0, 1). */
export function logWealth(units: Units, mean: number, bet: number): number {
  let sum = 0;
  for (const unit of units) if (unit[1] > 0) sum += unit[1] * Math.log(1 + bet * (unit[0] / mean - 1));
  return sum;
}

/** The evidence, in nats, that the mean lies above `mean`: it ever reaches x with probability at most exp(-x) if not. */
export function evidenceAbove(units: Units, mean: number): number {
  const logs = BETS.map((bet) => logWealth(units, mean, bet));
  const most = Math.max(...logs);
  let sum = 0;
  for (const log of logs) sum += Math.exp(log - most);
  return most + Math.log(sum / BETS.length);
}

/** As `evidenceAbove`, for a mean below. */
export function evidenceBelow(units: Units, mean: number): number {
  return evidenceAbove(mirrored(units), 1 - mean);
}

/** The evidence that excludes a mean on one side of an interval of this confidence, in nats. */
export function evidenceNeeded(confidence = 0.95): number {
  return Math.log(2 / (1 - confidence));
}

/**
 * The range in which the mean lies, with this confidence, at every look at once: it may be watched, and used to decide when
 * to stop. Exact for any number of units, for any distribution within [0, 1]. Wider than `meanInterval`, the price of
 * looking. Without units, all of [0, 1].
 */
export function alwaysValidInterval(units: Units, confidence = 0.95): Interval {
  const needed = evidenceNeeded(confidence);
  return { low: lowEnd(units, needed), high: 1 - lowEnd(mirrored(units), needed) };
}

/** The evidence falls as the mean in question grows, and is at most 0 at the mean that was seen: halving finds the end. */
function lowEnd(units: Units, needed: number): number {
  let low = 0;
  let high = momentsOf(units)?.mean ?? 0;
  for (let i = 0; i < 40 && low < high; i++) {
    const middle = (low + high) / 2;
    if (evidenceAbove(units, middle) >= needed) low = middle;
    else high = middle;
  }
  return low;
}

function mirrored(units: Units): Units {
  return units.map(([score, count]) => [1 - score, count] as const);
}
