import { isSameJson } from '../lib/shape.js';

/** `unknown`: nothing contradicts, yet nothing is proven either. */
export type FairnessVerdict = 'ok' | 'mismatch' | 'unknown';

export type CheckName = 'commitment' | 'record' | 'draws' | 'money';

/** Two accounts of one thing that differ. */
export interface Mismatch {
  /** Null where it is about the match as a whole. */
  readonly round: number | null;
  /** In the words of the wire. */
  readonly field: string;
  readonly expected: unknown;
  readonly found: unknown;
}

export interface Check {
  readonly check: CheckName;
  readonly verdict: FairnessVerdict;
  /** What was found, for a person. */
  readonly summary: string;
  readonly mismatches: readonly Mismatch[];
  /** What could not be checked, for a person. */
  readonly unchecked: readonly string[];
}

export function checkOf(
  check: CheckName,
  verdict: FairnessVerdict,
  summary: string,
  { mismatches, unchecked }: Pick<Check, 'mismatches' | 'unchecked'>,
): Check {
  return { check, verdict, summary, mismatches, unchecked };
}

/** Collects what differs, and what could not be compared. */
export class Comparison {
  readonly mismatches: Mismatch[] = [];
  readonly unchecked: string[] = [];

  /** @returns whether they are the same */
  same(round: number | null, field: string, expected: unknown, found: unknown): boolean {
    const same = isSameJson(expected, found);
    if (!same) this.mismatches.push({ round, field, expected, found });
    return same;
  }
}
