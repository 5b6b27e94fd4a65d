import type { GameId, Played, Side } from '../games/index.js';
import type { ArenaErrorCode, ServerMessage } from '../protocol/index.js';
import type { Lamports } from '../wager.js';

/** What two sides agree on before they meet. */
export interface Terms {
  readonly game: GameId;
  /** Of each side; 0 in sandbox. */
  readonly wagerLamports: Lamports;
  readonly sandbox: boolean;
}

/** A match, for those who sit at its table. Refusals are named, never thrown. */
export interface SeatedMatch {
  readonly id: string;
  /** Tells a player who comes back what it needs to go on. */
  resume(player: Player): void;
  move(player: Player, raw: unknown): ArenaErrorCode | null;
  resign(player: Player): ArenaErrorCode | null;
  taunt(player: Player, tauntId: string): ArenaErrorCode | null;
}

/** Who can sit at a table: an agent, connected or away, or the house. */
export interface Player {
  readonly id: string;
  readonly name: string;
  /** Never throws; what cannot be delivered now is the player's own business. */
  send(message: ServerMessage): void;
  /** Takes a seat at a table, before the first message of the match. */
  sit(table: SeatedMatch): void;
  /** Leaves the table: the match is over, or the arena closes. */
  rise(): void;
}

/** One side of a table, with what lasts for a round. */
export interface Seat {
  readonly side: Side;
  readonly player: Player;
  /** The `game_state` that this side was asked with. */
  view: object;
  /** The move of this round, once it is made. */
  played: Played<object> | null;
  /** The last round in which this side taunted. */
  tauntedRound: number;
}
