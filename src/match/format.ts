import type { Format, Side } from '../games/index.js';

/** A `first_to` match ends after this many times `bestOf` rounds, whatever the ties. */
const ROUND_CAP_FACTOR = 3;

/** How many rounds a match can have. */
export function mostRounds({ format: { kind, bestOf } }: { readonly format: Format }): number {
  return kind === 'first_to' ? ROUND_CAP_FACTOR * bestOf : bestOf;
}

/** Whether a score of `a` to `b` after `rounds` rounds ends a match. */
export function isOver({ kind, bestOf }: Format, rounds: number, a: number, b: number): boolean {
  return kind === 'first_to'
    ? a > bestOf / 2 || b > bestOf / 2 || rounds >= ROUND_CAP_FACTOR * bestOf
    : // A round moves the lead by one at most, so a larger lead than there are rounds to come cannot even be drawn.
      Math.abs(a - b) > bestOf - rounds || rounds >= bestOf;
}

/** The side with the higher score; `null` where they are level. */
export function leader(a: number, b: number): Side | null {
  return a > b ? 'a' : b > a ? 'b' : null;
}
