import {
  type AnyKind,
  boolean,
  duration,
  game,
  integer,
  type Kind,
  oneOf,
  path,
  sol,
  strategy,
  switchOrStrategy,
  text,
  type Value,
  wsUrl,
} from './kinds.js';

/** Who takes a flag: commands that play, the arena as a server, or every command. */
export type Group = 'play' | 'arena' | 'all';

export interface Setting {
  readonly kind: AnyKind;
  /** As commander takes it; absent where the value is an argument of the command. */
  readonly flag?: string;
  readonly takenBy: readonly Group[];
  /** One sentence for `--help`, the JSON schema and the documentation. */
  readonly description: string;
  /** As a user would write it. */
  readonly default?: Value;
  /** What goes for it where it has no default and is not set. */
  readonly unset?: string;
  /** Its value in `botpit.config.example.json`, where that is not the default. */
  readonly example?: Value;
  /** False where it only makes sense outside a config file. */
  readonly inFile?: false;
}

/**
 * Every setting, once: config files, `BOTPIT_*` variables, flags, defaults, the JSON schema, `botpit config` and the
 * documentation are all made from this table.
 */
export const settings = {
  game: {
    kind: game,
    takenBy: ['play'],
    description: 'The game to play.',
    unset: 'the only one that the strategy plays',
    example: 'rps',
  },
  strategy: {
    kind: strategy,
    flag: '--strategy <file|name>',
    takenBy: ['play'],
    description:
      'What chooses the moves: a file, a built-in strategy, or "cmd: …" for a program in any language.',
    unset: 'random, except for a wager',
    example: 'random',
  },
  wager: {
    kind: sol,
    flag: '--wager <sol>',
    takenBy: ['play'],
    description: 'SOL that each side puts in; 0 is free play that is not sandbox.',
    unset: 'sandbox',
    example: '0.01',
  },
  sandbox: {
    kind: boolean,
    flag: '--sandbox',
    takenBy: ['play'],
    description: 'Play without money, whatever the wager is.',
    default: false,
    example: true,
  },
  maxLoss: {
    kind: sol,
    flag: '--max-loss <sol>',
    takenBy: ['play'],
    description:
      'Stop before a wager whose loss would take the session further than this below zero, in SOL.',
    unset: 'ten wagers',
    example: '0.1',
  },
  local: {
    kind: switchOrStrategy,
    flag: '--local [opponent]',
    takenBy: ['play'],
    description:
      'Play in an arena of its own inside the process, without a key, against the opponent or `house`.',
    default: false,
  },
  url: {
    kind: wsUrl,
    flag: '--url <ws-url>',
    takenBy: ['play'],
    description: 'The arena to connect to.',
    default: 'wss://api.botpit.tech/api/v1/ws',
  },
  apiKeyFile: {
    kind: path,
    flag: '--api-key-file <file>',
    takenBy: ['play'],
    description: 'File that holds the API key, readable by its owner only.',
    unset: 'BOTPIT_API_KEY or $CREDENTIALS_DIRECTORY/botpit-api-key',
    example: './botpit.key',
  },
  matches: {
    kind: integer(1),
    flag: '--matches <n>',
    takenBy: ['play'],
    description: 'Stop after so many matches.',
    unset: 'no end',
    example: 100,
  },
  for: {
    kind: duration(1),
    flag: '--for <duration>',
    takenBy: ['play'],
    description: 'Start no match after this time.',
    unset: 'no end',
    example: '8h',
  },
  isolation: {
    kind: oneOf(['worker', 'process', 'inline']),
    flag: '--isolation <worker|process|inline>',
    takenBy: ['play'],
    description:
      'Where the strategy runs: in a thread or a process of its own, or unprotected beside botpit.',
    default: 'worker',
  },
  taunts: {
    kind: oneOf(['strategy', 'polite', 'off']),
    flag: '--taunts <policy>',
    takenBy: ['play'],
    description: 'Taunts to send: what the strategy says, a polite gl_hf and gg (polite), or none (off).',
    default: 'strategy',
  },
  seed: {
    kind: text,
    flag: '--seed <text>',
    takenBy: ['play'],
    description: "Seeds the strategy's random(): the same numbers in every session.",
    unset: 'a new one each time',
    example: 'any text',
  },
  giveUpAfter: {
    kind: duration(0),
    flag: '--give-up-after <duration>',
    takenBy: ['play'],
    description: 'Stop when the arena was out of reach for so long.',
    default: '10m',
  },
  pingInterval: {
    kind: duration(1),
    flag: '--ping-interval <duration>',
    takenBy: ['play'],
    description: 'Time between two pings to the arena.',
    default: '25s',
  },
  pongTimeout: {
    kind: duration(1),
    flag: '--pong-timeout <duration>',
    takenBy: ['play'],
    description: 'A ping without an answer for so long means that the connection is dead.',
    default: '10s',
  },
  authTimeout: {
    kind: duration(1),
    flag: '--auth-timeout <duration>',
    takenBy: ['play'],
    description: 'How long the arena may take to answer the key.',
    default: '10s',
  },
  maxReconnectDelay: {
    kind: duration(0),
    flag: '--max-reconnect-delay <duration>',
    takenBy: ['play'],
    description: 'The longest wait between two attempts to connect.',
    default: '30s',
  },
  port: {
    kind: integer(0, 65_535),
    flag: '--port <n>',
    takenBy: ['arena'],
    description: 'Port that the arena listens on; 0 picks a free one.',
    default: 7777,
  },
  host: {
    kind: text,
    flag: '--host <address>',
    takenBy: ['arena'],
    description: 'Address that the arena listens on.',
    default: '127.0.0.1',
  },
  house: {
    kind: strategy,
    flag: '--house <strategy|none>',
    takenBy: ['arena'],
    description:
      'What the house bot plays, which steps in where nobody else queues; `none` for no house bot.',
    default: 'random',
  },
  houseWait: {
    kind: duration(0),
    flag: '--house-wait <duration>',
    takenBy: ['arena'],
    description: 'How long a bot queues before the house bot steps in; with --local it is there at once.',
    default: '2s',
  },
  houseDelay: {
    kind: duration(0),
    flag: '--house-delay <duration>',
    takenBy: ['play', 'arena'],
    description: 'How long the house bot takes for a move, so that one can watch.',
    default: '0s',
  },
  turnTimeout: {
    kind: duration(1),
    flag: '--turn-timeout <duration>',
    takenBy: ['arena'],
    description: 'Time for a turn in every game of the arena.',
    unset: "each game's own",
    example: '15s',
  },
  keys: {
    kind: path,
    flag: '--keys <file>',
    takenBy: ['arena'],
    description: 'File with the keys that the arena admits, one a line.',
    unset: 'every key',
    example: './arena.keys',
  },
  limits: {
    kind: boolean,
    flag: '--no-limits',
    takenBy: ['play', 'arena'],
    description:
      'The rate limits of the protocol, kept by a bot when it sends and by an arena when it receives; the flag lifts them.',
    default: true,
  },
  json: {
    kind: boolean,
    flag: '--json',
    takenBy: ['all'],
    description: 'Write JSON to stdout: one object a line, and nothing else.',
    default: false,
  },
  quiet: {
    kind: boolean,
    flag: '--quiet',
    takenBy: ['all'],
    description: 'Show warnings, errors and the result only.',
    default: false,
  },
  verbose: {
    kind: boolean,
    flag: '--verbose',
    takenBy: ['all'],
    description: 'Show every turn and move.',
    default: false,
  },
  color: {
    kind: boolean,
    flag: '--no-color',
    takenBy: ['all'],
    description: 'Colours where the terminal has them; the flag turns them off.',
    default: true,
  },
  profile: {
    kind: text,
    flag: '--profile <name>',
    takenBy: ['all'],
    description: 'The overlay among `profiles` to apply.',
    unset: 'none',
    example: 'sandbox',
  },
  config: {
    kind: path,
    flag: '--config <file>',
    takenBy: ['all'],
    description: 'The config file to use, in place of the one found from the working folder upwards.',
    unset: 'none found',
    inFile: false,
  },
} as const satisfies Record<string, Setting>;

type Settings = typeof settings;

/** A config key: `maxLoss`. */
export type Key = keyof Settings;

export const KEYS = Object.keys(settings) as readonly Key[];

export function isKey(word: string): word is Key {
  return Object.hasOwn(settings, word);
}

/** A setting, for code that treats all of them alike. */
export function settingOf(key: Key): Setting {
  return settings[key];
}

/** The keys that a config file may have; `profile` at its top level only. */
export const FILE_KEYS: readonly Key[] = KEYS.filter((key) => settingOf(key).inFile !== false);
export const PROFILE_KEYS: readonly Key[] = FILE_KEYS.filter((key) => key !== 'profile');

/** The settings whose flags the commands of a group take, those of `all` included. */
export function keysTakenBy(group: Group): readonly Key[] {
  return KEYS.filter((key) => settingOf(key).takenBy.some((taker) => taker === group || taker === 'all'));
}

/** `BOTPIT_MAX_LOSS` for `maxLoss`. */
export function variableOf(key: Key): string {
  return `BOTPIT_${key.replace(/[A-Z]/g, (capital) => `_${capital}`).toUpperCase()}`;
}

/** `--max-loss` for `maxLoss`, `--no-color` for `color`; `[game]` for what is no flag but an argument. */
export function flagOf(key: Key): string {
  return settingOf(key).flag?.split(' ')[0] ?? `[${key}]`;
}

type InputOf<K extends Key> =
  Settings[K]['kind'] extends Kind<infer Input, infer _Value, infer _Unit> ? Input : never;
type ValueOf<K extends Key> =
  Settings[K]['kind'] extends Kind<infer _Input, infer Out, infer _Unit> ? Out : never;
type UnitOf<K extends Key> =
  Settings[K]['kind'] extends Kind<infer _Input, infer _Value, infer Unit> ? Unit : never;
type Absent<K extends Key> = Settings[K] extends { readonly default: Value } ? never : null;

/**
 * The effective settings, with units in the names: `forMs`, `wagerLamports`. Null where a setting without a default is
 * not set. Paths are absolute. `wagerLamports` is null exactly where `sandbox` is true.
 */
export type Config = { readonly [K in Key as `${K}${UnitOf<K>}`]: ValueOf<K> | Absent<K> };

/** What a profile may set. */
export type ProfileInput = { readonly [K in Exclude<Key, 'config' | 'profile'>]?: InputOf<K> };

/** What a config file may hold. Amounts of SOL are decimals, durations `500ms`, `30s`, `5m` or `2h`. */
export interface ConfigInput extends ProfileInput {
  readonly $schema?: string;
  readonly profile?: string;
  readonly profiles?: Readonly<Record<string, ProfileInput>>;
}

/** Gives a config file its types; returns it unchanged. */
export function defineConfig(config: ConfigInput): ConfigInput {
  return config;
}
