import {
  addSeries,
  alwaysValidInterval,
  curvePoints,
  differenceBounds,
  ENOUGH_UNITS,
  eloBounds,
  type Interval,
  type Judgement,
  judge,
  type Meeting,
  meanInterval,
  mergePairs,
  momentsOf,
  type PairCounts,
  pairsAreIndependent,
  pairUnits,
  ratingsOf,
  type SeriesCounts,
  seriesUnits,
  summarizePairs,
  tallyOf,
  timeQuantile,
  type Units,
} from '../stats/index.js';
import { planId, type RunPlan, taskCount, taskOf } from './plan.js';
import type { Comparison, CoursePoint, EntrantResult, PairingResult, RunResult } from './result.js';
import { ConductSum, forfeitsIn, TallySum } from './tally.js';
import type { TaskResult } from './task.js';

/** Looks at the evidence are this share of the series apart, so that looking costs little however long a run is. */
const LOOK_SHARE = 1 / 32;
/** The course of a score keeps at most twice as many points; when there are more, every other one goes. */
const COURSE_POINTS = 100;

/** One pairing, up to now. */
interface Line {
  readonly first: number;
  readonly second: number;
  readonly tally: TallySum;
  readonly series: SeriesCounts;
  course: CoursePoint[];
  /** Series between two points of the course. */
  stride: number;
}

/**
 * The results of a run, task by task. Results may come in any order; they count in the order of the tasks, so that what
 * is decided, and when, depends on nothing else.
 */
export class Standings {
  readonly plan: RunPlan;
  readonly #count: number;
  readonly #lines: Line[];
  readonly #waiting = new Map<number, TaskResult>();
  #next = 0;
  #matches = 0;
  /** Matches that have been played of series under way, which do not count yet. */
  underWay = 0;
  readonly #gainPairs: SeriesCounts = {};
  readonly #gainSeries: SeriesCounts = {};
  #judgement: Judgement | null = null;
  #nextLook = 1;
  #decided = false;
  /** Whether two of the same code drew no random numbers in all of the series so far. */
  #drewNone: boolean;

  constructor(plan: RunPlan) {
    this.plan = plan;
    this.#count = taskCount(plan);
    this.#drewNone = plan.test?.sameCode === true;
    this.#lines = plan.slots.flat().map(([first, second]) => ({
      first,
      second,
      tally: new TallySum(),
      series: {},
      course: [],
      stride: 1,
    }));
  }

  /** All that counts is there. */
  get complete(): boolean {
    return this.#decided || this.#next >= this.#count;
  }

  /** Tasks that count so far, all before this number. */
  get counted(): number {
    return this.#next;
  }

  get matches(): number {
    return this.#matches;
  }

  get matchesAtMost(): number {
    return this.#lines.length * this.plan.matches;
  }

  add(result: TaskResult): void {
    if (result.task >= this.#next) this.#waiting.set(result.task, result);
    for (
      let next = this.#waiting.get(this.#next);
      next && !this.complete;
      next = this.#waiting.get(this.#next)
    ) {
      this.#waiting.delete(this.#next);
      this.#next++;
      this.#take(next);
    }
    if (this.complete) this.#waiting.clear();
  }

  /**
   * For the result of a run that is stopped: what was played and cannot count yet, as its series was not finished or an
   * earlier one was not. It is in scores and sums, and decides nothing. Nothing may be added after it.
   */
  addUncounted(stopped: readonly TaskResult[]): void {
    const results = [...this.#waiting.values(), ...stopped].toSorted((a, b) => a.task - b.task);
    for (const { task, tallies } of results) {
      const { slot } = taskOf(this.plan, task);
      tallies.forEach((tally, index) => {
        const { wins, draws, losses } = tallyOf(tally.pairs);
        this.#lineOf(slot, index).tally.add(tally);
        this.#matches += wins + draws + losses;
      });
    }
    this.#waiting.clear();
    this.underWay = 0;
  }

  #lineOf(slot: number, index: number): Line {
    return this.#lines[this.plan.slots.slice(0, slot).flat().length + index] as Line;
  }

  #take(result: TaskResult): void {
    const task = taskOf(this.plan, result.task);
    result.tallies.forEach((tally, index) => {
      const line = this.#lineOf(task.slot, index);
      for (const pairs of tally.course ?? []) plot(line, mergePairs(line.tally.pairs, pairs));
      line.tally.add(tally);
      const { wins, draws } = tallyOf(tally.pairs);
      addSeries(line.series, task.matches, 2 * wins + draws);
      this.#matches += task.matches;
      if ((task.series + 1) % line.stride === 0) plot(line, line.tally.pairs);
    });
    if (!result.drewNone) this.#drewNone = false;
    if (result.gains) {
      addAll(this.#gainPairs, result.gains.pairs);
      addAll(this.#gainSeries, result.gains.series);
    }
    // Every look has as many series of each slot.
    if (task.slot === this.plan.slots.length - 1) this.#look(task.series + 1);
  }

  #look(series: number): void {
    const { test } = this.plan;
    const last = this.#next >= this.#count;
    if (test === null || (series < this.#nextLook && !last)) return;
    this.#nextLook = series + Math.max(1, Math.floor(series * LOOK_SHARE));
    const { units, enough } = this.#choice();
    if (this.#isSame(units)) this.#decided = true;
    if (!enough) return;
    this.#judgement = judge(units, this.#bounds(), test.confidence);
    // Of strategies that do not play, more matches tell nothing either.
    this.#decided ||= this.#judgement.verdict !== 'undecided' || this.#absent().length > 0;
  }

  /** Both sides are the same code, have drawn nothing, and have come out even in each and every unit. */
  #isSame(units: Units): boolean {
    return this.#drewNone && units.some(([, count]) => count > 0) && !units.some(differs);
  }

  /** Entrants that have forfeited so much that matches tell nothing of how they play. */
  #absent(): number[] {
    return this.plan.entrants.flatMap((_, index) => {
      let [matches, forfeits] = [0, 0];
      for (const { first, second, tally } of this.#lines) {
        if (first !== index && second !== index) continue;
        const { wins, draws, losses } = tallyOf(tally.pairs);
        matches += wins + draws + losses;
        if (first === index) forfeits += forfeitsIn(tally.conduct[0].faults);
        if (second === index) forfeits += forfeitsIn(tally.conduct[1].faults);
      }
      return forfeits > MOST_FORFEITS * matches ? [index] : [];
    });
  }

  #isHeadToHead(): boolean {
    return this.plan.slots.every((slot) => slot.length === 1);
  }

  /** What counts: pairs where the strategies forget, as they declare and as they play; else series. */
  #choice() {
    const line = this.#lines[0] as Line;
    const [pairs, series, matchesOfPair] = this.#isHeadToHead()
      ? [pairUnits(line.tally.pairs), line.series, 2]
      : [seriesUnits(this.#gainPairs), this.#gainSeries, 4];
    const isDeclared = this.plan.test?.units === 'pairs';
    const remembers = isDeclared && !pairsAreIndependent(pairs, series, matchesOfPair);
    const unit: 'pairs' | 'series' = isDeclared && !remembers ? 'pairs' : 'series';
    const units = unit === 'pairs' ? pairs : seriesUnits(series);
    const count = momentsOf(units)?.count ?? 0;
    return { unit, units, count, enough: count >= ENOUGH_UNITS, remembers };
  }

  #bounds(): Interval {
    const { elo0 = 0, elo1 = 5 } = this.plan.test ?? {};
    return this.#isHeadToHead() ? eloBounds(elo0, elo1) : differenceBounds(elo0, elo1);
  }

  result(): RunResult {
    const { plan } = this;
    const pairings = this.#lines.flatMap((line) => {
      const forgetful = [line.first, line.second].every((place) => plan.entrants[place]?.forgetful);
      return resultOf(line, forgetful) ?? [];
    });
    return {
      plan,
      runId: planId(plan),
      game: plan.game,
      entrants: plan.entrants.map((entrant, index) => ({ ...entrant, ...this.#entrant(index) })),
      pairings,
      ratings: plan.entrants.length > 2 ? ratingsOf(plan.entrants.length, pairings.map(meetingOf)) : null,
      comparison: this.#comparison(),
      matches: this.#matches,
      complete: this.complete,
      absent: this.#absent(),
    };
  }

  #comparison(): Comparison | null {
    const { test } = this.plan;
    if (test === null) return null;
    const { unit, units, count, enough, remembers } = this.#choice();
    const moments = momentsOf(units);
    const { low, high } = enough ? alwaysValidInterval(units, test.confidence) : { low: 0, high: 1 };
    const { verdict, better, notBetter } = !enough
      ? ({ verdict: 'undecided', better: 0, notBetter: 0 } as const)
      : (this.#judgement ?? judge(units, this.#bounds(), test.confidence));
    const same = this.#isSame(units);
    // Without any difference, it is known on which side of the bounds they are.
    const ofSame = test.elo0 < 0 ? 'better' : 'not better';
    // Of differences 1/2 is none and a mean of m is a gain of 2 m - 1; of scores, the gain is over 1/2.
    const scale = this.#isHeadToHead() ? 1 : 2;
    const gainOf = (mean: number) => scale * (mean - 0.5);
    return {
      verdict: this.#absent().length > 0 ? 'no verdict' : same ? ofSame : verdict,
      better,
      notBetter,
      gain: gainOf(moments?.mean ?? 0.5),
      gain95: same ? { low: 0, high: 0 } : { low: gainOf(low), high: gainOf(high) },
      units: unit,
      unitCount: count,
      enough,
      remembers,
      same,
    };
  }

  #entrant(index: number): Omit<EntrantResult, keyof RunPlan['entrants'][number]> {
    const conduct = new ConductSum();
    let points = 0;
    let matches = 0;
    for (const { first, second, tally } of this.#lines) {
      const { wins, draws, losses } = tallyOf(tally.pairs);
      const played = wins + draws + losses;
      if (first === index) {
        conduct.add(tally.conduct[0].sum());
        points += wins + draws / 2;
        matches += played;
      }
      if (second === index) {
        conduct.add(tally.conduct[1].sum());
        points += losses + draws / 2;
        matches += played;
      }
    }
    const { faults, firstFault = null, moves, times } = conduct.sum();
    const p50 = timeQuantile(times, 0.5);
    const p99 = timeQuantile(times, 0.99);
    return {
      matches,
      score: matches === 0 ? 0.5 : points / matches,
      faults,
      firstFault,
      moves,
      decideMs: p50 === null || p99 === null ? null : { p50, p99 },
    };
  }
}

/** A side that forfeits more than this share has not played. */
const MOST_FORFEITS = 0.03;

function differs([score, count]: Units[number]): boolean {
  return count > 0 && score !== 0.5;
}

function resultOf({ first, second, tally, series, course }: Line, forgetful: boolean): PairingResult | null {
  const summary = summarizePairs(tally.pairs, { series, forgetful });
  return summary && { first, second, summary, curve: curvePoints(tally.curve), course };
}

/** From the pairs alone, as it is done often. */
function plot(line: Line, pairs: PairCounts): void {
  const moments = momentsOf(pairUnits(pairs));
  if (moments === null) return;
  line.course.push({ matches: 2 * moments.count, score: moments.mean, interval: meanInterval(moments) });
  if (line.course.length < 2 * COURSE_POINTS) return;
  line.course = line.course.filter((_, index) => index % 2 === 1);
  line.stride *= 2;
}

function addAll(sum: SeriesCounts, counts: SeriesCounts): void {
  for (const [matches, ofLength] of Object.entries(counts)) {
    for (const [points, times] of Object.entries(ofLength))
      addSeries(sum, Number(matches), Number(points), times);
  }
}

function meetingOf({ first: a, second: b, summary }: PairingResult): Meeting {
  const { matches, wins, draws, matchInflation: inflation } = summary;
  return { a, b, matches, wins: wins + draws / 2, inflation };
}
