import {
  type Curve,
  emptyCurve,
  emptyPairCounts,
  type MoveCounts,
  mergeCurves,
  mergeMoves,
  mergePairs,
  mergeTimes,
  type PairCounts,
  type TimeHistogram,
} from '../stats/index.js';
import type { Fault, FaultKind } from './player.js';

/** What one of two strategies did, beside winning and losing. */
export interface Conduct {
  /** How often it did what wrong. */
  readonly faults: Partial<Record<FaultKind, number>>;
  /** The first of them, for a person. */
  readonly firstFault?: string;
  /** Of a sample of its matches. */
  readonly moves: MoveCounts;
  /** Of the same sample, in milliseconds. The only part of a result that depends on the machine. */
  readonly times: TimeHistogram;
}

/** The result of matches between two strategies, from the side of the first. Integers, so that sums do not depend on their order. */
export interface MatchTally {
  readonly pairs: PairCounts;
  readonly curve: Curve;
  readonly conduct: readonly [Conduct, Conduct];
}

export function emptyConduct(): Conduct {
  return { faults: {}, moves: {}, times: {} };
}

export function emptyTally(): MatchTally {
  return { pairs: emptyPairCounts(), curve: emptyCurve(), conduct: [emptyConduct(), emptyConduct()] };
}

/** @param a came before `b`, if that can be said: its first fault is the first of both */
export function mergeTallies(a: MatchTally, b: MatchTally): MatchTally {
  return {
    pairs: mergePairs(a.pairs, b.pairs),
    curve: mergeCurves(a.curve, b.curve),
    conduct: [mergeConduct(a.conduct[0], b.conduct[0]), mergeConduct(a.conduct[1], b.conduct[1])],
  };
}

export function mergeConduct(a: Conduct, b: Conduct): Conduct {
  const firstFault = a.firstFault ?? b.firstFault;
  const faults = { ...a.faults };
  for (const [kind, times] of Object.entries(b.faults) as [FaultKind, number][]) {
    faults[kind] = (faults[kind] ?? 0) + times;
  }
  return {
    faults,
    ...(firstFault === undefined ? {} : { firstFault }),
    moves: mergeMoves(a.moves, b.moves),
    times: mergeTimes(a.times, b.times),
  };
}

/** Counts of faults as they happen. */
export class FaultCount {
  readonly faults: Partial<Record<FaultKind, number>> = {};
  first: string | undefined;

  add({ kind, detail }: Fault, where: string): void {
    this.faults[kind] = (this.faults[kind] ?? 0) + 1;
    this.first ??= `${where}: ${detail}`;
  }
}
