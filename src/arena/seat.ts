import type { GameId, Played, Side } from '../games/index.js';
import type { Ending } from '../match/index.js';
import type { ServerMessage } from '../protocol/index.js';
import type { Lamports } from '../wager.js';

/** What an `error` message of this arena says for each code; `invalid_message` says what is wrong instead. Other arenas may send others. */
export const REFUSALS = {
  auth_failed: 'This key is not known here.',
  auth_timeout: 'No authenticate message came in time.',
  not_authenticated: 'Send authenticate first.',
  invalid_message: 'This connection is authenticated already.',
  unknown_type: 'There is no message of this type.',
  invalid_game: 'There is no such game.',
  other_game: 'This arena plays a tournament, and this is not one of its games.',
  tournament_over: 'The tournament is over.',
  no_challenges: 'This arena plays a tournament: join the queue.',
  invalid_wager: 'A wager is a whole number of lamports, from 0 to 9,000,000 SOL.',
  already_queued: 'You are in the queue already.',
  not_queued: 'You are not in the queue.',
  already_in_match: 'You are in a match.',
  match_not_found: 'You are not in that match.',
  not_your_turn: 'You have moved in this round, or its time is up.',
  invalid_move: 'This is not a legal move. The turn is open until its time is up.',
  invalid_taunt: 'There is no such taunt.',
  taunt_limit: 'One taunt a round.',
  challenge_not_found: 'There is no such open challenge, or its creator is away.',
  own_challenge: 'This challenge is your own.',
  not_your_challenge: 'This challenge is not yours to cancel.',
  rate_limited: 'Too many of these in a minute.',
} satisfies Record<string, string>;

export type ArenaErrorCode = keyof typeof REFUSALS;

/** What has become of a message: it has gone out, or it never will. */
export type Settled = (told: boolean) => void;

/** A key that is let in, and what its agent is called; a name is derived from the key where there is none. */
export interface KeyEntry {
  readonly key: string;
  readonly name?: string | undefined;
}

/** What two sides agree on before they meet. */
export interface Terms {
  readonly game: GameId;
  /** Of each side; 0 in sandbox. */
  readonly wagerLamports: Lamports;
  readonly sandbox: boolean;
}

/** A match that a plan has before its sides meet. What happens in it is kept before anybody is told. */
export interface Arranged {
  readonly id: string;
  readonly seed: string;
  /** What was played of it before the arena was started again; null for a match that begins. */
  readonly rounds: readonly { readonly a: Played<object> | null; readonly b: Played<object> | null }[] | null;
  /** False where it cannot be kept: then the match stands still, and nobody is told of the round. */
  keepRound(a: Played<object> | null, b: Played<object> | null): boolean;
  /** The same for its end. @param score `[a, b]` */
  keepEnd(ending: Ending, score: readonly [number, number]): boolean;
  /** Both sides have been told of its end. */
  ended(): void;
}

/** Who is side a is up to the seed, so that coming first gives no advantage in a game with uneven sides. */
export function isFirstSideA(seed: string): boolean {
  return /[02468ace]$/.test(seed);
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
  /**
   * Never throws; what cannot be delivered now is the player's own business.
   * @param settled is called once, when the message has gone out or never will
   */
  send(message: ServerMessage, settled?: Settled): void;
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

export function seatFor(side: Side, player: Player): Seat {
  return { side, player, view: {}, played: null, tauntedRound: 0 };
}

/** A player, as events name it. */
export function named({ id, name }: Player): { id: string; name: string } {
  return { id, name };
}
