import { kinds, type Option, type OptionTable } from '../config/index.js';

const { boolean, duration, game, integer, list, number, oneOf, sol, text, when } = kinds;

function option<const K extends Option['kind']>(flag: string, kind: K, description: string) {
  return { kind, flag, description };
}

/** A switch, off unless it is given. */
function toggle(flag: string, description: string) {
  return { ...option(flag, boolean, description), default: false } as const;
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
const book = option(
  '--book <real|practice>',
  oneOf(['real', 'practice']),
  'records of play for money, or without',
);

export const BOOK = { book } as const satisfies OptionTable;

const FILTERS = {
  // Another arena may have other games.
  game: option('--game <game>', text, 'of this game'),
  opponent: option('--opponent <name|id>', text, 'against this opponent: an id, or a part of the name'),
  outcome: option('--outcome <win|loss|draw>', oneOf(['win', 'loss', 'draw']), 'with this outcome'),
  strategy: option('--strategy <name>', text, 'played by this strategy'),
  since: option('--since <time>', when, 'begun since: a date and time (ISO 8601), or so long ago (2h, 7d)'),
  until: option('--until <time>', when, 'begun before'),
  last: option('--last <n>', integer(1), 'the newest so many'),
  book,
} as const satisfies OptionTable;

export const HISTORY = {
  ...FILTERS,
  csv: toggle('--csv', 'as comma-separated values'),
} as const satisfies OptionTable;

export const STATS = {
  ...FILTERS,
  by: option(
    '--by <game|opponent|strategy>',
    oneOf(['game', 'opponent', 'strategy']),
    'one kind of groups only',
  ),
} as const satisfies OptionTable;

export const SHOW = { frames: toggle('--frames', 'the frames of the protocol too') } as const;

export const EXPORT = {
  output: option('--output <file>', text, 'write to a file in place of the standard output'),
  force: toggle('--force', 'overwrite it'),
} as const satisfies OptionTable;

export const SETTLE = {
  payout: option(
    '--payout <sol>',
    sol,
    'what the arena paid: 0 for a loss, the wager where nothing came of it',
  ),
} as const satisfies OptionTable;

const jobs = option('--jobs <n>', integer(1), 'threads (default: one a core)');

const report = option('--report <file>', text, 'write the result as a page, too');

const queueFile = option(
  '--queue-file <file>',
  text,
  'a file that holds its address, where that has a password',
);

const TIMEOUTS = {
  moveTimeout: option(
    '--move-timeout <duration>',
    duration(1),
    'for an answer that is not there at once (default: 2s)',
  ),
  startTimeout: option(
    '--start-timeout <duration>',
    duration(1),
    'for a strategy to be loaded (default: 10s)',
  ),
} as const satisfies OptionTable;

const labGame = option('--game <game>', game, 'the game; else that of the config');

/** What every command of the lab takes that plays a run. */
export const LAB = {
  game: labGame,
  matches: option('--matches <n>', integer(1), 'matches of each pairing; of a comparison, at most'),
  series: option(
    '--series <n|all>',
    series,
    'matches after which strategies start afresh (default: 100, or 1000 where none remembers)',
  ),
  seed: option('--seed <text>', text, 'equal seeds give equal results (default: a fresh one)'),
  jobs,
  ...TIMEOUTS,
  run: option('--run <file>', text, 'where the run is kept (default: a file of its own in the data folder)'),
  fresh: toggle('--fresh', 'play again what is kept of this run'),
  report,
  shard: option('--shard <i/n>', shard, 'play the i-th of n parts only; `lab merge` puts them together'),
  queue: option('--queue <url>', text, 'let `lab worker` play, through this Redis'),
  queueFile,
} as const satisfies OptionTable;

export const LAB_TOURNAMENT = {
  ...LAB,
  gauntlet: toggle('--gauntlet', 'the first against everybody else only'),
} as const satisfies OptionTable;

export const LAB_COMPARE = {
  ...LAB,
  against: option(
    '--against <strategies...>',
    list,
    'compare through these opponents (zoo: all that are built in)',
  ),
  elo0: option('--elo0 <elo>', number, '"better" means by more than this (default: 0)'),
  elo1: option('--elo1 <elo>', number, '"not better" means by less than this (default: 5)'),
  confidence: option('--confidence <share>', number, 'how sure to be (default: 0.95)'),
} as const satisfies OptionTable;

export const LAB_EXPLOIT = {
  game: labGame,
  matches: option(
    '--matches <n>',
    integer(1),
    'matches of the proof, where there is no mix (default: 10000, fewer if it is slow)',
  ),
  seed: option('--seed <text>', text, 'equal seeds give equal results, unless a file draws from Math.random'),
  jobs: { ...jobs, description: 'threads of the proof (default: one a core)' },
  ...TIMEOUTS,
} as const satisfies OptionTable;

export const LAB_MERGE = { report } as const satisfies OptionTable;

export const LAB_WORKER = {
  queue: option('--queue <url>', text, 'the Redis: redis://host:6379 (or BOTPIT_QUEUE)'),
  queueFile,
  jobs,
} as const satisfies OptionTable;
