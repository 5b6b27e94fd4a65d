import {
  addSeries,
  curvePoints,
  type Meeting,
  meanInterval,
  mergeMoves,
  mergePairs,
  momentsOf,
  type PairCounts,
  pairUnits,
  ratingsOf,
  type SeriesCounts,
  sum,
  summarizePairs,
  tallyOf,
  timeQuantile,
} from '../stats/index.js';
import { Evidence } from './comparison.js';
import { planId, type RunPlan, taskCount, taskOf } from './plan.js';
import {
  type CoursePoint,
  circleOf,
  type EntrantResult,
  type PairingResult,
  type RunResult,
} from './run-result.js';
import { ConductSum, forfeitsIn, TallySum, type TaskResult } from './tally.js';
import type { Setting } from './tune/space.js';
import { Tuning } from './tune/tuning.js';
import { WorkerCheck } from './worker-check.js';

/** The course of a score keeps at most twice as many points; when there are more, every other one goes. */
const COURSE_POINTS = 100;

/** One pairing, up to now. */
interface PairingScore {
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
  readonly #lines: PairingScore[];
  readonly #waiting = new Map<number, TaskResult>();
  #next = 0;
  #matches = 0;
  /** Matches that have been played of series under way, which do not count yet. */
  underWay = 0;
  readonly #evidence: Evidence | null;
  readonly #tuning: Tuning | undefined;
  readonly #workers = new WorkerCheck();

  constructor(plan: RunPlan) {
    this.plan = plan;
    this.#count = taskCount(plan);
    this.#lines = plan.slots.flat().map(([first, second]) => ({
      first,
      second,
      tally: new TallySum(),
      series: {},
      course: [],
      stride: 1,
    }));
    const { tally, series } = this.#lines[0] as PairingScore;
    this.#tuning = plan.tune && new Tuning(plan, plan.tune);
    this.#evidence = plan.test && new Evidence(plan, plan.test, { pairs: tally.pairs, series });
  }

  /** All that counts is there. */
  get complete(): boolean {
    return this.#evidence?.decided === true || this.#next >= this.#count;
  }

  /** Tasks that count so far, all before this number. */
  get counted(): number {
    return this.#next;
  }

  /** Tasks of which is known how they are played: the others of a tune wait for the results of these. */
  get known(): number {
    return this.#tuning?.known ?? this.#count;
  }

  /** What the parameters of the first entrant are set to in a task. */
  settingOf(task: number): Setting | undefined {
    return this.#tuning?.settingOf(task);
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
        this.#lineOf(slot, index).tally.add(tally);
        this.#matches += 2 * sum(tally.pairs);
      });
    }
    this.#waiting.clear();
    this.underWay = 0;
  }

  #lineOf(slot: number, index: number): PairingScore {
    return this.#lines[this.plan.slots.slice(0, slot).flat().length + index] as PairingScore;
  }

  #take(result: TaskResult): void {
    const task = taskOf(this.plan, result.task);
    this.#tuning?.add(result, task);
    this.#workers.add(this.plan, task, result);
    result.tallies.forEach((tally, index) => {
      const line = this.#lineOf(task.slot, index);
      for (const pairs of tally.course ?? []) plot(line, mergePairs(line.tally.pairs, pairs));
      line.tally.add(tally);
      const { wins, draws } = tallyOf(tally.pairs);
      addSeries(line.series, task.matches, 2 * wins + draws);
      this.#matches += task.matches;
      if ((task.series + 1) % line.stride === 0) plot(line, line.tally.pairs);
    });
    this.#evidence?.add(result);
    // Every look has as many series of each slot.
    if (task.slot === this.plan.slots.length - 1)
      this.#evidence?.look(task.series + 1, this.#next >= this.#count, () => this.#absent().length > 0);
  }

  /** Entrants that have forfeited so much that matches tell nothing of how they play. */
  #absent(): number[] {
    return this.plan.entrants.flatMap((_, index) => {
      let [matches, forfeits] = [0, 0];
      for (const { played, conduct } of this.#sidesOf(index)) {
        matches += played;
        forfeits += forfeitsIn(conduct.faults);
      }
      return forfeits > MOST_FORFEITS * matches ? [index] : [];
    });
  }

  /** What an entrant has done, in each of its pairings. */
  #sidesOf(index: number) {
    return this.#lines.flatMap(({ first, second, tally }) => {
      if (first !== index && second !== index) return [];
      const { wins, draws, losses } = tallyOf(tally.pairs);
      const isFirst = first === index;
      const points = (isFirst ? wins : losses) + draws / 2;
      return [{ played: wins + draws + losses, points, conduct: tally.conduct[isFirst ? 0 : 1] }];
    });
  }

  result(): RunResult {
    const { plan } = this;
    const absent = this.#absent();
    const pairings = this.#lines.flatMap((line) => {
      const forgetful = [line.first, line.second].every((place) => plan.entrants[place]?.forgetful);
      return resultOf(line, forgetful) ?? [];
    });
    const workers = this.#workers.results();
    const circle = plan.kind === 'tournament' ? circleOf(plan.entrants.length, pairings) : null;
    return {
      plan,
      runId: planId(plan),
      game: plan.game,
      entrants: plan.entrants.map((entrant, index) => ({ ...entrant, ...this.#entrant(index) })),
      pairings,
      ratings: plan.entrants.length > 2 ? ratingsOf(plan.entrants.length, pairings.map(meetingOf)) : null,
      ...(circle ? { circle } : {}),
      ...(workers.length > 0 ? { workers } : {}),
      comparison: this.#evidence?.result(absent.length > 0) ?? null,
      ...(this.#tuning ? { tuning: this.#tuning.result() } : {}),
      matches: this.#matches,
      complete: this.complete,
      absent,
    };
  }

  #entrant(index: number): Omit<EntrantResult, keyof RunPlan['entrants'][number]> {
    const conduct = new ConductSum();
    let points = 0;
    let matches = 0;
    for (const side of this.#sidesOf(index)) {
      conduct.add(side.conduct);
      points += side.points;
      matches += side.played;
    }
    const { faults, firstFault = null, moves, times } = conduct;
    const p50 = timeQuantile(times, 0.5);
    const p99 = timeQuantile(times, 0.99);
    return {
      matches,
      score: matches === 0 ? 0.5 : points / matches,
      faults,
      firstFault,
      // In one order, so that equal results are equal texts.
      moves: mergeMoves(moves, {}),
      decideMs: p50 === null || p99 === null ? null : { p50, p99 },
    };
  }
}

/** A side that forfeits more than this share has not played. */
const MOST_FORFEITS = 0.03;

function resultOf(
  { first, second, tally, series, course }: PairingScore,
  forgetful: boolean,
): PairingResult | null {
  const summary = summarizePairs(tally.pairs, { series, forgetful });
  return summary && { first, second, summary, curve: curvePoints(tally.curve), course };
}

/** From the pairs alone, as it is done often. */
function plot(line: PairingScore, pairs: PairCounts): void {
  const moments = momentsOf(pairUnits(pairs));
  if (moments === null) return;
  line.course.push({ matches: 2 * moments.count, score: moments.mean, interval: meanInterval(moments) });
  if (line.course.length < 2 * COURSE_POINTS) return;
  line.course = line.course.filter((_, index) => index % 2 === 1);
  line.stride *= 2;
}

function meetingOf({ first: a, second: b, summary }: PairingResult): Meeting {
  const { matches, wins, draws, matchInflation: inflation } = summary;
  return { a, b, matches, wins: wins + draws / 2, inflation };
}
