import { boolean, path, text } from '../kinds.js';
import type { Setting } from '../option.js';

/** What every command takes. */
export const outputSettings = {
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
