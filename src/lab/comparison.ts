import {
  addSeries,
  alwaysValidInterval,
  differenceBounds,
  ENOUGH_UNITS,
  eloBounds,
  type Interval,
  type Judgement,
  judge,
  momentsOf,
  type PairCounts,
  pairsAreIndependent,
  pairUnits,
  type SeriesCounts,
  seriesUnits,
  type Units,
  type Verdict,
} from '../stats/index.js';
import type { RunPlan, SequentialTest } from './plan.js';
import type { TaskResult } from './task.js';

/** Whether the new strategy (entrant 0) is better than the old one (entrant 1). */
export interface Comparison {
  readonly verdict: Verdict | 'no verdict';
  /** Evidence for either answer, 1 being enough. */
  readonly better: number;
  readonly notBetter: number;
  /** The gain in score, at the confidence of the test, valid at every look: against the old one, its score less 1/2; over a field, the new one's less the old one's. */
  readonly gain: number;
  readonly gain95: Interval;
  /** What counts as independent, and how many of them there are. With fewer than ten, nothing is decided. */
  readonly units: 'pairs' | 'series';
  readonly unitCount: number;
  readonly enough: boolean;
  /** Whether strategies that declare that they forget do not play so, for which reason series count. */
  readonly remembers: boolean;
  /** Both are the same code, and neither drew random numbers: there is no difference to be found. */
  readonly same: boolean;
}

/** Looks at the evidence are this share of the series apart, so that looking costs little however long a run is. */
const LOOK_SHARE = 1 / 32;

/** The matches that the two play against each other: they grow. */
interface Direct {
  readonly pairs: Readonly<PairCounts>;
  readonly series: Readonly<SeriesCounts>;
}

/** The evidence of a comparison, up to now. */
export class Evidence {
  readonly #test: SequentialTest;
  /** Whether they play each other: else both play the same opponents, and what counts is how much more the new one gets. */
  readonly #isHeadToHead: boolean;
  readonly #direct: Direct;
  readonly #gainPairs: SeriesCounts = {};
  readonly #gainSeries: SeriesCounts = {};
  #judgement: Judgement | null = null;
  #nextLook = 1;
  #decided = false;
  /** Whether two of the same code drew no random numbers in all of the series so far. */
  #drewNone: boolean;

  constructor({ slots }: RunPlan, test: SequentialTest, direct: Direct) {
    this.#test = test;
    this.#isHeadToHead = slots.every((slot) => slot.length === 1);
    this.#direct = direct;
    this.#drewNone = test.sameCode;
  }

  /** Whether more matches would tell nothing more. */
  get decided(): boolean {
    return this.#decided;
  }

  add({ gains, drewNone }: TaskResult): void {
    if (!drewNone) this.#drewNone = false;
    if (!gains) return;
    addAll(this.#gainPairs, gains.pairs);
    addAll(this.#gainSeries, gains.series);
  }

  /**
   * To be called when every slot has had so many series.
   * @param isLast whether there are no more
   * @param isAbsent whether a side does not play: then more matches tell nothing
   */
  look(series: number, isLast: boolean, isAbsent: () => boolean): void {
    if (series < this.#nextLook && !isLast) return;
    this.#nextLook = series + Math.max(1, Math.floor(series * LOOK_SHARE));
    const { units, enough } = this.#choice();
    if (this.#isSame(units)) this.#decided = true;
    if (!enough) return;
    this.#judgement = judge(units, this.#bounds(), this.#test.confidence);
    this.#decided ||= this.#judgement.verdict !== 'undecided' || isAbsent();
  }

  /** @param isAbsent whether a side does not play: then there is no verdict */
  result(isAbsent: boolean): Comparison {
    const { confidence, elo0 } = this.#test;
    const { unit, units, count, enough, remembers } = this.#choice();
    const { low, high } = enough ? alwaysValidInterval(units, confidence) : { low: 0, high: 1 };
    const { verdict, better, notBetter } = !enough
      ? ({ verdict: 'undecided', better: 0, notBetter: 0 } as const)
      : (this.#judgement ?? judge(units, this.#bounds(), confidence));
    const same = this.#isSame(units);
    // Without any difference, it is known on which side of the bounds they are.
    const ofSame = elo0 < 0 ? 'better' : 'not better';
    // Of differences 1/2 is none and a mean of m is a gain of 2 m - 1; of scores, the gain is over 1/2.
    const scale = this.#isHeadToHead ? 1 : 2;
    const gainOf = (mean: number) => scale * (mean - 0.5);
    return {
      verdict: isAbsent ? 'no verdict' : same ? ofSame : verdict,
      better,
      notBetter,
      gain: gainOf(momentsOf(units)?.mean ?? 0.5),
      gain95: same ? { low: 0, high: 0 } : { low: gainOf(low), high: gainOf(high) },
      units: unit,
      unitCount: count,
      enough,
      remembers,
      same,
    };
  }

  /** What counts: pairs where the strategies forget, as they declare and as they play; else series. */
  #choice() {
    const [pairs, series, matchesOfPair] = this.#isHeadToHead
      ? [pairUnits(this.#direct.pairs), this.#direct.series, 2]
      : [seriesUnits(this.#gainPairs), this.#gainSeries, 4];
    const isDeclared = this.#test.units === 'pairs';
    const remembers = isDeclared && !pairsAreIndependent(pairs, series, matchesOfPair);
    const unit: 'pairs' | 'series' = isDeclared && !remembers ? 'pairs' : 'series';
    const units = unit === 'pairs' ? pairs : seriesUnits(series);
    const count = momentsOf(units)?.count ?? 0;
    return { unit, units, count, enough: count >= ENOUGH_UNITS, remembers };
  }

  #bounds(): Interval {
    const { elo0, elo1 } = this.#test;
    return this.#isHeadToHead ? eloBounds(elo0, elo1) : differenceBounds(elo0, elo1);
  }

  /** Both sides are the same code, have drawn nothing, and have come out even in each and every unit. */
  #isSame(units: Units): boolean {
    const differs = ([score, count]: Units[number]) => count > 0 && score !== 0.5;
    return this.#drewNone && units.some(([, count]) => count > 0) && !units.some(differs);
  }
}

function addAll(sum: SeriesCounts, counts: Readonly<SeriesCounts>): void {
  for (const [matches, ofLength] of Object.entries(counts)) {
    for (const [points, times] of Object.entries(ofLength))
      addSeries(sum, Number(matches), Number(points), times);
  }
}
