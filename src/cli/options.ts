import { flagged, kinds, type Option, settings } from '../config/index.js';

const { boolean, duration, game, integer, list, number, oneOf, sol, text, when } = kinds;

/** @param label what `--help` calls a value, where that says more than its kind */
function option<const K extends Option['kind']>(kind: K, description: string, label = kind.label) {
  return { kind: label === undefined ? kind : { ...kind, label }, description };
}

/** A switch, off unless it is given. */
function toggle(description: string) {
  return { kind: boolean, description, default: false } as const;
}

/** Matches of a lane of the lab. */
const series: kinds.Kind<number | 'all', number | 'all'> = {
  suffix: '',
  label: 'n|all',
  expected: 'a whole number from 1, or all',
  schema: { anyOf: [{ type: 'integer', minimum: 1 }, { enum: ['all'] }] },
  read: (raw) => (raw === 'all' ? raw : integer(1).read(raw, '')),
  fromText: (word) => (word === 'all' ? word : integer(1).fromText?.(word)),
  write: (value) => value,
};

/** Which matches of a run are kept. */
const keep: kinds.Kind<Keep, Keep> = {
  suffix: '',
  label: 'which',
  expected: 'all, lost, forfeited, or a whole number from 1',
  schema: { anyOf: [{ enum: ['all', 'lost', 'forfeited'] }, { type: 'integer', minimum: 1 }] },
  read: (raw) => (raw === 'all' || raw === 'lost' || raw === 'forfeited' ? raw : integer(1).read(raw, '')),
  fromText: (word) => (/^\d/.test(word) ? integer(1).fromText?.(word) : word),
  write: (value) => value,
};

type Keep = 'all' | 'lost' | 'forfeited' | number;

/** The number of a part, and of how many. */
const shard: kinds.Kind<string, string> = {
  suffix: '',
  label: 'i/n',
  expected: 'a part of a whole, such as 3/16 for the third of sixteen',
  schema: { type: 'string', pattern: '^\\d+/\\d+$' },
  read: (raw) => {
    const [, part, of] = /^(\d+)\/(\d+)$/.exec(String(raw)) ?? [];
    return Number(part) >= 1 && Number(part) <= Number(of) ? String(raw) : undefined;
  },
  write: (value) => value,
};

export const PLAY_OWN = flagged({
  human: toggle('play yourself, with the keyboard: with --local, in a terminal'),
});

export const GAMES = flagged({
  prompt: toggle('print all that is needed to write a bot for them: a page for a person or a language model'),
});

/** Which records: real ones are of play for money. */
export const BOOK = flagged({
  book: option(oneOf(['real', 'practice']), 'records of play for money, or without'),
});

const bot = option(text, 'of this bot: the name of its profile', 'bot');

const FILTERS = flagged({
  // Another arena may have other games.
  game: option(text, 'of this game', 'game'),
  bot,
  opponent: option(text, 'against this opponent: an id, or a part of the name', 'name|id'),
  outcome: option(oneOf(['win', 'loss', 'draw']), 'with this outcome'),
  strategy: option(text, 'played by this strategy', 'name'),
  hour: option(integer(0, 23), 'begun in this hour of the day: 0 to 23', 'hour'),
  since: option(when, 'begun since: a date and time (ISO 8601), or so long ago (2h, 7d)'),
  until: option(when, 'begun before'),
  last: option(integer(1), 'the newest so many'),
  ...BOOK,
});

export const HISTORY = flagged({ ...FILTERS, csv: toggle('as comma-separated values') });

export const STATS = flagged({
  ...FILTERS,
  by: option(oneOf(['game', 'bot', 'opponent', 'strategy', 'hour']), 'one kind of groups only'),
});

export const WATCH = flagged({
  port: option(integer(0, 65_535), 'serve the page on this port; 0 picks a free one (default: 8620)', 'port'),
  host: option(text, 'on this address (default: 127.0.0.1, this machine only)', 'address'),
  open: toggle('open it in the browser'),
});

const logPrograms = option(
  text,
  'write all that is said to and by programs (`cmd:`) to files in this folder',
  'dir',
);

const summary = option(
  oneOf(['md']),
  'print the result as Markdown, and add it to GITHUB_STEP_SUMMARY where that is set',
);

const PAGE = {
  page: option(text, 'write a page that replays the match and checks its fairness in any browser', 'file'),
  force: toggle('overwrite it'),
};

export const SHOW = flagged({ frames: toggle('the frames of the protocol too'), ...PAGE });

export const REPLAY = flagged({ ...PAGE, logPrograms });

export const EXPORT = flagged({
  output: option(text, 'write to a file in place of the standard output', 'file'),
  force: toggle('overwrite it'),
});

export const RESUME = flagged({ ...BOOK, bot });

export const STOP = flagged({ all: toggle('every process') });
export const BACKUP = flagged({ force: toggle('replace an earlier backup') });

export const RESTORE = flagged({ force: toggle('replace the records that are there') });

export const SETTLE = flagged({
  bot,
  payout: option(sol, 'what the arena paid: 0 for a loss, the wager where nothing came of it'),
});

const jobs = option(integer(1), 'threads (default: one a core)');

const report = option(text, 'write the result as a page, too', 'file');

const queueFile = option(text, 'a file that holds its address, where that has a password', 'file');

const TIMEOUTS = {
  moveTimeout: option(duration(1), 'for an answer that is not there at once (default: 2s)'),
  startTimeout: option(duration(1), 'for a strategy to be loaded (default: 10s)'),
};

const labGame = { ...option(game, 'the game; else that of the config'), flag: '--game <game>' };

export const RECIPE = flagged({
  fleet: toggle('for all profiles that have a strategy, with `botpit fleet`; in Kubernetes a pod for each'),
});

export const TOURNAMENT = flagged({
  tournament: option(
    oneOf(['round-robin', 'swiss']),
    'host a tournament of those in --keys; needs --data-dir, where a restart finds it',
  ),
  game: {
    ...option(settings.game.kind, 'the games of the tournament, such as rps,crash'),
    flag: '--game <games>',
  },
  matches: option(integer(1), 'matches of each pairing, in which the games take turns (default: 10)'),
  rounds: option(
    integer(1),
    'rounds of a Swiss tournament (default: as many as it takes to find one winner)',
  ),
  beginWithin: option(duration(1), 'wait so long for the others once the first one has come (default: 10m)'),
  forfeitAfter: option(duration(1), 'a bot that is not there for so long loses its match (default: 2m)'),
  exitWhenOver: toggle('end with the tournament, in place of serving its results until Ctrl-C'),
});

/** What every command of the lab takes that plays a run. */
export const LAB = flagged({
  game: labGame,
  matches: option(integer(1), 'matches of each pairing'),
  series: option(
    series,
    'matches after which strategies start afresh (default: 100, or 1000 where none remembers)',
  ),
  seed: option(text, 'equal seeds give equal results (default: a fresh one)'),
  jobs,
  ...TIMEOUTS,
  entrant: option(
    list,
    'options of one strategy, such as name=new,timeout=500ms,dir=../old; those of the next strategy come next, or say which: 3,name=…',
    'options...',
  ),
  run: option(text, 'where the run is kept (default: a file of its own in the data folder)', 'file'),
  fresh: toggle('play again what is kept of this run'),
  keep: option(keep, 'keep matches, for `show` and `replay`: all, lost, forfeited, or the first so many'),
  logPrograms,
  summary,
  report,
  shard: option(shard, 'play the i-th of n parts only; `lab merge` puts them together'),
  queue: option(text, 'let `lab worker` play, through this Redis', 'url'),
  queueFile,
});

export const LAB_MATCH = flagged({
  ...LAB,
  matches: option(integer(1), 'matches to play (default: 10000, fewer if they are slow)'),
  page: option(text, 'write a page that replays one match of the run', 'file'),
  pageMatch: option(integer(1), 'which one (default: 1)'),
  force: toggle('overwrite that page'),
});

export const LAB_TOURNAMENT = flagged({
  ...LAB,
  matches: option(integer(1), 'matches of each pairing (default: 1000, fewer if they are slow)'),
  gauntlet: toggle('the first against everybody else only'),
});

export const LAB_COMPARE = flagged({
  ...LAB,
  matches: option(integer(1), 'the most matches of each pairing (default: 1000000, fewer if they are slow)'),
  series: option(
    series,
    'matches after which strategies start afresh (default: 100, or 25 or less where none remembers)',
  ),
  against: option(list, 'compare through these opponents (zoo: all that are built in)', 'strategies...'),
  elo0: option(number, '"better" means by more than this (default: 0)', 'elo'),
  elo1: option(number, '"not better" means by less than this (default: 5)', 'elo'),
  alpha: option(number, 'how often one of elo0 may be called better (default: 0.05)', 'share'),
  beta: option(number, 'how often one of elo1 may be called not better (default: 0.05)', 'share'),
  normalized: toggle('elo0 and elo1 are in normalized Elo'),
  confidence: option(number, 'alpha and beta at once: 0.95 is 0.025 each', 'share'),
});

export const LAB_TUNE = flagged({
  ...LAB_COMPARE,
  matches: option(integer(1), 'matches in all (default: 200000); the verdict takes as many again at most'),
  series: option(
    series,
    'matches after which strategies start afresh (default: what suits the number of matches)',
  ),
  against: option(
    list,
    'tune against these opponents (default: itself as it is; zoo: all that are built in)',
    'strategies...',
  ),
  tune: option(list, 'tune these parameters only, such as caution or depth=2..6', 'parameters...'),
});

export const LAB_EXPLOIT = flagged({
  game: labGame,
  matches: option(
    integer(1),
    'matches of the proof, where there is no mix (default: 10000, fewer if it is slow)',
  ),
  seed: option(text, 'equal seeds give equal results, unless a file draws from Math.random'),
  jobs: { ...jobs, description: 'threads of the proof (default: one a core)' },
  ...TIMEOUTS,
});

export const INIT = flagged({
  game: { ...option(game, 'the game that the strategy plays (default: rps)'), flag: '--game <game>' },
  language: option(oneOf(['ts', 'js', 'python']), 'what the strategy is written in (default: ts)'),
  install: { kind: boolean, description: 'leave `npm install` to you', default: true },
});

export const LAB_MERGE = flagged({ report, summary });

/** What `lab runs` may be asked to do; the first where nothing is said. */
export const LAB_RUNS_ACTIONS = ['list', 'show', 'delete', 'trend'] as const;

export const LAB_RUNS = flagged({ summary, force: toggle('delete also what is not finished') });

export const LAB_WORKER = flagged({
  logPrograms,
  queue: option(text, 'the Redis: redis://host:6379 (or BOTPIT_QUEUE)', 'url'),
  queueFile,
  jobs,
});
