import parseJson from 'secure-json-parse';
import {
  type FieldCheck,
  isAmount,
  isBoolean,
  isDurationMs,
  isNatural,
  isNumber,
  isPositive,
  isScore,
  isShallow,
  isShallowObject,
  isSide,
  isString,
  isStringOrNull,
  KIND_NAMES,
} from './fields.js';
import {
  type ClientMessage,
  type ClientMessageType,
  MAX_FRAME_BYTES,
  type ServerMessage,
  type ServerMessageType,
  type UnknownMessage,
} from './messages.js';

/** Why a frame is no message. */
export type DecodeProblem =
  | 'too_large'
  | 'binary'
  | 'not_json'
  | 'forbidden_key'
  | 'not_an_object'
  | 'no_type'
  | 'bad_field';

export type Decoded<Message> =
  | { readonly kind: 'message'; readonly message: Message }
  /** Well-formed, but of a type that this version does not know. */
  | { readonly kind: 'unknown'; readonly message: UnknownMessage }
  /** `detail` says what is wrong, for a person; it quotes no value. */
  | { readonly kind: 'malformed'; readonly problem: DecodeProblem; readonly detail: string };

interface Fields {
  readonly required: Readonly<Record<string, FieldCheck>>;
  readonly optional?: Readonly<Record<string, FieldCheck>>;
  /** Strings that some arena may leave out; they read as empty then, so that the rest of the message is not lost. */
  readonly blank?: readonly string[];
  /** Texts for people, in whatever form an arena has them: a number or a structure reads as its text, what is left out as empty. */
  readonly words?: readonly string[];
}

const NONE: Fields = { required: {} };
const CHALLENGE: Fields = { required: { challenge_id: isString } };
const OFFER = { game_type: isString, wager_lamports: isNatural };
// Any number: the arena answers one that is no wager by name, like a `game_type` that is no game.
const REQUESTED = { game_type: isString, wager_lamports: isNumber };

const SERVER = {
  authenticated: { required: { agent_id: isString, agent_name: isString } },
  match_found: {
    required: {
      match_id: isString,
      game_type: isString,
      opponent_id: isString,
      opponent_name: isString,
      wager_lamports: isNatural,
    },
    optional: { draws: isString },
    blank: ['server_seed_hash'],
  },
  game_start: { required: { match_id: isString, your_side: isSide } },
  your_turn: {
    required: {
      match_id: isString,
      round: isPositive,
      game_state: isShallowObject,
      timeout_ms: isDurationMs,
    },
  },
  round_result: {
    required: { match_id: isString, round: isPositive, result: isShallowObject, score: isScore },
  },
  game_over: {
    required: {
      match_id: isString,
      winner: isStringOrNull,
      final_score: isScore,
      payout_lamports: isAmount,
    },
    optional: { fee_lamports: isNatural, is_sandbox: isBoolean },
    blank: ['server_seed'],
  },
  taunt_received: {
    required: {
      match_id: isString,
      agent_id: isString,
      agent_name: isString,
      taunt_id: isString,
      taunt_text: isString,
    },
  },
  error: { required: {}, optional: { retry_after_ms: isDurationMs }, words: ['code', 'message'] },
  queue_joined: { required: { game_type: isString, position: isNatural } },
  queue_update: {
    required: { game_type: isString, position: isNatural, wait_time_ms: isDurationMs },
    optional: { search_radius: isNumber, players_in_queue: isNatural, players_online: isNatural },
  },
  queue_left: NONE,
  opponent_moved: { required: { match_id: isString, round: isPositive }, optional: { move_data: isShallow } },
  challenge_created: { required: { challenge_id: isString, ...OFFER } },
  challenge_accepted: { required: { challenge_id: isString, match_id: isString } },
  challenge_cancelled: CHALLENGE,
  session_replaced: NONE,
  pong: NONE,
} satisfies Record<ServerMessageType, Fields>;

const CLIENT = {
  authenticate: { required: { api_key: isString } },
  join_queue: { required: REQUESTED, optional: { sandbox: isBoolean } },
  leave_queue: NONE,
  // A missing `move_data` is an illegal move, which the rules refuse by name, so any value passes here.
  make_move: { required: { match_id: isString }, optional: { move_data: isShallow } },
  resign: { required: { match_id: isString } },
  send_taunt: { required: { match_id: isString, taunt_id: isString } },
  ping: NONE,
  create_challenge: { required: REQUESTED },
  accept_challenge: CHALLENGE,
  cancel_challenge: CHALLENGE,
} satisfies Record<ClientMessageType, Fields>;

type Presence = 'required' | 'optional' | 'blank' | 'words';
type FieldList = readonly (readonly [name: string, check: FieldCheck, presence: Presence])[];
type Table = ReadonlyMap<string, FieldList>;

function tableOf(messages: Readonly<Record<string, Fields>>): Table {
  const rows = Object.entries(messages).map(([type, fields]): [string, FieldList] => [
    type,
    [
      ...Object.entries(fields.required).map(([name, check]) => [name, check, 'required'] as const),
      ...Object.entries(fields.optional ?? {}).map(([name, check]) => [name, check, 'optional'] as const),
      ...(fields.blank ?? []).map((name) => [name, isString, 'blank'] as const),
      ...(fields.words ?? []).map((name) => [name, isString, 'words'] as const),
    ],
  ]);
  return new Map(rows);
}

const SERVER_TABLE = tableOf(SERVER);
const CLIENT_TABLE = tableOf(CLIENT);

export const SERVER_MESSAGE_TYPES = [...SERVER_TABLE.keys()] as ServerMessageType[];
export const CLIENT_MESSAGE_TYPES = [...CLIENT_TABLE.keys()] as ClientMessageType[];

/** Only a text with one of these can hold a key that reaches into prototypes; looking for it properly takes longer. */
function parse(text: string): unknown {
  const isSuspect = text.includes('__proto__') || text.includes('constructor') || text.includes('\\u');
  return isSuspect ? parseJson(text) : JSON.parse(text);
}

function malformed(problem: DecodeProblem, detail: string): Decoded<never> {
  return { kind: 'malformed', problem, detail };
}

function decode<Message>(frame: string, isBinary: boolean, table: Table): Decoded<Message> {
  if (isBinary) return malformed('binary', 'a binary frame');
  if (frame.length > MAX_FRAME_BYTES) return malformed('too_large', `longer than ${MAX_FRAME_BYTES} bytes`);
  let value: unknown;
  try {
    value = parse(frame);
  } catch (error) {
    // The parser throws the same class for both; only this one carries its own words.
    return /forbidden prototype property/.test((error as Error).message)
      ? malformed('forbidden_key', 'a key would reach into object prototypes')
      : malformed('not_json', 'no JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return malformed('not_an_object', 'no JSON object');
  }
  const message = value as UnknownMessage;
  if (typeof message.type !== 'string') return malformed('no_type', 'no `type`');
  const fields = table.get(message.type);
  if (!fields) return { kind: 'unknown', message };
  for (const [name, check, presence] of fields) {
    const field = message[name];
    if (presence === 'words') {
      message[name] = wordsIn(field);
      continue;
    }
    if (presence !== 'required' && (field === undefined || field === null)) {
      if (presence === 'blank') message[name] = '';
    } else if (!check(field)) {
      return malformed('bad_field', `\`${name}\` of \`${message.type}\` is not ${KIND_NAMES.get(check)}`);
    }
  }
  return { kind: 'message', message: message as Message };
}

const MOST_WORDS = 1_000;

function wordsIn(field: unknown): string {
  if (typeof field === 'string') return field;
  if (field === undefined || field === null || !isShallow(field)) return '';
  return JSON.stringify(field).slice(0, MOST_WORDS);
}

/** Checks the text of a frame from the arena. Never throws. Fields that this version does not know are kept. */
export function decodeServerMessage(frame: string, isBinary = false): Decoded<ServerMessage> {
  return decode<ServerMessage>(frame, isBinary, SERVER_TABLE);
}

/** Checks the text of a frame from an agent. Never throws. `game_type` may still be no game and `wager_lamports` no wager: the arena answers that by name. */
export function decodeClientMessage(frame: string, isBinary = false): Decoded<ClientMessage> {
  return decode<ClientMessage>(frame, isBinary, CLIENT_TABLE);
}

/** One frame of text. Field order is the type's, so equal messages give equal frames. */
export function encode(message: ClientMessage | ServerMessage): string {
  return JSON.stringify(message);
}
