import {
  boolean,
  chaosName,
  duration,
  httpUrl,
  integer,
  list,
  oneOf,
  originUrl,
  path,
  size,
  text,
  wsUrl,
} from '../kinds.js';
import { takenBy } from '../option.js';
import { timeOfDay, wordsOf } from '../schedule-kinds.js';
import { strategy } from '../strategy-kinds.js';

/** How the arena is reached. */
export const connectionSettings = takenBy('connection', {
  url: {
    kind: wsUrl,
    description: 'The arena to connect to.',
    default: 'wss://api.botpit.tech/api/v1/ws',
  },
  apiKeyFile: {
    kind: path,
    description: 'File that holds the API key, readable by its owner only.',
    unset: 'BOTPIT_API_KEY or $CREDENTIALS_DIRECTORY/botpit-api-key',
    example: './botpit.key',
  },
  giveUpAfter: {
    kind: duration(0),
    description: 'Stop when the arena was out of reach for so long.',
    default: '10m',
  },
  pingInterval: {
    kind: duration(1),
    description: 'Time between two pings to the arena.',
    default: '25s',
  },
  pongTimeout: {
    kind: duration(1),
    description: 'A ping without an answer for so long means that the connection is dead.',
    default: '10s',
  },
  authTimeout: {
    kind: duration(1),
    description: 'How long the arena may take to answer the key.',
    default: '10s',
  },
  maxReconnectDelay: {
    kind: duration(0),
    description: 'The longest wait between two attempts to connect.',
    default: '30s',
  },
});

/** What a webhook can be told of. */
export const NOTICE_KINDS = [
  'start',
  'stop',
  'limit',
  'fairness',
  'crash',
  'outage',
  'exposure',
  'summary',
] as const;

/** How others hear of it. */
export const monitoringSettings = takenBy('monitoring', {
  metrics: {
    kind: integer(0, 65_535),
    flag: '--metrics <port>',
    description: 'Serve /metrics for Prometheus, /livez and /readyz on this port; 0 picks a free one.',
    unset: 'off',
    example: 9464,
  },
  metricsHost: {
    kind: text,
    flag: '--metrics-host <address>',
    description: 'Address that they are served on.',
    default: '127.0.0.1',
  },
  logFile: {
    kind: path,
    description: 'Write a log to this file too, and rotate it.',
    unset: 'none',
    example: './botpit.log',
  },
  logLevel: {
    kind: oneOf(['error', 'warn', 'info', 'debug']),
    description: 'The least that is worth a line in it; debug has every turn and move.',
    default: 'info',
  },
  logFormat: {
    kind: oneOf(['text', 'json']),
    description: 'Lines for people, or the lines of --json with a level.',
    default: 'text',
  },
  logMaxSize: {
    kind: size,
    description: 'Begin a new log file at this size.',
    default: '10M',
  },
  logKeep: {
    kind: integer(1, 1000),
    description: 'How many older log files to keep.',
    default: 5,
  },
  webhook: {
    kind: httpUrl,
    description:
      'POST notices to this URL, for somebody who is not watching. A secret: better in BOTPIT_WEBHOOK.',
    unset: 'none',
    example: 'https://hooks.example.com/botpit',
    secret: true,
  },
  webhookFormat: {
    kind: oneOf(['json', 'discord', 'slack', 'telegram']),
    flag: '--webhook-format <format>',
    description:
      'What is posted: JSON with the fields of the event (json), or what a chat takes (discord, slack, telegram).',
    unset: 'by the host of the URL, else json',
    example: 'discord',
  },
  webhookChat: {
    kind: text,
    flag: '--webhook-chat <id>',
    description: 'The Telegram chat to write to: its id, or the @name of a channel.',
    unset: 'none',
    example: '-1001234567890',
  },
  webhookEvents: {
    kind: wordsOf('events', NOTICE_KINDS),
    flag: '--webhook-events <events>',
    description: 'The events that the webhook is told of.',
    unset: 'all',
    example: ['stop', 'limit', 'fairness', 'crash', 'outage', 'exposure', 'summary'],
  },
  summaryAt: {
    kind: timeOfDay,
    description: 'Tell once a day, at this time in `timeZone`, what was played and what is open.',
    unset: 'never',
    example: '08:00',
  },
});

/** The embedded arena. */
export const arenaSettings = takenBy('arena', {
  port: {
    kind: integer(0, 65_535),
    description: 'Port that the arena listens on; 0 picks a free one.',
    default: 7777,
  },
  host: {
    kind: text,
    flag: '--host <address>',
    description: 'Address that the arena listens on.',
    default: '127.0.0.1',
  },
  allowHost: {
    kind: list,
    flag: '--allow-host <names>',
    description:
      'Host names whose web pages may connect to the arena, and that it may be called by, beside addresses and localhost.',
    unset: 'none',
    example: ['arena.lan'],
  },
  house: {
    kind: strategy,
    flag: '--house <strategy|none>',
    description:
      'What the house bot plays, which steps in where nobody else queues; `none` for no house bot.',
    default: 'random',
  },
  houseWait: {
    kind: duration(0),
    description: 'How long a bot queues before the house bot steps in; with --local it is there at once.',
    default: '2s',
  },
  houseDelay: {
    kind: duration(0),
    takenBy: ['play', 'arena'],
    description: 'How long the house bot takes for a move, so that one can watch.',
    default: '0s',
  },
  turnTimeout: {
    kind: duration(1),
    description: 'Time for a turn in every game of the arena.',
    unset: "each game's own",
    example: '15s',
  },
  tlsCert: {
    kind: path,
    description: 'Certificate of the arena, in PEM, with those that it follows from: bots connect by wss://.',
    unset: 'none',
    example: './arena.pem',
  },
  tlsKey: {
    kind: path,
    description: 'Private key of the certificate, in PEM.',
    unset: 'none',
    example: './arena-key.pem',
  },
  publicUrl: {
    kind: originUrl,
    description: 'Address that others reach the arena by, such as that of a proxy: it is told to them.',
    unset: 'the one that it listens on',
    example: 'https://arena.example',
  },
  keys: {
    kind: path,
    description:
      'File with the keys that the arena admits, one a line, each with a name after it if you like.',
    unset: 'every key',
    example: './arena.keys',
  },
  limits: {
    kind: boolean,
    takenBy: ['play', 'arena'],
    description: 'Keep to the rate limits of the protocol: a bot when it sends, an arena when it receives.',
    negated: 'Lift the rate limits of the protocol: for a bot when it sends, for an arena when it receives.',
    default: true,
  },
  chaos: {
    kind: chaosName,
    takenBy: ['play', 'arena'],
    description: 'Have the arena misbehave: a preset (`botpit arena --help` lists them) or a file of rates.',
    unset: 'off',
    example: 'cuts',
  },
});

/** What every command takes. */
export const outputSettings = takenBy('all', {
  json: {
    kind: boolean,
    description: 'Write JSON to stdout: one object a line, and nothing else.',
    default: false,
  },
  quiet: {
    kind: boolean,
    description: 'Show warnings, errors and the result only.',
    default: false,
  },
  verbose: {
    kind: boolean,
    description: 'Show every turn and move.',
    default: false,
  },
  color: {
    kind: boolean,
    description: 'Show colours where the terminal has them.',
    negated: 'Show no colours.',
    default: true,
  },
  profile: {
    kind: text,
    flag: '--profile <name>',
    description: 'The overlay among `profiles` to apply.',
    unset: 'none',
    example: 'sandbox',
  },
  config: {
    kind: path,
    description: 'The config file to use, in place of the one found from the working folder upwards.',
    unset: 'none found',
    inFile: false,
  },
});
