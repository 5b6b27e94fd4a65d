import type { GameId } from '../games/index.js';
import type { Termination } from '../match/index.js';
import type { Lamports } from '../wager.js';
import type { ChaosFault } from './chaos/faults.js';

/** Who plays, as events name them. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** Everybody meets everybody once; or those meet who have about as many points, and nobody twice where that is possible. */
export type TournamentKind = 'round-robin' | 'swiss';

/** Two agents that are to meet. */
export interface NamedPair {
  readonly a: Named;
  readonly b: Named;
}

/**
 * What the arena reports, in order. `botpit arena --json` prints these with keys in snake case and a `time` added. No
 * event holds a key or anything that a side may not know yet.
 */
export type ArenaEvent =
  /** Always the first. */
  | {
      readonly event: 'arena_listening';
      /** What bots connect to. */
      readonly url: string;
      /** What shows the arena in a browser; absent where nothing does. */
      readonly page?: string;
    }
  | { readonly event: 'agent_connected'; readonly agentId: string; readonly agentName: string }
  | { readonly event: 'agent_disconnected'; readonly agentId: string; readonly agentName: string }
  | {
      readonly event: 'match_started';
      readonly matchId: string;
      readonly game: GameId;
      readonly a: Named;
      readonly b: Named;
      readonly wagerLamports: Lamports;
      readonly sandbox: boolean;
    }
  | {
      readonly event: 'round_ended';
      readonly matchId: string;
      readonly game: GameId;
      readonly round: number;
      /** An agent id, or `null` for a tie. */
      readonly winner: string | null;
      /** `[a, b]`. */
      readonly score: readonly [number, number];
    }
  | {
      readonly event: 'match_ended';
      readonly matchId: string;
      readonly game: GameId;
      /** An agent id, or `null` for a draw. */
      readonly winner: string | null;
      readonly score: readonly [number, number];
      readonly termination: Termination;
      /** What the winner is paid; in a draw, what each side gets back. */
      readonly payoutLamports: Lamports;
      readonly feeLamports: Lamports;
    }
  /** A match of the tournament goes on that was cut off when the arena was stopped, as soon as both sides are back. */
  | {
      readonly event: 'match_resumed';
      readonly matchId: string;
      readonly game: GameId;
      readonly a: Named;
      readonly b: Named;
      /** The one that is played next. */
      readonly round: number;
    }
  /** The arena hosts a tournament; nothing is at stake in its matches. */
  | {
      readonly event: 'tournament_started';
      readonly kind: TournamentKind;
      readonly games: readonly GameId[];
      /** Of each pairing. */
      readonly matches: number;
      readonly rounds: number;
      readonly agents: readonly Named[];
      /** It goes on where an earlier process was stopped. */
      readonly resumed: boolean;
    }
  /** A round is paired. */
  | {
      readonly event: 'tournament_round';
      readonly round: number;
      readonly rounds: number;
      readonly pairings: readonly NamedPair[];
      /** Who has no opponent. */
      readonly bye: Named | null;
    }
  /** A match is not played, as a side was not there in time: it has lost. */
  | {
      readonly event: 'match_forfeited';
      readonly round: number;
      readonly game: GameId;
      readonly a: Named;
      readonly b: Named;
      /** The ids of those that were not there, of one side or of both. */
      readonly by: readonly string[];
    }
  /** All matches of a pairing are over. */
  | {
      readonly event: 'pairing_ended';
      readonly round: number;
      readonly a: Named;
      readonly b: Named;
      /** A point for a match won, half a point for a draw. */
      readonly score: readonly [number, number];
    }
  /** Everything has been played. */
  | {
      readonly event: 'tournament_ended';
      /** Best first. */
      readonly standings: readonly {
        readonly rank: number;
        readonly agent: Named;
        readonly points: number;
      }[];
    }
  /** The second, where things go wrong on purpose: `seed` repeats it. */
  | { readonly event: 'chaos_started'; readonly seed: string; readonly faults: readonly ChaosFault[] }
  /** Something has been done wrong on purpose. */
  | {
      readonly event: 'chaos';
      readonly fault: ChaosFault;
      readonly matchId?: string;
      /** Who it was done to; absent where it is both sides of the match. */
      readonly agentId?: string;
      /** For a person. */
      readonly detail: string;
    }
  /** The house bot threw, or had no legal move in time; where it was asked for one, the fallback move is played. */
  | { readonly event: 'house_failed'; readonly game: GameId; readonly message: string };

/** Takes events in order; must not throw and must not block. */
export type ArenaEventSink = (event: ArenaEvent) => void;
