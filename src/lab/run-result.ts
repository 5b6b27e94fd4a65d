import type { GameId } from '../games/index.js';
import {
  alphaRank,
  type CurvePoint,
  circleIn,
  type Interval,
  type MoveCounts,
  type PairSummary,
  type Rating,
} from '../stats/index.js';
import type { Comparison } from './comparison.js';
import type { Entrant, RunPlan } from './plan.js';
import type { FaultKind } from './players/player.js';
import type { KeptCount } from './read-run.js';
import type { TuningResult } from './tune/tuning.js';
import type { WorkerResult } from './worker-check.js';

/** The result of a run so far: equal for equal plans once the run is over, but for `decideMs` and `kept`. */
export interface RunResult {
  readonly plan: RunPlan;
  readonly runId: string;
  readonly game: GameId;
  readonly entrants: readonly EntrantResult[];
  readonly pairings: readonly PairingResult[];
  /** One for each entrant, in their order, where there are more than two. */
  readonly ratings: readonly Rating[] | null;
  /** Of a tournament in which some beat each other in a circle, so that no scale can put them in order; else absent. */
  readonly circle?: Circle;
  readonly comparison: Comparison | null;
  /** What a tune has found, once its first round is over; absent of any other run. */
  readonly tuning?: TuningResult | null;
  /** Matches that were played and count. */
  readonly matches: number;
  /** Whether nothing is left to be played: all matches, or the test has spoken. */
  readonly complete: boolean;
  /** Entrants that forfeited more than 3 % of their matches: as they did not play, there is no verdict. */
  readonly absent: readonly number[];
  /** Of a run by a queue: who has played it; absent of any other. */
  readonly workers?: readonly WorkerResult[];
  /** Matches that its file keeps; absent where none are to be kept, or where it has no file. */
  readonly keptMatches?: KeptCount;
  /** Where results come from a run that was kept; absent where all of them were played now. */
  readonly kept?: KeptRun;
}

/** A run that results were taken from. */
export interface KeptRun {
  /** When it was finished, or last written to. */
  readonly at: Date;
  /** Whether nothing was played now. */
  readonly isWhole: boolean;
}

/** What an entrant did in all of its matches. */
export interface EntrantResult extends Entrant {
  readonly matches: number;
  readonly score: number;
  readonly faults: Partial<Record<FaultKind, number>>;
  readonly firstFault: string | null;
  /** Of a sample of its matches, by situation. */
  readonly moves: MoveCounts;
  /** Null where nothing was measured. */
  readonly decideMs: { readonly p50: number; readonly p99: number } | null;
}

/** Two entrants against each other, from the side of the first. */
export interface PairingResult {
  readonly first: number;
  readonly second: number;
  readonly summary: PairSummary;
  /** The score by the place of the match in its series. */
  readonly curve: readonly CurvePoint[];
  /** The score after so many matches, at some hundred looks. */
  readonly course: readonly CoursePoint[];
}

export interface CoursePoint {
  readonly matches: number;
  readonly score: number;
  /** At 95 %. */
  readonly interval: Interval;
}

/** A field in which strengths on one scale are not the truth: some beat each other in a circle. */
export interface Circle {
  /** Entrants each of whom beats the next, and the last the first: as few as there are in any circle. */
  readonly entrants: readonly number[];
  /** The α-rank of each entrant, 1 in all; those outside the circle may have more than those in it. See `alphaRank`. */
  readonly shares: readonly number[];
}

/** The chance that any pairing of a field in which all are equal is taken for decided. */
const LEVEL = 0.05;

/** Null where nobody beats another in a circle beyond doubt. */
export function circleOf(
  entrants: number,
  pairings: readonly {
    readonly first: number;
    readonly second: number;
    readonly summary: Pick<PairSummary, 'superiority' | 'enough'>;
  }[],
): Circle | null {
  // Many pairings are looked at: each of them has to be surer (Bonferroni).
  const doubt = LEVEL / 2 / Math.max(1, pairings.length);
  const relations = new Map<number, number>();
  for (const { first, second, summary } of pairings) {
    const { superiority, enough } = summary;
    const relation = !enough ? 0 : superiority > 1 - doubt ? 1 : superiority < doubt ? -1 : 0;
    relations.set(first * entrants + second, relation).set(second * entrants + first, -relation);
  }
  const relation = (i: number, j: number) => relations.get(i * entrants + j) ?? 0;
  const circle = circleIn(entrants, relation);
  return circle && { entrants: circle, shares: alphaRank(entrants, relation) };
}
