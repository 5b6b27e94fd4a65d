import { boolean, duration, integer, list, oneOf, path, sol, text } from '../kinds.js';
import { takenBy } from '../option.js';
import { gameOrGames, hours, rotation, timeOfDay, timeZone } from '../schedule-kinds.js';
import { params, strategy, switchOrStrategy } from '../strategy-kinds.js';

/** What is played, with what, for how long. */
export const playSettings = takenBy('play', {
  game: {
    kind: gameOrGames,
    flag: undefined,
    description: 'The game to play, or several that take turns.',
    unset: 'the only one that the strategy plays',
    example: 'rps',
  },
  rotate: {
    kind: rotation,
    description:
      'When the next of several games is played: after each match, after n, or each full hour (UTC).',
    default: 'match',
  },
  strategy: {
    kind: strategy,
    takenBy: ['strategy'],
    description:
      'What chooses the moves: a file, a built-in strategy, or "cmd: …" for a program in any language.',
    unset: 'random, except for a wager',
    example: 'frequency',
  },
  params: {
    kind: params,
    flag: '--param <name=value>',
    takenBy: ['strategy'],
    description: 'Sets parameters that the strategy declares; `botpit strategies <file>` lists them.',
    unset: "the strategy's own defaults",
    example: { prior: 2 },
  },
  wager: {
    kind: sol,
    home: 'limits',
    description: 'SOL that each side puts in; 0 is free play that is not sandbox.',
    unset: 'sandbox',
    example: '0.01',
  },
  sandbox: {
    kind: boolean,
    home: 'limits',
    description: 'Play without money, whatever the wager is.',
    default: false,
    example: true,
  },
  local: {
    kind: switchOrStrategy,
    flag: '--local [opponent]',
    description:
      'Play in an arena of its own inside the process, without a key, against the opponent or `house`.',
    default: false,
  },
  matches: {
    kind: integer(1),
    description: 'Stop after so many matches.',
    unset: 'no end',
    example: 100,
  },
  for: {
    kind: duration(1),
    description: 'Start no match after this time.',
    unset: 'no end',
    example: '8h',
  },
  until: {
    kind: timeOfDay,
    description: 'Start no match once a clock in `timeZone` shows this time of the day.',
    unset: 'no end',
    example: '18:00',
  },
  hours: {
    kind: hours,
    description: 'Play within these hours of the day in `timeZone`, and wait outside of them.',
    unset: 'all day',
    example: '08:00-22:00',
  },
  timeZone: {
    kind: timeZone,
    description: 'The time zone of `until`, `hours` and `summaryAt`: a name such as Europe/Berlin.',
    unset: 'none',
    example: 'Europe/Berlin',
  },
  isolation: {
    kind: oneOf(['worker', 'process', 'inline']),
    takenBy: ['strategy'],
    description:
      'Where the strategy runs: in a thread or a process of its own, or unprotected beside botpit.',
    unset: '`process` for a real wager, else `worker`',
    example: 'process',
  },
  taunts: {
    kind: oneOf(['strategy', 'polite', 'off']),
    flag: '--taunts <policy>',
    description: 'Taunts to send: what the strategy says, a polite gl_hf and gg (polite), or none (off).',
    default: 'strategy',
  },
  seed: {
    kind: text,
    takenBy: ['strategy', 'arena'],
    description: "Seeds the strategy's random() and an arena's chaos: the same numbers in every session.",
    unset: 'a new one each time',
    example: 'any text',
  },
});

/** Where records are kept. */
export const recordsSettings = takenBy('records', {
  dataDir: {
    kind: path,
    flag: '--data-dir <folder>',
    description: 'Folder of the records and of what limits remember.',
    unset: '$STATE_DIRECTORY or $XDG_DATA_HOME/botpit',
    example: './records',
  },
  record: {
    kind: boolean,
    takenBy: ['play'],
    description: 'Keep records of all matches; play for money needs them.',
    negated: 'Keep no records; for play without money only.',
    default: true,
  },
});

/** What a person allows botpit to lose, and with whom. See `runner/limits.ts`. */
export const limitsSettings = takenBy('limits', {
  maxLoss: {
    kind: sol,
    description:
      'Stop before a wager whose loss would take the session further than this below zero, in SOL.',
    unset: 'ten wagers',
    example: '0.1',
  },
  maxDailyLoss: {
    kind: sol,
    description:
      'Stop before a wager whose loss would take the day (UTC) of all keys of the data folder further than this below zero, in SOL.',
    unset: 'none',
    example: '0.5',
  },
  limitsOver: {
    kind: oneOf(['account', 'folder']),
    description:
      'Whose losses `maxLoss` and `maxDailyLoss` count: those of one key, or of all that play with this data folder.',
    unset: '`maxLoss`: account, `maxDailyLoss`: folder',
    example: 'folder',
  },
  takeProfit: {
    kind: sol,
    description: 'Stop when the session is this far above zero, in SOL.',
    unset: 'none',
    example: '1',
  },
  maxWager: {
    kind: sol,
    description: 'Refuse to start with a wager above this, in SOL.',
    unset: 'none',
    example: '0.1',
  },
  maxStreak: {
    kind: integer(1),
    description: 'Stop, or pause for `coolDown`, after so many losses in a row.',
    unset: 'none',
    example: 10,
  },
  maxDrawdown: {
    kind: sol,
    description:
      'Stop before a wager whose loss would take the session, or the day (UTC), further than this below its highest point, in SOL.',
    unset: 'none',
    example: '0.2',
  },
  maxFallbacks: {
    kind: integer(1),
    description:
      'With a wager, stop after so many fallback moves in a row, and after a match without a move of the strategy.',
    default: 5,
  },
  coolDown: {
    kind: duration(1),
    description: 'Pause for so long where `maxStreak`, `allow` or `deny` would stop play.',
    unset: 'stop',
    example: '1h',
  },
  maxPerOpponent: {
    kind: integer(1),
    description: 'Pause while an opponent has been met so often within the last hour.',
    unset: 'none',
    example: 20,
  },
  allow: {
    kind: list,
    flag: '--allow <opponents>',
    description: 'Names or ids of the only opponents to go on against; the queue may bring others, once.',
    unset: 'everybody',
    example: ['Daring Ibex 912'],
  },
  deny: {
    kind: list,
    flag: '--deny <opponents>',
    description: 'Names or ids of opponents to stop after; no one can be refused beforehand in the queue.',
    unset: 'nobody',
    example: ['Shady Lynx 404'],
  },
});
