import { boolean, duration, game, integer, oneOf, sol, strategy, switchOrStrategy, text } from '../kinds.js';
import type { Setting } from '../option.js';

/** What is played, with what, for how long. */
export const playSettings = {
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
    takenBy: ['strategy'],
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
  local: {
    kind: switchOrStrategy,
    flag: '--local [opponent]',
    takenBy: ['play'],
    description:
      'Play in an arena of its own inside the process, without a key, against the opponent or `house`.',
    default: false,
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
    takenBy: ['strategy'],
    description:
      'Where the strategy runs: in a thread or a process of its own, or unprotected beside botpit.',
    unset: '`process` for a real wager, else `worker`',
    example: 'process',
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
    takenBy: ['strategy', 'arena'],
    description: "Seeds the strategy's random() and an arena's chaos: the same numbers in every session.",
    unset: 'a new one each time',
    example: 'any text',
  },
} as const satisfies Record<string, Setting>;
