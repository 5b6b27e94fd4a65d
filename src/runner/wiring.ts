import type { BotpitClient } from '../client/index.js';
import type { HeardGameOver, HeardMatchFound } from '../protocol/index.js';
import type { Entrance } from './entrance.js';
import type { Seat } from './seat.js';
import { NOT_SENT } from './send-now.js';

/** What a session does about what its client tells. */
export interface Reactions {
  connected(): void;
  disconnected(reason: string): void;
  /** The client has come to an end by itself, or a listener failed. */
  failed(error: unknown): void;
  /** A ping was answered. */
  answered(): void;
  /** The wish for a match was answered. */
  placed(): void;
  /** A challenge is taken. */
  taken(): void;
  /** The queue place or the challenge is gone. */
  left(): void;
  found(message: HeardMatchFound): void;
  /** A frame could not be read that may have announced a match. */
  unread(): void;
  /** The match at hand if it is this one. */
  at(matchId: string): Seat | null;
  ended(message: HeardGameOver): void;
  /** An error of the arena's. */
  refused(code: string, message: string, retryAfterMs: number | undefined): void;
  notSent(message: string): void;
}

/** Listens to the client for a session. */
export function listenTo(client: BotpitClient, entrance: Entrance, reactions: Reactions): void {
  client.on('connected', () => reactions.connected());
  client.on('disconnected', ({ reason }) => reactions.disconnected(reason));
  client.on('closed', ({ error }) => reactions.failed(error));
  client.on('latency', () => reactions.answered());
  client.on('queue_joined', () => {
    entrance.queueJoined();
    reactions.placed();
  });
  client.on('queue_left', () => {
    if (entrance.queueLeft()) reactions.left();
  });
  client.on('challenge_created', ({ challenge_id }) => {
    entrance.challengeCreated(challenge_id);
    reactions.placed();
  });
  client.on('challenge_accepted', () => reactions.taken());
  client.on('challenge_cancelled', ({ challenge_id }) => {
    if (entrance.challengeCancelled(challenge_id)) reactions.left();
  });
  client.on('malformed', ({ messageType }) => {
    if (messageType === null || messageType === 'match_found') reactions.unread();
  });
  client.on('match_found', (message) => reactions.found(message));
  client.on('game_start', (message) => reactions.at(message.match_id)?.start(message));
  client.on('your_turn', (message) => reactions.at(message.match_id)?.turn(message));
  client.on('round_result', (message) => reactions.at(message.match_id)?.roundEnded(message));
  client.on('taunt_received', (message) => reactions.at(message.match_id)?.tauntReceived(message));
  client.on('game_over', (message) => reactions.ended(message));
  client.on('error', ({ code, message, cause, retryAfterMs }) => {
    // With a cause it happened on this side; what is not dealt with here is told by `closed`.
    if (cause === undefined) reactions.refused(code, message, retryAfterMs);
    else if (code === 'handler_failed') reactions.failed(cause);
    else if (NOT_SENT.has(code)) reactions.notSent(message);
  });
}
