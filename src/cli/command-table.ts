import { type CommandSpec, command } from './command.js';
import {
  BACKUP,
  EXPORT,
  GAMES,
  HISTORY,
  INIT,
  LAB_COMPARE,
  LAB_EXPLOIT,
  LAB_MATCH,
  LAB_MERGE,
  LAB_RUNS,
  LAB_TOURNAMENT,
  LAB_TUNE,
  LAB_WORKER,
  RECIPE,
  REPLAY,
  RESTORE,
  RESUME,
  SETTLE,
  SHOW,
  STATS,
  STOP,
  WATCH,
} from './options.js';
import { PLAY, PLAY_COMMANDS } from './play-commands.js';

/** What the commands have in common that change the records. */
const RECORDED = { takes: ['records'], needs: ['config', 'records'] } as const;

/** What those have in common that only read them. */
const READS = { ...RECORDED, readsFolders: true } as const;

/** Every command, once: the program, its help and the completion of shells are made from this. */
export const COMMANDS: readonly CommandSpec[] = [
  ...PLAY_COMMANDS,
  command('Lab', {
    usage: 'lab match <a> <b>',
    description: 'Plays two strategies against each other, offline: who wins, by how much, how sure is that.',
    options: LAB_MATCH,
    needs: ['config', 'queue'],
    load: async () => (await import('./lab/play.js')).labMatch,
  }),
  command('Lab', {
    usage: 'lab tournament <strategies...>',
    description:
      'Plays everybody against everybody: ratings and a cross table. "zoo" stands for all that are built in.',
    options: LAB_TOURNAMENT,
    needs: ['config', 'queue'],
    load: async () => (await import('./lab/play.js')).labTournament,
  }),
  command('Lab', {
    usage: 'lab compare <new> <old>',
    description:
      'Plays until it is clear whether the new strategy is better: exit code 0, 90 if not, 91 if undecided, 92 if a side did not play.',
    options: LAB_COMPARE,
    needs: ['config', 'queue'],
    load: async () => (await import('./lab/play.js')).labCompare,
  }),
  command('Lab', {
    usage: 'lab tune <strategy>',
    description:
      'Finds better values for the parameters of a strategy, then compares them with the current ones: exit code 0 if they are better; 90, 91 and 92 as for lab compare.',
    options: LAB_TUNE,
    needs: ['config', 'queue'],
    load: async () => (await import('./lab/tune.js')).labTune,
  }),
  command('Lab', {
    usage: 'lab exploit <strategy>',
    description:
      'Shows how much a strategy can be made to lose, and by which moves: exactly, where it publishes its mix.',
    options: LAB_EXPLOIT,
    needs: ['config'],
    load: async () => (await import('./lab/exploit.js')).labExploit,
  }),
  command('Lab', {
    usage: 'lab runs [action] [runs...]',
    description:
      'Lists the runs that are kept; `show` and `delete` take runs; `trend` shows how the answers to the same question have changed.',
    options: LAB_RUNS,
    needs: ['config'],
    load: async () => (await import('./lab/runs.js')).labRuns,
  }),
  command('Lab', {
    usage: 'lab merge <files...>',
    description: 'Puts the parts of a run together that were played with --shard, and tells the result.',
    options: LAB_MERGE,
    needs: ['config'],
    load: async () => (await import('./lab/play.js')).labMerge,
  }),
  command('Lab', {
    usage: 'lab worker',
    description:
      'Plays for runs of other machines, through a Redis; runs the strategies that come from there.',
    options: LAB_WORKER,
    needs: ['config', 'queue'],
    load: async () => (await import('./lab/queue.js')).labWorker,
  }),
  command('Look around', {
    usage: 'games [games...]',
    description: 'Lists the games, or shows some: their rules, moves and formats.',
    options: GAMES,
    needs: ['config'],
    load: async () => (await import('./commands/games.js')).showGames,
  }),
  command('Look around', {
    usage: 'strategies [file] [game]',
    description:
      'Lists the built-in strategies, or checks a file by a few test turns of each of its games, or of one.',
    argumentSettings: ['strategy', 'game'],
    needs: ['config'],
    load: async () => (await import('./commands/strategies.js')).showStrategies,
  }),
  command('Look around', {
    usage: 'config',
    description: 'Shows the effective configuration and where each value comes from.',
    takes: PLAY,
    needs: ['config', 'origins', 'secrets'],
    load: async () => (await import('./commands/config.js')).showConfig,
  }),
  command('Look around', {
    usage: 'check [game]',
    description:
      'Runs a strategy through everything that a network and an arena can do wrong: a report card for one game, or for each that it plays.',
    takes: ['strategy'],
    argumentSettings: ['game'],
    needs: ['config'],
    load: async () => (await import('./commands/check.js')).check,
  }),
  command('Records', {
    usage: 'history',
    description: 'Lists the matches that were played.',
    ...READS,
    options: HISTORY,
    load: async () => (await import('./records/matches.js')).history,
  }),
  command('Records', {
    usage: 'show <match>',
    description: 'Shows a match round by round; the beginning of its id will do.',
    ...READS,
    options: SHOW,
    load: async () => (await import('./records/replay.js')).show,
  }),
  command('Records', {
    usage: 'stats',
    description: 'Sums matches up: win rates, money, decision times, a profit curve.',
    ...READS,
    options: STATS,
    load: async () => (await import('./records/stats.js')).stats,
  }),
  command('Records', {
    usage: 'replay <match>',
    description: 'Steps through a match; with a strategy, asks it the same questions.',
    takes: ['records', 'strategy'],
    options: REPLAY,
    needs: ['config', 'records'],
    readsFolders: true,
    load: async () => (await import('./records/replay.js')).replay,
  }),
  command('Records', {
    usage: 'verify <match|file>',
    description: 'Checks offline that a match was fair: seed, draws, results and money.',
    ...READS,
    load: async () => (await import('./records/evidence.js')).verify,
  }),
  command('Records', {
    usage: 'export <match>',
    description: 'Writes a match with all its evidence, for `verify` on another machine.',
    ...READS,
    options: EXPORT,
    load: async () => (await import('./records/evidence.js')).exportMatch,
  }),
  command('Records', {
    usage: 'watch',
    description: 'Serves a page: what runs now, how last night went, every match to step through.',
    ...READS,
    options: WATCH,
    load: async () => (await import('./records/watch.js')).watch,
  }),
  command('Operations', {
    usage: 'status',
    description: 'Shows limits, what is latched or open, and which processes run.',
    takes: ['records', 'limits'],
    needs: ['config', 'records'],
    readsFolders: true,
    load: async () => (await import('./operations/status.js')).status,
  }),
  command('Operations', {
    usage: 'stop [bot]',
    description: 'Asks a bot to finish its match and stop: the one that runs, or the named one.',
    ...RECORDED,
    options: STOP,
    load: async () => (await import('./operations/stop.js')).stop,
  }),
  command('Operations', {
    usage: 'resume [limit]',
    description: 'Releases a limit that has tripped; `status` names it.',
    ...RECORDED,
    options: RESUME,
    load: async () => (await import('./operations/books.js')).resume,
  }),
  command('Operations', {
    usage: 'settle [intent]',
    description:
      'Closes a commitment whose end botpit never heard of, with what you know of it; with --bot the one that it has open.',
    ...RECORDED,
    options: SETTLE,
    load: async () => (await import('./operations/books.js')).settleIntent,
  }),
  command('Operations', {
    usage: 'backup <file>',
    description: 'Copies books and records into one file, while bots play.',
    ...RECORDED,
    options: BACKUP,
    load: async () => (await import('./operations/backup.js')).backup,
  }),
  command('Operations', {
    usage: 'restore <file>',
    description: 'Puts the books and records of a backup into the data folder.',
    ...RECORDED,
    options: RESTORE,
    load: async () => (await import('./operations/backup.js')).restoreBackup,
  }),
  command('Operations', {
    usage: 'recipe <kind> [game]',
    description: 'Prints a ready file that runs this very project unattended.',
    takes: PLAY,
    argumentSettings: [null, 'game'],
    options: RECIPE,
    needs: ['config', 'origins', 'profiles', 'paramOrigins'],
    load: async () => (await import('./commands/scripts.js')).recipe,
  }),
  command('Set up', {
    usage: 'init [dir]',
    description:
      'Writes a project of your own: a strategy for a game, a config and a package.json that runs it, and installs it.',
    options: INIT,
    needs: [],
    load: async () => (await import('./commands/init.js')).init,
  }),
  command('Set up', {
    usage: 'doctor',
    description:
      'Checks Node, config, key, strategy, records, webhook, arena, clock and latency, and says what to mend.',
    takes: PLAY,
    needs: [],
    load: async () => (await import('./commands/doctor.js')).doctor,
  }),
  command('Set up', {
    usage: 'completion <shell>',
    description: 'Prints the completion script for bash, zsh or fish.',
    needs: ['program'],
    load: async () => (await import('./commands/scripts.js')).completion,
  }),
];
