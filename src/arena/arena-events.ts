import type { GameId } from '../games/index.js';
import type { Termination } from '../match/index.js';
import type { Lamports } from '../wager.js';
import type { ChaosFault } from './chaos/faults.js';

/** Who plays, as events name them. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/**
 * What the arena reports, in order. `botpit arena --json` prints these with keys in snake case and a `time` added. No
 * event holds a key or anything that a side may not know yet.
 */
export type ArenaEvent =
  /** Always the first. */
  | { readonly event: 'arena_listening'; readonly url: string }
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
