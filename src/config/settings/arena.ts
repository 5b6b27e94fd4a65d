import { boolean, chaosName, duration, integer, list, path, strategy, text } from '../kinds.js';
import type { Setting } from '../option.js';

/** The embedded arena. */
export const arenaSettings = {
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
  allowHost: {
    kind: list,
    flag: '--allow-host <names>',
    takenBy: ['arena'],
    description:
      'Host names whose web pages may connect to the arena, and that it may be called by, beside addresses and localhost.',
    unset: 'none',
    example: ['arena.lan'],
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
  chaos: {
    kind: chaosName,
    flag: '--chaos <preset|file>',
    takenBy: ['play', 'arena'],
    description: 'Have the arena misbehave: a preset (`botpit arena --help` lists them) or a file of rates.',
    unset: 'off',
    example: 'cuts',
  },
} as const satisfies Record<string, Setting>;
