import { BotpitError } from '../errors.js';
import {
  addSeries,
  alwaysValidInterval,
  BettingTest,
  differenceBounds,
  ENOUGH_UNITS,
  type Estimate,
  eloBounds,
  type Interval,
  type Judgement,
  judge,
  momentsOf,
  normalizedElo,
  type PairCounts,
  pairsAreIndependent,
  pairUnits,
  type SeriesCounts,
  seriesUnits,
  tallyOf,
  tBounds,
  type Units,
  type Verdict,
} from '../stats/index.js';
import { ELO, LEAST_CHANCE } from './check-run.js';
import {
  type EarlierTest,
  type RunPlan,
  type SequentialTest,
  seriesCount,
  type TestQuestion,
} from './plan.js';
import type { TaskResult } from './tally.js';

/** Whether the new strategy (entrant 0) is better than the old one (entrant 1). */
export interface Comparison {
  readonly verdict: Verdict | 'no verdict';
  /** Evidence for either answer, 1 being enough. */
  readonly better: number;
  readonly notBetter: number;
  /**
   * The gain in score, with its range at 95 %, corrected for the stop (in the middle of what would be found again and again,
   * too much is found as often as too little): against the old one, its score less 1/2; over a field, the new one's less
   * the old one's. Of a run that an earlier version kept: what was seen, at the confidence of its test, valid at every look.
   */
  readonly gain: number;
  readonly gain95: Interval;
  /** The same in normalized Elo; null where it is infinite. */
  readonly normalized: {
    readonly elo: number | null;
    readonly eloLow: number | null;
    readonly eloHigh: number | null;
  };
  /** What counts as independent, and how many of them there are. With fewer than ten, nothing is decided. */
  readonly units: 'pairs' | 'series';
  readonly unitCount: number;
  readonly enough: boolean;
  /** Whether strategies that declare that they forget do not play so, for which reason series count. */
  readonly remembers: boolean;
  /** Both are the same code, and neither drew random numbers: there is no difference to be found. */
  readonly same: boolean;
}

/** What a comparison asks. */
export interface TestOptions {
  /** `better` means by more than this; default 0. */
  readonly elo0?: number;
  /** `not better` means by less than this; default 5. */
  readonly elo1?: number;
  /** How probable it may be that one of `elo0` or less is called better; default 0.05. */
  readonly alpha?: number;
  /** How probable it may be that one of `elo1` or more is called not better; default 0.05. */
  readonly beta?: number;
  /** Whether `elo0` and `elo1` are in normalized Elo: so many units tell them apart however many draws there are. */
  readonly normalized?: boolean;
  /** `alpha` and `beta` at once: each half of what is left to 1. */
  readonly confidence?: number;
}

/** @throws BotpitError `usage` where it is not possible */
export function testIn(options: TestOptions): TestQuestion {
  const { elo0 = 0, elo1 = 5, confidence, normalized = false } = options;
  if (!(elo0 < elo1)) throw new BotpitError('usage', `elo0 (${elo0}) must be below elo1 (${elo1})`);
  if (elo1 - elo0 < ELO.leastDifference)
    throw new BotpitError('usage', `elo0 (${elo0}) and elo1 (${elo1}) are too close to be told apart`);
  for (const [name, elo] of Object.entries({ elo0, elo1 })) {
    if (Math.abs(elo) > ELO.most)
      throw new BotpitError('usage', `${name} is ${elo}, and must be between ${-ELO.most} and ${ELO.most}`);
  }
  if (confidence !== undefined) {
    if (options.alpha !== undefined || options.beta !== undefined)
      throw new BotpitError('usage', 'a confidence sets both alpha and beta: name it, or them');
    if (!(confidence > 0.5 && confidence < 1))
      throw new BotpitError('usage', `a confidence of ${confidence} is not between 0.5 and 1`);
  }
  // Without the digits that a subtraction leaves behind.
  const usual = confidence === undefined ? 0.05 : Number(((1 - confidence) / 2).toPrecision(12));
  const { alpha = usual, beta = usual } = options;
  for (const [name, chance] of Object.entries({ alpha, beta })) {
    if (!(chance >= LEAST_CHANCE && chance < 0.5))
      throw new BotpitError(
        'usage',
        `${name} is ${chance}, and must be from ${LEAST_CHANCE} on and below 0.5`,
        {
          hint: 'It is how often the test may be wrong: 0.05 is once in twenty times.',
        },
      );
  }
  return { elo0, elo1, alpha, beta, normalized };
}

/** With pairs, a verdict needs this many series: fewer could not show whether a strategy remembers after all. */
const LEAST_SERIES = 4;
/** Looks of an earlier version's test are this share of the series apart. */
const LOOK_SHARE = 1 / 32;

/** The matches that the two play against each other: they grow. */
interface Direct {
  readonly pairs: Readonly<PairCounts>;
  readonly series: Readonly<SeriesCounts>;
}

type Unit = Comparison['units'];

/** The evidence of a comparison, up to now. */
export class Evidence {
  readonly #plan: RunPlan;
  readonly #test: SequentialTest | EarlierTest;
  /** Whether they play each other: else both play the same opponents, and what counts is how much more the new one gets. */
  readonly #isHeadToHead: boolean;
  readonly #direct: Direct;
  readonly #gainPairs: SeriesCounts = {};
  readonly #gainSeries: SeriesCounts = {};
  /** Which of them is asked may change on the way, so each is told all. Null for an earlier version's test. */
  readonly #tests: Readonly<Record<Unit, BettingTest>> | null;
  /** What has come in since the last look. */
  #fresh: Record<Unit, Units[number][]> = { pairs: [], series: [] };
  #judgement: Judgement | null = null;
  #nextLook = 1;
  #decided = false;
  /** Whether two of the same code drew no random numbers in all of the series so far. */
  #drewNone: boolean;

  constructor(plan: RunPlan, test: SequentialTest | EarlierTest, direct: Direct) {
    this.#plan = plan;
    this.#test = test;
    this.#isHeadToHead = plan.slots.every((slot) => slot.length === 1);
    this.#direct = direct;
    this.#drewNone = test.sameCode;
    const areAlike = this.#isHeadToHead;
    const testOf = (matchesOfUnit: number, least: number) => {
      if ('confidence' in test) return null;
      const { alpha, beta, normalized, elo0, elo1 } = test;
      const bounds = normalized ? tBounds(elo0, elo1, matchesOfUnit) : this.#bounds();
      return new BettingTest({ bounds, normalized, alpha, beta, matchesOfUnit, least, areAlike });
    };
    const pairsLeast = Math.max(
      ENOUGH_UNITS,
      Math.min(LEAST_SERIES, seriesCount(plan)) * plan.series * plan.slots.length,
    );
    const pairs = testOf(2, pairsLeast);
    const series = testOf(2 * plan.series, ENOUGH_UNITS);
    this.#tests = pairs && series && { pairs, series };
  }

  /** Whether more matches would tell nothing more. */
  get decided(): boolean {
    return this.#decided;
  }

  add({ tallies, gains, drewNone }: TaskResult): void {
    if (!drewNone) this.#drewNone = false;
    const { pairs, series } = this.#fresh;
    if (gains) {
      addAll(this.#gainPairs, gains.pairs);
      addAll(this.#gainSeries, gains.series);
      pairs.push(...seriesUnits(gains.pairs));
      series.push(...unitsOfLength(gains.series, 4 * this.#plan.series));
    } else if (this.#isHeadToHead && tallies[0]) {
      const { wins, draws, losses } = tallyOf(tallies[0].pairs);
      pairs.push(...pairUnits(tallies[0].pairs));
      const matches = wins + draws + losses;
      series.push(...unitsOfLength({ [matches]: { [2 * wins + draws]: 1 } }, 2 * this.#plan.series));
    }
  }

  /**
   * To be called when every slot has had so many series.
   * @param isLast whether there are no more
   * @param isAbsent whether a side does not play: then more matches tell nothing
   */
  look(series: number, isLast: boolean, isAbsent: () => boolean): void {
    if (this.#tests) {
      for (const unit of ['pairs', 'series'] as const) this.#tests[unit].add(this.#fresh[unit]);
      this.#fresh = { pairs: [], series: [] };
    } else {
      if (series < this.#nextLook && !isLast) return;
      this.#nextLook = series + Math.max(1, Math.floor(series * LOOK_SHARE));
    }
    const choice = this.#choice();
    if (this.#isSame(choice.units)) this.#decided = true;
    if (!choice.enough) return;
    this.#judgement = this.#judge(choice);
    this.#decided ||= this.#judgement.verdict !== 'undecided' || isAbsent();
  }

  /** @param isAbsent whether a side does not play: then there is no verdict */
  result(isAbsent: boolean): Comparison {
    const choice = this.#choice();
    const { unit, units, count, enough, remembers } = choice;
    const { low, mean, high } = this.#estimate(choice);
    const { verdict, better, notBetter } = !enough
      ? ({ verdict: 'undecided', better: 0, notBetter: 0 } as const)
      : (this.#judgement ?? this.#judge(choice));
    const same = this.#isSame(units);
    // Without any difference, it is known on which side of the bounds they are.
    const ofSame = this.#test.elo0 < 0 ? 'better' : 'not better';
    // Of differences 1/2 is none and a mean of m is a gain of 2 m - 1; of scores, the gain is over 1/2.
    const scale = this.#isHeadToHead ? 1 : 2;
    const gainOf = (mean: number) => scale * (mean - 0.5);
    const matchesOfUnit = unit === 'pairs' ? 2 : 2 * this.#plan.series;
    const { variance = 0 } = momentsOf(units) ?? {};
    const normalizedOf = (mean: number) => (enough ? normalizedElo(mean, variance, matchesOfUnit) : null);
    return {
      verdict: isAbsent ? 'no verdict' : same ? ofSame : verdict,
      better,
      notBetter,
      gain: gainOf(mean),
      gain95: same ? { low: 0, high: 0 } : { low: gainOf(low), high: gainOf(high) },
      normalized: { elo: normalizedOf(mean), eloLow: normalizedOf(low), eloHigh: normalizedOf(high) },
      units: unit,
      unitCount: count,
      enough,
      remembers,
      same,
    };
  }

  #judge({ unit, units }: Choice): Judgement {
    const test = this.#test;
    if ('confidence' in test) return judge(units, this.#bounds(), test.confidence);
    return this.#tests?.[unit].judgement ?? { verdict: 'undecided', better: 0, notBetter: 0 };
  }

  #estimate({ unit, units, enough }: Choice): Estimate {
    const moments = momentsOf(units);
    const { mean = 0.5 } = moments ?? {};
    if (moments === null || !enough) return { mean, low: 0, high: 1 };
    if ('confidence' in this.#test) return { mean, ...alwaysValidInterval(units, this.#test.confidence) };
    return this.#tests?.[unit].estimate(moments, unit === 'series') ?? { mean, low: 0, high: 1 };
  }

  /** What counts: pairs where the strategies forget, as they declare and as they play; else series. */
  #choice(): Choice {
    const [pairs, series, matchesOfPair] = this.#isHeadToHead
      ? [pairUnits(this.#direct.pairs), this.#direct.series, 2]
      : [seriesUnits(this.#gainPairs), this.#gainSeries, 4];
    const isDeclared = this.#test.units === 'pairs';
    const remembers = isDeclared && !pairsAreIndependent(pairs, series, matchesOfPair);
    const unit: Unit = isDeclared && !remembers ? 'pairs' : 'series';
    const units = unit === 'pairs' ? pairs : seriesUnits(series);
    const count = momentsOf(units)?.count ?? 0;
    const least = this.#tests?.[unit].design.least ?? ENOUGH_UNITS;
    return { unit, units, count, enough: count >= least, remembers };
  }

  /** Of the mean of a unit. */
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

interface Choice {
  readonly unit: Unit;
  readonly units: Units;
  readonly count: number;
  readonly enough: boolean;
  readonly remembers: boolean;
}

/** Those of the full length only: a learner's score depends on it. */
function unitsOfLength(counts: Readonly<SeriesCounts>, matches: number): Units {
  return seriesUnits({ [matches]: counts[matches] ?? {} });
}

function addAll(sum: SeriesCounts, counts: Readonly<SeriesCounts>): void {
  for (const [matches, ofLength] of Object.entries(counts)) {
    for (const [points, times] of Object.entries(ofLength))
      addSeries(sum, Number(matches), Number(points), times);
  }
}
