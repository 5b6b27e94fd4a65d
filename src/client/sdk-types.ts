/*
 * The types of the official TypeScript SDK, under its names and as loose as its own, so that a program written for it
 * also type-checks with its import changed. `client.on(…)` has the exact ones.
 */
import type { Side } from '../games/index.js';
import type {
  ChallengeAcceptedMessage,
  ChallengeCancelledMessage,
  GameType,
  QueueJoinedMessage,
  TauntReceivedMessage,
} from '../protocol/index.js';

// biome-ignore lint/suspicious/noExplicitAny: programs written for the official SDK read these fields unchecked
type Loose = any;

export type { GameType };

/** Gets the arena's message as it is. It may be async: a rejection is reported like a throw, and nothing waits for it. */
export type EventHandler<T> = (event: T) => unknown;

export interface ServerMessage {
  type: string;
  [field: string]: Loose;
}

export interface MatchFoundEvent {
  match_id: string;
  /** A newer arena may name a game that is not in the type. */
  game_type: GameType;
  opponent_id: string;
  opponent_name: string;
  wager_lamports: number;
  server_seed_hash: string;
}

export interface GameStartEvent {
  match_id: string;
  your_side: Side;
}

export interface YourTurnEvent {
  match_id: string;
  /** From 1. */
  round: number;
  game_state: Loose;
  timeout_ms: number;
}

export interface RoundResultEvent {
  match_id: string;
  round: number;
  result: Loose;
  /** `[a, b]`; `client.side` says which one is yours. */
  score: [number, number];
}

export interface GameOverEvent {
  match_id: string;
  /** The winner's agent id, or null. You won when it equals `client.agentId`; not null does not mean that you won. */
  winner: string | null;
  /** `[a, b]`; `client.side` says which one is yours. */
  final_score: [number, number];
  server_seed: string;
  payout_lamports: number;
  fee_lamports?: number;
  is_sandbox?: boolean;
}

export type TauntReceivedEvent = Omit<TauntReceivedMessage, 'type'>;

export interface QueueUpdateEvent {
  game_type: string;
  position: number;
  wait_time_ms: number;
  /** This and the two below are missing from some arenas' messages, though the SDK's type promises them. */
  search_radius: number;
  players_in_queue: number;
  players_online: number;
}

export type QueueJoinedEvent = Omit<QueueJoinedMessage, 'type'>;

export interface OpponentMovedEvent {
  match_id: string;
  round: number;
  /** Null from an arena that shows no move before the round ends. */
  move_data: Loose;
}

export interface ChallengeCreatedEvent {
  challenge_id: string;
  /** A newer arena may name a game that is not in the type. */
  game_type: GameType;
  wager_lamports: number;
}

export type ChallengeAcceptedEvent = Omit<ChallengeAcceptedMessage, 'type'>;
export type ChallengeCancelledEvent = Omit<ChallengeCancelledMessage, 'type'>;
