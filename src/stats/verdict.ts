import { evidenceAbove, evidenceBelow, evidenceNeeded } from './betting.js';
import { eloBounds } from './elo.js';
import type { Units } from './units.js';

export type Verdict = 'better' | 'not better' | 'undecided';

export interface Judgement {
  readonly verdict: Verdict;
  /** What each answer has of the evidence that it needs, 1 being enough; below 0 the evidence is against it. */
  readonly better: number;
  readonly notBetter: number;
}

/**
 * Whether the mean of the units lies above `bounds.low` ('better') or below `bounds.high` ('not better'); in between both
 * are true, and the one that is seen first is the answer. May be asked after every chunk until it answers. Whatever
 * the distribution, a mean of `bounds.low` or less is ever called better with probability at most (1 - confidence) / 2, and
 * one of `bounds.high` or more not better likewise. It is the same as asking whether `alwaysValidInterval` lies above
 * the one or below the other.
 *
 * This holds for independent units of one mean; for units of several means, such as the opponents of a field, of their
 * average, if every look has as many units of each (the geometric mean is at most the arithmetic one). Pairs of
 * strategies that learn are not independent within a series: take series as the units then.
 *
 * Matches that it takes at the defaults, in rock, paper, scissors, on average: 50,000 at 0 and at 5 Elo, 14,000 at 10, 4,000
 * at 20; with series of 100 as the units 65,000, 27,000 and 13,000, with series of 1,000 450,000, 230,000 and 120,000.
 */
export function judge(units: Units, bounds = eloBounds(), confidence = 0.95): Judgement {
  const needed = evidenceNeeded(confidence);
  const better = evidenceAbove(units, bounds.low) / needed;
  const notBetter = evidenceBelow(units, bounds.high) / needed;
  return { verdict: better >= 1 ? 'better' : notBetter >= 1 ? 'not better' : 'undecided', better, notBetter };
}
