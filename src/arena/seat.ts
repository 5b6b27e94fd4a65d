import type { Played, Side } from '../games/index.js';
import type { ServerMessage } from '../protocol/index.js';
import type { Table } from './table.js';

/** Who can sit at a table: an agent, connected or away, or the house. */
export interface Player {
  readonly id: string;
  readonly name: string;
  /** Never throws; what cannot be delivered now is the player's own business. */
  send(message: ServerMessage): void;
  /** Takes a seat at a table, before the first message of the match. */
  sit(table: Table): void;
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
