import { kinds, type Option, type OptionTable } from '../config/index.js';

const { boolean, duration, game, integer, list, number, oneOf, sol, text, when } = kinds;

/** A switch, off unless it is given. */
function toggle<const Flag extends string>(flag: Flag, description: string) {
  return { kind: boolean, flag, description, default: false } as const satisfies Option;
}

/** Matches of a lane of the lab. */
const series: kinds.Kind<number | 'all', number | 'all'> = {
  suffix: '',
  expected: 'a whole number from 1, or all',
  schema: { anyOf: [{ type: 'integer', minimum: 1 }, { enum: ['all'] }] },
  read: (raw) => (raw === 'all' ? raw : integer(1).read(raw, '')),
  fromText: (word) => (word === 'all' ? word : integer(1).fromText?.(word)),
  write: (value) => value,
};

/** The number of a part, and of how many. */
const shard: kinds.Kind<string, string> = {
  suffix: '',
  expected: 'a part of a whole, such as 3/16 for the third of sixteen',
  schema: { type: 'string', pattern: '^\\d+/\\d+$' },
  read: (raw) => {
    const [, part, of] = /^(\d+)\/(\d+)$/.exec(String(raw)) ?? [];
    return Number(part) >= 1 && Number(part) <= Number(of) ? String(raw) : undefined;
  },
  write: (value) => value,
};

/** Which records: real ones are of play for money. */
const book = {
  kind: oneOf(['real', 'practice']),
  flag: '--book <real|practice>',
  description: 'records of play for money, or without',
} as const;

export const BOOK = { book } as const satisfies OptionTable;

const FILTERS = {
  // Another arena may have other games.
  game: { kind: text, flag: '--game <game>', description: 'of this game' },
  opponent: {
    kind: text,
    flag: '--opponent <name|id>',
    description: 'against this opponent: an id, or a part of the name',
  },
  outcome: {
    kind: oneOf(['win', 'loss', 'draw']),
    flag: '--outcome <win|loss|draw>',
    description: 'with this outcome',
  },
  strategy: { kind: text, flag: '--strategy <name>', description: 'played by this strategy' },
  since: {
    kind: when,
    flag: '--since <time>',
    description: 'begun since: a date and time (ISO 8601), or so long ago (2h, 7d)',
  },
  until: { kind: when, flag: '--until <time>', description: 'begun before' },
  last: { kind: integer(1), flag: '--last <n>', description: 'the newest so many' },
  book,
} as const satisfies OptionTable;

export const HISTORY = {
  ...FILTERS,
  csv: toggle('--csv', 'as comma-separated values'),
} as const satisfies OptionTable;

export const STATS = {
  ...FILTERS,
  by: {
    kind: oneOf(['game', 'opponent', 'strategy']),
    flag: '--by <game|opponent|strategy>',
    description: 'one kind of groups only',
  },
} as const satisfies OptionTable;

export const SHOW = { frames: toggle('--frames', 'the frames of the protocol too') } as const;

export const EXPORT = {
  output: {
    kind: text,
    flag: '--output <file>',
    description: 'write to a file in place of the standard output',
  },
  force: toggle('--force', 'overwrite it'),
} as const satisfies OptionTable;

export const SETTLE = {
  payout: {
    kind: sol,
    flag: '--payout <sol>',
    description: 'what the arena paid: 0 for a loss, the wager where nothing came of it',
  },
} as const satisfies OptionTable;

const jobs = {
  kind: integer(1),
  flag: '--jobs <n>',
  description: 'threads (default: one a core)',
} as const;

const report = {
  kind: text,
  flag: '--report <file>',
  description: 'write the result as a page, too',
} as const;

const queueFile = {
  kind: text,
  flag: '--queue-file <file>',
  description: 'a file that holds its address, where that has a password',
} as const;

const TIMEOUTS = {
  moveTimeout: {
    kind: duration(1),
    flag: '--move-timeout <duration>',
    description: 'for an answer that is not there at once (default: 2s)',
  },
  startTimeout: {
    kind: duration(1),
    flag: '--start-timeout <duration>',
    description: 'for a strategy to be loaded (default: 10s)',
  },
} as const satisfies OptionTable;

const labGame = {
  kind: game,
  flag: '--game <game>',
  description: 'the game; else that of the config',
} as const;

/** What every command of the lab takes that plays a run. */
export const LAB = {
  game: labGame,
  matches: {
    kind: integer(1),
    flag: '--matches <n>',
    description: 'matches of each pairing; of a comparison, at most',
  },
  series: {
    kind: series,
    flag: '--series <n|all>',
    description: 'matches after which strategies start afresh (default: 100, or 1000 where none remembers)',
  },
  seed: {
    kind: text,
    flag: '--seed <text>',
    description: 'equal seeds give equal results (default: a fresh one)',
  },
  jobs,
  ...TIMEOUTS,
  run: {
    kind: text,
    flag: '--run <file>',
    description: 'where the run is kept (default: a file of its own in the data folder)',
  },
  fresh: toggle('--fresh', 'play again what is kept of this run'),
  report,
  shard: {
    kind: shard,
    flag: '--shard <i/n>',
    description: 'play the i-th of n parts only; `lab merge` puts them together',
  },
  queue: { kind: text, flag: '--queue <url>', description: 'let `lab worker` play, through this Redis' },
  queueFile,
} as const satisfies OptionTable;

export const LAB_TOURNAMENT = {
  ...LAB,
  gauntlet: toggle('--gauntlet', 'the first against everybody else only'),
} as const satisfies OptionTable;

export const LAB_COMPARE = {
  ...LAB,
  against: {
    kind: list,
    flag: '--against <strategies...>',
    description: 'compare through these opponents (zoo: all that are built in)',
  },
  elo0: { kind: number, flag: '--elo0 <elo>', description: '"better" means by more than this (default: 0)' },
  elo1: {
    kind: number,
    flag: '--elo1 <elo>',
    description: '"not better" means by less than this (default: 5)',
  },
  confidence: {
    kind: number,
    flag: '--confidence <share>',
    description: 'how sure to be (default: 0.95)',
  },
} as const satisfies OptionTable;

export const LAB_EXPLOIT = {
  game: labGame,
  matches: {
    kind: integer(1),
    flag: '--matches <n>',
    description: 'matches of the proof, where there is no mix (default: 10000, fewer if it is slow)',
  },
  seed: {
    kind: text,
    flag: '--seed <text>',
    description: 'equal seeds give equal results, unless a file draws from Math.random',
  },
  jobs: { ...jobs, description: 'threads of the proof (default: one a core)' },
  ...TIMEOUTS,
} as const satisfies OptionTable;

export const LAB_MERGE = { report } as const satisfies OptionTable;

export const LAB_WORKER = {
  queue: {
    kind: text,
    flag: '--queue <url>',
    description: 'the Redis: redis://host:6379 (or BOTPIT_QUEUE)',
  },
  queueFile,
  jobs,
} as const satisfies OptionTable;
