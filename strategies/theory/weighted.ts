/** Mixes: the moves that may be played and how likely each is. `drawFrom` of `../support/mixed.ts` draws one. */

export interface Weighted<Move> {
  readonly move: Move;
  /** In (0, 1]; those of a mix add up to 1. */
  readonly probability: number;
}

export type Mix<Move> = readonly Weighted<Move>[];
