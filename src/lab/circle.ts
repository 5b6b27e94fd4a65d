import { alphaRank, circleIn, type PairSummary } from '../stats/index.js';

/** A field in which strengths on one scale are not the truth: some beat each other in a circle. */
export interface Circle {
  /** Entrants each of whom beats the next, and the last the first: as few as there are in any circle. */
  readonly entrants: readonly number[];
  /** What α-rank makes of the field: for each entrant how much of it holds out, 1 in all. See `alphaRank`. */
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
