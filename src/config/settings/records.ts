import { boolean, path } from '../kinds.js';
import type { Setting } from '../option.js';

/** Where records are kept. */
export const recordsSettings = {
  dataDir: {
    kind: path,
    flag: '--data-dir <folder>',
    takenBy: ['records'],
    description: 'Folder of the records and of what limits remember.',
    unset: '$STATE_DIRECTORY or $XDG_DATA_HOME/botpit',
    example: './records',
  },
  record: {
    kind: boolean,
    flag: '--no-record',
    takenBy: ['play'],
    description: 'Keep records of all matches; the flag turns that off, for play without money.',
    default: true,
  },
} as const satisfies Record<string, Setting>;
