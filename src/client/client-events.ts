import type { BotpitError } from '../errors.js';
import type {
  DecodeProblem,
  GameType,
  HeardMessage,
  ServerFields,
  UnknownMessage,
} from '../protocol/index.js';

/** A session began: the first one, and each one after a reconnect. What was queued before must be queued again. */
export interface ConnectedEvent {
  readonly type: 'connected';
  readonly agent_id: string;
  readonly agent_name: string;
}

/** A session ended, for whatever reason; `reconnecting` or `closed` follows. */
export interface DisconnectedEvent {
  readonly type: 'disconnected';
  /** The arena's close code; null where this side ended the session. */
  readonly code: number | null;
  readonly reason: string;
}

/** An attempt failed or a session ended, and another attempt follows in `delayMs`. */
export interface ReconnectingEvent {
  readonly type: 'reconnecting';
  /** From 1; counts on through sessions shorter than a minute. */
  readonly attempt: number;
  readonly delayMs: number;
  readonly reason: string;
}

/** No further attempt follows. `error` is null where the caller asked for the end. */
export interface ClosedEvent {
  readonly type: 'closed';
  readonly error: BotpitError | null;
}

/** The arena's `error` message, or a failure on this side; then `cause` is there, and the code is one of this library's. */
export interface ErrorEvent {
  readonly type: 'error';
  readonly code: string;
  readonly message: string;
  /** When to try again, where the arena says so. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** A ping was answered. */
export interface LatencyEvent {
  readonly type: 'latency';
  readonly rttMs: number;
}

/** A well-formed message of a type that this version does not know. */
export interface UnknownEvent {
  readonly type: 'unknown';
  readonly message: UnknownMessage;
}

/** A message without a field that it should have: it is read without it. Told once for each field. */
export interface IncompleteEvent {
  readonly type: 'incomplete';
  /** The type of the message. */
  readonly of: HeardMessage['type'];
  readonly field: string;
  /** For a person; quotes no value. */
  readonly detail: string;
}

/** A frame that is not a message; it was dropped. */
export interface MalformedEvent {
  readonly type: 'malformed';
  readonly problem: DecodeProblem;
  /** For a person; quotes no value. */
  readonly detail: string;
  /** The type that it claims; null where that cannot be told. */
  readonly messageType: string | null;
}

/** All that a client reports: the arena's messages as they came, and its own events. */
export type ClientEvent =
  | Exclude<HeardMessage, { type: 'authenticated' | 'error' | 'pong' }>
  | ConnectedEvent
  | DisconnectedEvent
  | ReconnectingEvent
  | ClosedEvent
  | ErrorEvent
  | LatencyEvent
  | UnknownEvent
  | IncompleteEvent
  | MalformedEvent;

export type ClientEventType = ClientEvent['type'];

export type EventOf<T extends ClientEventType> = Extract<ClientEvent, { type: T }>;

/**
 * Told of every frame but the authentication and pings, with the key taken out of it. Called on the way of every frame: it must be
 * quick and must not throw.
 */
export type FrameTap = (direction: 'in' | 'out', text: string) => void;

/*
 * The types of the official TypeScript SDK, under its names and as loose as its own, so that a program written for it
 * also type-checks with its import changed. `client.on(…)` has the exact ones.
 */

// biome-ignore lint/suspicious/noExplicitAny: programs written for the official SDK read these fields unchecked
type Loose = any;

export type { GameType };

/** Gets the arena's message as it is. It may be async: a rejection is reported like a throw, and nothing waits for it. */
export type EventHandler<T> = (event: T) => unknown;

export interface ServerMessage {
  type: string;
  [field: string]: Loose;
}

// `[a, b]` is the order of every score; `client.side` says which one is yours.

/** A newer arena may name a game that is not in the type. */
export type MatchFoundEvent = ServerFields['match_found'] & { game_type: GameType };
export type GameStartEvent = ServerFields['game_start'];
export type YourTurnEvent = ServerFields['your_turn'] & { game_state: Loose };
export type RoundResultEvent = ServerFields['round_result'] & { result: Loose };
/** You won when `winner` equals `client.agentId`; not null does not mean that you won. */
export type GameOverEvent = ServerFields['game_over'];
export type TauntReceivedEvent = ServerFields['taunt_received'];
/** Some fields are missing from some arenas' messages, though the SDK's type promises them. */
export type QueueUpdateEvent = Required<ServerFields['queue_update']>;
export type QueueJoinedEvent = ServerFields['queue_joined'];
export type OpponentMovedEvent = ServerFields['opponent_moved'] & { move_data: Loose };
/** A newer arena may name a game that is not in the type. */
export type ChallengeCreatedEvent = ServerFields['challenge_created'] & { game_type: GameType };
export type ChallengeAcceptedEvent = ServerFields['challenge_accepted'];
export type ChallengeCancelledEvent = ServerFields['challenge_cancelled'];
