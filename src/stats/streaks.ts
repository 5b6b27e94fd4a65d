export interface Streaks {
  /** The most wins, and losses, in a row. */
  readonly wins: number;
  readonly losses: number;
  /** The one that goes on; null after a draw and without matches. */
  readonly current: { readonly outcome: 'win' | 'loss'; readonly length: number } | null;
}

/** @param outcomes oldest first; a draw ends a streak */
export function streaksOf(outcomes: readonly ('win' | 'loss' | 'draw')[]): Streaks {
  const longest = { win: 0, loss: 0 };
  let current: { readonly outcome: 'win' | 'loss'; readonly length: number } | null = null;
  for (const outcome of outcomes) {
    if (outcome === 'draw') {
      current = null;
      continue;
    }
    const before: number = current?.outcome === outcome ? current.length : 0;
    current = { outcome, length: before + 1 };
    longest[outcome] = Math.max(longest[outcome], current.length);
  }
  return { wins: longest.win, losses: longest.loss, current };
}
