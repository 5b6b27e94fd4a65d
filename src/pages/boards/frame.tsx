import type { ComponentChildren } from 'preact';
import type { Replay, ReplayRound } from '../replay.js';

export interface BoardProps {
  readonly match: Replay;
  /**
   * How many of its rounds are shown: 0 before the first. The board shows the last of them; beyond the last one stands the
   * turn that waits.
   */
  readonly shown: number;
}

/** The last round that is shown; null before the first. */
export function roundOf({ match, shown }: BoardProps): ReplayRound | null {
  return match.rounds[shown - 1] ?? null;
}

/** What all boards share: the size, 16:10, and what a screen reader says of it. */
export function Frame({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  return (
    <svg class="board" viewBox="0 0 320 200" role="img" aria-label={label}>
      {children}
    </svg>
  );
}
