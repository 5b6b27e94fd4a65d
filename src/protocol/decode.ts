import parseJson from 'secure-json-parse';
import { isGameId } from '../games/index.js';
import { isShallow, type Kind } from '../lib/shape.js';
import { kinds, MAX_DEPTH } from './fields.js';
import {
  ASSUMED_TURN_MS,
  type ClientMessage,
  type ClientMessageType,
  type HeardMessage,
  MAX_FRAME_BYTES,
  type ServerMessage,
  type ServerMessageType,
  type UnknownMessage,
} from './messages.js';

/** Why a frame is not a message. */
export type DecodeProblem =
  | 'too_large'
  | 'binary'
  | 'not_json'
  | 'forbidden_key'
  | 'too_deep'
  | 'not_an_object'
  | 'no_type'
  | 'bad_field';

/** A field that a message should have, and that is missing or of the wrong kind. */
export interface FieldFault {
  readonly field: string;
  /** For a person; quotes no value. */
  readonly detail: string;
}

export type Decoded<Message> =
  | {
      readonly kind: 'message';
      readonly message: Message;
      /** What was wrong with fields that the message can do without; they read as if they had been left out. */
      readonly faults: readonly FieldFault[] | undefined;
    }
  /** Well-formed, but of a type that this version does not know. */
  | { readonly kind: 'unknown'; readonly message: UnknownMessage }
  /** `detail` says what is wrong, for a person; it quotes no value. `type` is null where it cannot be told. */
  | {
      readonly kind: 'malformed';
      readonly problem: DecodeProblem;
      readonly detail: string;
      readonly type: string | null;
    };

interface Field {
  readonly fits: (value: unknown) => boolean;
  readonly kindName: string;
  /**
   * `needed`: without it the message means nothing. `expected`: it can be done without, missing or wrong, and that is a
   * fault. `owed`: it is money, so it may be missing, which is a fault, and must not be wrong. `optional`: some arenas leave
   * it out, and it must not be wrong.
   */
  readonly presence: 'needed' | 'expected' | 'owed' | 'optional';
  /** What it reads as where it is left out; undefined where it is absent then. */
  readonly fill: (() => unknown) | undefined;
  /** One spelling for what has several. */
  readonly spell: ((value: unknown) => string) | undefined;
}

type Fields = Readonly<Record<string, Field>>;

// All of one shape, as they are looked at for every frame.
function field(
  { fits, name: kindName }: Kind<unknown>,
  presence: Field['presence'],
  fill: Field['fill'],
  spell: Field['spell'],
): Field {
  return { fits, kindName, presence, fill, spell };
}
const needed = (kind: Kind<unknown>, spell?: Field['spell']) => field(kind, 'needed', undefined, spell);
const expected = (kind: Kind<unknown>, fill?: Field['fill']) => field(kind, 'expected', fill, undefined);
const owed = (kind: Kind<unknown>) => field(kind, 'owed', undefined, undefined);
const optional = (kind: Kind<unknown>, fill?: Field['fill'], spell?: Field['spell']) =>
  field(kind, 'optional', fill, spell);

const empty = () => '';
const none = () => null;
const zero = () => 0;

/** A hash in hex is the same hash in upper case. */
const spellHash = (hash: unknown) => String(hash).toLowerCase();
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** So is a UUID. An id of any other form is taken as it stands. */
const spellAgent = (id: unknown) => (UUID.test(String(id)) ? String(id).toLowerCase() : String(id));
const spellGame = (name: unknown) => {
  const lower = String(name).toLowerCase();
  return isGameId(lower) ? lower : String(name);
};

const MOST_WORDS = 1_000;

/** A text for people, in whatever form an arena has it: a number or a structure reads as its text, what is left out as empty. */
const words = optional(kinds.anything, empty, (given) =>
  typeof given === 'string' ? given : JSON.stringify(given).slice(0, MOST_WORDS),
);

// Any number: the arena answers one that is not a wager by name, like a `game_type` that is not a game.
const REQUESTED: Fields = { game_type: needed(kinds.string), wager_lamports: needed(kinds.number) };

const MOST_NAME = 256;

/** Names are kept for every opponent, so the rest of a very long one is cut off. */
const name = field(kinds.string, 'expected', empty, (given) => String(given).slice(0, MOST_NAME));

const SERVER = {
  authenticated: { agent_id: needed(kinds.id, spellAgent), agent_name: name },
  match_found: {
    match_id: needed(kinds.id),
    game_type: needed(kinds.label, spellGame),
    opponent_id: needed(kinds.label, spellAgent),
    opponent_name: name,
    wager_lamports: owed(kinds.natural),
    server_seed_hash: optional(kinds.string, empty, spellHash),
    draws: optional(kinds.string),
  },
  game_start: { match_id: needed(kinds.id), your_side: expected(kinds.side, () => 'a') },
  your_turn: {
    match_id: needed(kinds.id),
    round: needed(kinds.positive),
    game_state: expected(kinds.object, () => ({})),
    timeout_ms: expected(kinds.durationMs, () => ASSUMED_TURN_MS),
  },
  round_result: {
    match_id: needed(kinds.id),
    round: needed(kinds.positive),
    result: expected(kinds.object, () => ({})),
    score: expected(kinds.score),
  },
  game_over: {
    match_id: needed(kinds.id),
    // Null is a draw, unless the score is uneven; so one of the two has to be there.
    winner: optional(kinds.id, none, spellAgent),
    final_score: expected(kinds.score),
    payout_lamports: owed(kinds.amount),
    server_seed: optional(kinds.string, empty),
    fee_lamports: optional(kinds.natural),
    is_sandbox: optional(kinds.boolean),
  },
  taunt_received: {
    match_id: needed(kinds.id),
    agent_id: needed(kinds.label, spellAgent),
    agent_name: name,
    taunt_id: needed(kinds.label),
    taunt_text: expected(kinds.string, empty),
  },
  error: { code: words, message: words, retry_after_ms: optional(kinds.durationMs) },
  queue_joined: { game_type: expected(kinds.string, empty), position: expected(kinds.natural, zero) },
  queue_update: {
    game_type: expected(kinds.string, empty),
    position: expected(kinds.natural, zero),
    wait_time_ms: expected(kinds.durationMs, zero),
    search_radius: optional(kinds.number),
    players_in_queue: optional(kinds.natural),
    players_online: optional(kinds.natural),
  },
  queue_left: {},
  opponent_moved: {
    match_id: needed(kinds.id),
    round: needed(kinds.positive),
    move_data: optional(kinds.anything, none),
  },
  challenge_created: {
    challenge_id: needed(kinds.id),
    game_type: expected(kinds.string, empty),
    wager_lamports: owed(kinds.natural),
  },
  challenge_accepted: { challenge_id: needed(kinds.id), match_id: needed(kinds.id) },
  challenge_cancelled: { challenge_id: needed(kinds.id) },
  session_replaced: {},
  pong: {},
} satisfies Record<ServerMessageType, Fields>;

const CLIENT = {
  authenticate: { api_key: needed(kinds.string) },
  join_queue: { ...REQUESTED, sandbox: optional(kinds.boolean) },
  leave_queue: {},
  // A missing `move_data` is an illegal move, which the rules refuse by name, so any value passes here.
  make_move: { match_id: needed(kinds.string), move_data: optional(kinds.anything, none) },
  resign: { match_id: needed(kinds.string) },
  send_taunt: { match_id: needed(kinds.string), taunt_id: needed(kinds.string) },
  ping: {},
  create_challenge: REQUESTED,
  accept_challenge: { challenge_id: needed(kinds.string) },
  cancel_challenge: { challenge_id: needed(kinds.string) },
} satisfies Record<ClientMessageType, Fields>;

type NamedField = Field & { readonly name: string };
type Table = ReadonlyMap<string, readonly NamedField[]>;

function tableOf(messages: Readonly<Record<string, Fields>>): Table {
  const named = ([name, { fits, kindName, presence, fill, spell }]: [string, Field]): NamedField => {
    return { name, fits, kindName, presence, fill, spell };
  };
  return new Map(Object.entries(messages).map(([type, fields]) => [type, Object.entries(fields).map(named)]));
}

const SERVER_TABLE = tableOf(SERVER);
const CLIENT_TABLE = tableOf(CLIENT);

/** The fields of a message, for its documents. `isFilled`: where it is left out, it reads as something else. */
export function fieldsOf(
  type: ClientMessageType | ServerMessageType,
): readonly { readonly name: string; readonly presence: Field['presence']; readonly isFilled: boolean }[] {
  const fields = CLIENT_TABLE.get(type) ?? SERVER_TABLE.get(type) ?? [];
  return fields.map(({ name, presence, fill }) => ({ name, presence, isFilled: fill !== undefined }));
}

export const SERVER_MESSAGE_TYPES = [...SERVER_TABLE.keys()] as ServerMessageType[];
export const CLIENT_MESSAGE_TYPES = [...CLIENT_TABLE.keys()] as ClientMessageType[];

/** Only a text with one of these can hold a key that reaches into prototypes; looking for it properly takes longer. */
function parse(text: string): unknown {
  const isSuspect = text.includes('__proto__') || text.includes('constructor') || text.includes('\\u');
  return isSuspect ? parseJson(text) : JSON.parse(text);
}

function malformed(problem: DecodeProblem, detail: string, type: string | null = null): Decoded<never> {
  return { kind: 'malformed', problem, detail, type };
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
      : malformed('not_json', 'text that is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return malformed('not_an_object', 'JSON that is not an object');
  // Known fields and unknown ones alike: whoever walks through a message later need not look.
  if (!isShallow(value, MAX_DEPTH + 1))
    return malformed('too_deep', `values nested more than ${MAX_DEPTH} deep`);
  const message = value as UnknownMessage;
  if (typeof message.type !== 'string') return malformed('no_type', 'an object without a `type`');
  const fields = table.get(message.type);
  if (!fields) return { kind: 'unknown', message };
  let faults: FieldFault[] | undefined;
  for (const field of fields) {
    const { name, spell } = field;
    const given = message[name];
    const isAbsent = given === undefined || given === null;
    if (!isAbsent && field.fits(given)) {
      const spelt = spell === undefined ? given : spell(given);
      if (spelt !== given) message[name] = spelt;
      continue;
    }
    const { presence } = field;
    if (presence === 'needed' || (!isAbsent && presence !== 'expected'))
      return malformed('bad_field', faultOf(message, field, isAbsent).detail, message.type);
    if (presence !== 'optional') {
      faults ??= [];
      faults.push(faultOf(message, field, isAbsent));
    }
    if (field.fill) message[name] = field.fill();
    else if (given !== undefined) delete message[name];
  }
  if (message.type === 'game_over' && message.winner === null && message.final_score === undefined) {
    const detail = '`game_over` with neither `winner` nor `final_score`';
    return malformed('bad_field', detail, message.type);
  }
  return { kind: 'message', message: message as Message, faults };
}

function faultOf({ type }: UnknownMessage, { name, kindName }: NamedField, isAbsent: boolean): FieldFault {
  const wrong = isAbsent ? 'missing' : `not ${kindName}`;
  return { field: name, detail: `\`${name}\` of \`${type}\` is ${wrong}` };
}

/**
 * Checks the text of a frame from the arena. Never throws. Fields that this version does not know are kept. A field that
 * is null is the same as one that is left out. What a message can do without does not cost the message: see `faults`.
 */
export function decodeServerMessage(frame: string, isBinary = false): Decoded<HeardMessage> {
  return decode<HeardMessage>(frame, isBinary, SERVER_TABLE);
}

/**
 * Checks the text of a frame from an agent. Never throws. `game_type` may still be no game and `wager_lamports` no wager:
 * the arena answers that by name. What is there has to be right: a `sandbox` that is not understood must not become a wager.
 */
export function decodeClientMessage(frame: string, isBinary = false): Decoded<ClientMessage> {
  return decode<ClientMessage>(frame, isBinary, CLIENT_TABLE);
}

/** One frame of text. Field order is the type's, so equal messages give equal frames. */
export function encode(message: ClientMessage | ServerMessage): string {
  return JSON.stringify(message);
}
