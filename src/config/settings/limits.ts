import { duration, integer, list, oneOf, sol } from '../kinds.js';
import type { Setting } from '../option.js';

/** What a person allows botpit to lose, and with whom. See `runner/limits.ts`. */
export const limitsSettings = {
  maxLoss: {
    kind: sol,
    flag: '--max-loss <sol>',
    takenBy: ['limits'],
    description:
      'Stop before a wager whose loss would take the session further than this below zero, in SOL.',
    unset: 'ten wagers',
    example: '0.1',
  },
  maxDailyLoss: {
    kind: sol,
    flag: '--max-daily-loss <sol>',
    takenBy: ['limits'],
    description:
      'Stop before a wager whose loss would take the day (UTC) of all keys of the data folder further than this below zero, in SOL.',
    unset: 'none',
    example: '0.5',
  },
  limitsOver: {
    kind: oneOf(['account', 'folder']),
    flag: '--limits-over <account|folder>',
    takenBy: ['limits'],
    description:
      'Whose losses `maxLoss` and `maxDailyLoss` count: those of one key, or of all that play with this data folder.',
    unset: '`maxLoss`: account, `maxDailyLoss`: folder',
    example: 'folder',
  },
  takeProfit: {
    kind: sol,
    flag: '--take-profit <sol>',
    takenBy: ['limits'],
    description: 'Stop when the session is this far above zero, in SOL.',
    unset: 'none',
    example: '1',
  },
  maxWager: {
    kind: sol,
    flag: '--max-wager <sol>',
    takenBy: ['limits'],
    description: 'Refuse to start with a wager above this, in SOL.',
    unset: 'none',
    example: '0.1',
  },
  maxStreak: {
    kind: integer(1),
    flag: '--max-streak <n>',
    takenBy: ['limits'],
    description: 'Stop, or pause for `coolDown`, after so many losses in a row.',
    unset: 'none',
    example: 10,
  },
  maxDrawdown: {
    kind: sol,
    flag: '--max-drawdown <sol>',
    takenBy: ['limits'],
    description:
      'Stop before a wager whose loss would take the session, or the day (UTC), further than this below its highest point, in SOL.',
    unset: 'none',
    example: '0.2',
  },
  maxFallbacks: {
    kind: integer(1),
    flag: '--max-fallbacks <n>',
    takenBy: ['limits'],
    description:
      'With a wager, stop after so many fallback moves in a row, and after a match without a move of the strategy.',
    default: 5,
  },
  coolDown: {
    kind: duration(1),
    flag: '--cool-down <duration>',
    takenBy: ['limits'],
    description: 'Pause for so long where `maxStreak`, `allow` or `deny` would stop play.',
    unset: 'stop',
    example: '1h',
  },
  maxPerOpponent: {
    kind: integer(1),
    flag: '--max-per-opponent <n>',
    takenBy: ['limits'],
    description: 'Pause while an opponent has been met so often within the last hour.',
    unset: 'none',
    example: 20,
  },
  allow: {
    kind: list,
    flag: '--allow <opponents>',
    takenBy: ['limits'],
    description: 'Names or ids of the only opponents to go on against; the queue may bring others, once.',
    unset: 'everybody',
    example: ['Daring Ibex 912'],
  },
  deny: {
    kind: list,
    flag: '--deny <opponents>',
    takenBy: ['limits'],
    description: 'Names or ids of opponents to stop after; no one can be refused beforehand in the queue.',
    unset: 'nobody',
    example: ['Shady Lynx 404'],
  },
} as const satisfies Record<string, Setting>;
