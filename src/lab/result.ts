import type { GameId } from '../games/index.js';
import type { CurvePoint, Interval, MoveCounts, PairSummary, Rating, Verdict } from '../stats/index.js';
import type { Entrant, RunPlan } from './plan.js';
import type { FaultKind } from './players/player.js';

/** The result of a run so far: equal for equal plans once the run is over, but for `decideMs` and `kept`. */
export interface RunResult {
  readonly plan: RunPlan;
  readonly runId: string;
  readonly game: GameId;
  readonly entrants: readonly EntrantResult[];
  readonly pairings: readonly PairingResult[];
  /** One for each entrant, in their order, where there are more than two. */
  readonly ratings: readonly Rating[] | null;
  readonly comparison: Comparison | null;
  /** Matches that were played and count. */
  readonly matches: number;
  /** Whether nothing is left to be played: all matches, or the test has spoken. */
  readonly complete: boolean;
  /** Entrants that forfeited more than 3 % of their matches: as they did not play, there is no verdict. */
  readonly absent: readonly number[];
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
