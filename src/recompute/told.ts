/** What an arena told of a round, and what was sent for it. */
export interface ToldRound {
  state: Record<string, unknown> | null;
  /** Move data, in the order in which they were sent. */
  readonly sent: unknown[];
  result: { readonly result: Record<string, unknown>; readonly score?: readonly [number, number] } | null;
}

/** What an arena told of a match to one of its sides. Scores are as the wire has them. */
export interface Told {
  readonly rounds: ReadonlyMap<number, ToldRound>;
  /** Null where it told no end. */
  readonly over: {
    /** Who won, by name; null for a draw. */
    readonly winner: string | null;
    readonly final_score?: readonly [number, number];
  } | null;
  /** Whether the side gave the match up. */
  readonly resigned: boolean;
  /** Whether something of it may be missing, as a connection was lost in between. */
  readonly interrupted: boolean;
}
