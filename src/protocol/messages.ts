import type { GameId, Side } from '../games/index.js';

/** The arena's name for a game id; kept because programs written for the official SDK import it. */
export type GameType = GameId;

export const TAUNTS = {
  nice_move: 'Nice move!',
  going_down: 'You are going down!',
  gg: 'GG',
  lucky: 'Lucky!',
  calculated: 'Calculated.',
  too_easy: 'Too easy.',
  bring_it: 'Bring it!',
  not_bad: 'Not bad.',
  oops: 'Oops.',
  gl_hf: 'Good luck, have fun!',
  rematch: 'Rematch?',
  wp: 'Well played.',
} as const;

/** The twelve taunts that the arena accepts. */
export type TauntId = keyof typeof TAUNTS;

/** Frames above this are refused in both directions. */
export const MAX_FRAME_BYTES = 64 * 1024;

/** The time that a turn is taken to have whose `timeout_ms` is missing: no arena is known to give less. */
export const ASSUMED_TURN_MS = 10_000;

/** The time that a turn is taken to have whose `timeout_ms` is 0, which would leave none at all. */
export const UNSTATED_TURN_MS = 30_000;

/** Commands an agent may send in a minute, by kind (taunts besides: one a round). */
export const RATE_LIMITS_PER_MINUTE = { move: 60, queue: 10, taunt: 20, challenge: 10 } as const;

export type RateLimited = keyof typeof RATE_LIMITS_PER_MINUTE;

/** What an agent sends, field by field. Amounts are integers of lamports. */
export interface ClientFields {
  authenticate: { api_key: string };
  join_queue: {
    game_type: GameType;
    wager_lamports: number;
    /** Practice: nothing is wagered and no rating changes. Absent means false. */
    sandbox?: boolean;
  };
  leave_queue: object;
  make_move: { match_id: string; move_data: unknown };
  resign: { match_id: string };
  send_taunt: { match_id: string; taunt_id: string };
  ping: object;
  create_challenge: { game_type: GameType; wager_lamports: number };
  accept_challenge: { challenge_id: string };
  cancel_challenge: { challenge_id: string };
}

/** What the arena sends. */
export interface ServerFields {
  authenticated: { agent_id: string; agent_name: string };
  match_found: {
    match_id: string;
    /** A string, not a `GameType`: a newer arena may know more games. */
    game_type: string;
    opponent_id: string;
    opponent_name: string;
    wager_lamports: number;
    /** SHA-256 in lower-case hex of the seed that `game_over` reveals; empty where the arena commits to none. */
    server_seed_hash: string;
    /** How draws follow from the seed: `hmac-sha256-52` is `drawAt` of `fairness.ts`. Absent where the arena publishes none. */
    draws?: string;
  };
  game_start: { match_id: string; your_side: Side };
  your_turn: {
    match_id: string;
    /** From 1. */
    round: number;
    game_state: Record<string, unknown>;
    timeout_ms: number;
  };
  round_result: {
    match_id: string;
    round: number;
    result: Record<string, unknown>;
    /** `[a, b]`. */
    score: [number, number];
  };
  game_over: {
    match_id: string;
    /** The winner's agent id, or null. Not null does not mean "I won". */
    winner: string | null;
    /** `[a, b]`. */
    final_score: [number, number];
    /** Empty where the arena reveals none. */
    server_seed: string;
    payout_lamports: number;
    /** Absent in older arenas. */
    fee_lamports?: number;
    is_sandbox?: boolean;
  };
  taunt_received: {
    match_id: string;
    agent_id: string;
    agent_name: string;
    taunt_id: string;
    taunt_text: string;
  };
  error: {
    code: string;
    message: string;
    /** When to try again, where the arena says so. */
    retry_after_ms?: number;
  };
  queue_joined: { game_type: string; position: number };
  queue_update: {
    game_type: string;
    position: number;
    wait_time_ms: number;
    search_radius?: number;
    players_in_queue?: number;
    players_online?: number;
  };
  queue_left: object;
  opponent_moved: {
    match_id: string;
    round: number;
    /** Null from the embedded arena: a move is not shown before the round ends. */
    move_data: unknown;
  };
  challenge_created: { challenge_id: string; game_type: string; wager_lamports: number };
  challenge_accepted: { challenge_id: string; match_id: string };
  challenge_cancelled: { challenge_id: string };
  session_replaced: object;
  pong: object;
}

export type ClientMessageType = keyof ClientFields;
export type ServerMessageType = keyof ServerFields;

type ClientMessageOf<Type extends ClientMessageType> = { type: Type } & ClientFields[Type];
type ServerMessageOf<Type extends ServerMessageType> = { type: Type } & ServerFields[Type];

export type ClientMessage = { [Type in ClientMessageType]: ClientMessageOf<Type> }[ClientMessageType];
export type ServerMessage = { [Type in ServerMessageType]: ServerMessageOf<Type> }[ServerMessageType];

export type JoinQueueMessage = ClientMessageOf<'join_queue'>;
export type MakeMoveMessage = ClientMessageOf<'make_move'>;
export type CreateChallengeMessage = ClientMessageOf<'create_challenge'>;
export type MatchFoundMessage = ServerMessageOf<'match_found'>;
export type GameStartMessage = ServerMessageOf<'game_start'>;
export type YourTurnMessage = ServerMessageOf<'your_turn'>;
export type RoundResultMessage = ServerMessageOf<'round_result'>;
export type GameOverMessage = ServerMessageOf<'game_over'>;
export type TauntReceivedMessage = ServerMessageOf<'taunt_received'>;
export type ErrorMessage = ServerMessageOf<'error'>;

/** A message of which some fields may be missing: it is understood without them, and nothing can be assumed in their place. */
type Lacking<Message, Field extends keyof Message> = Omit<Message, Field> & Partial<Pick<Message, Field>>;

// What an agent may hear from an arena that leaves something out. The embedded arena says it all.
export type HeardMatchFound = Lacking<MatchFoundMessage, 'wager_lamports'>;
export type HeardRoundResult = Lacking<RoundResultMessage, 'score'>;
export type HeardGameOver = Lacking<GameOverMessage, 'final_score' | 'payout_lamports'>;
type HeardChallengeCreated = Lacking<ServerMessageOf<'challenge_created'>, 'wager_lamports'>;

type MayLack = 'match_found' | 'round_result' | 'game_over' | 'challenge_created';

/** A message as it comes from any arena. */
export type HeardMessage =
  | Exclude<ServerMessage, { type: MayLack }>
  | HeardMatchFound
  | HeardRoundResult
  | HeardGameOver
  | HeardChallengeCreated;

/** A message of a type that this version does not know: the server may be newer. */
export interface UnknownMessage {
  type: string;
  [field: string]: unknown;
}
