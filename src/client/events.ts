import type { BotpitError } from '../errors.js';
import type {
  AuthenticatedMessage,
  DecodeProblem,
  ErrorMessage,
  HeardMessage,
  PongMessage,
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
  | Exclude<HeardMessage, AuthenticatedMessage | ErrorMessage | PongMessage>
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
