import type { GameId, Side } from '../games/index.js';
import type { AnyRound, MatchLog, MatchOutcome, Score } from '../match/index.js';
import type { FaultKind } from './players/player.js';
import type { Seat } from './seat.js';

/** One match of a run, as the first entrant saw it. Plain data. */
export interface ShownMatch {
  readonly matchId: string;
  readonly game: GameId;
  readonly side: Side;
  readonly rounds: readonly AnyRound[];
  readonly outcome: MatchOutcome;
  readonly score: Score;
  /** What it was lost by, before it came to its end. */
  readonly faults: readonly { readonly player: 0 | 1; readonly kind: FaultKind; readonly detail: string }[];
}

/** @param seats of the two entrants, in their order */
export function shownMatch(log: MatchLog, seats: readonly [Seat, Seat]): ShownMatch {
  const [{ side }] = seats;
  return {
    matchId: log.matchId,
    game: log.series.gameId,
    side,
    rounds: log.catchUp([], side),
    ...log.endFor(side),
    faults: seats.flatMap(({ number, fault }) => (fault ? [{ player: number, ...fault }] : [])),
  };
}
