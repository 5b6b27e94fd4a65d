import { type CommandSpec, command } from './command.js';
import {
  BOOK,
  EXPORT,
  HISTORY,
  LAB,
  LAB_COMPARE,
  LAB_EXPLOIT,
  LAB_MERGE,
  LAB_TOURNAMENT,
  LAB_WORKER,
  SETTLE,
  SHOW,
  STATS,
} from './options.js';

const PLAY = ['play', 'strategy', 'limits', 'connection', 'records', 'monitoring'] as const;
const PLAY_NEEDS = ['config', 'origins', 'warnings', 'key', 'thread'] as const;

/** Every command, once: the program, its help and the completion of shells are made from this. */
export const COMMANDS: readonly CommandSpec[] = [
  command({
    usage: 'play [game]',
    description: 'Plays match after match until a stop condition or a signal.',
    heading: 'Play',
    takes: PLAY,
    argumentSettings: ['game'],
    needs: PLAY_NEEDS,
    async load() {
      const { play } = await import('./play/play.js');
      return (given, io) => play(given, { by: 'queue' }, io);
    },
  }),
  command({
    usage: 'queue [game]',
    description: 'Joins the queue once, plays the one match that it finds, exits.',
    heading: 'Play',
    takes: PLAY,
    argumentSettings: ['game'],
    needs: PLAY_NEEDS,
    async load() {
      const { playOnce } = await import('./play/play.js');
      return (given, io) => playOnce(given, { by: 'queue' }, io);
    },
  }),
  command({
    usage: 'challenge create [game]',
    description:
      'Opens a challenge, prints its id, waits for a taker and plays; never sandbox, without --wager free play.',
    heading: 'Play',
    takes: PLAY,
    argumentSettings: ['game'],
    needs: PLAY_NEEDS,
    async load() {
      const { playOnce } = await import('./play/play.js');
      return (given, io) => playOnce(given, { by: 'challenge' }, io);
    },
  }),
  command({
    usage: 'challenge accept <id>',
    description:
      'Takes a challenge and plays it; --wager says what you agree to, as the arena does not tell beforehand.',
    heading: 'Play',
    takes: PLAY,
    needs: PLAY_NEEDS,
    async load() {
      const { playOnce } = await import('./play/play.js');
      return (given, io) => playOnce(given, { by: 'accept', challengeId: given.args[0] ?? '' }, io);
    },
  }),
  command({
    usage: 'challenge cancel <id>',
    description: 'Withdraws a challenge.',
    heading: 'Play',
    takes: ['connection'],
    needs: ['config', 'key'],
    load: async () => (await import('./play/cancel.js')).cancelChallenge,
  }),
  command({
    usage: 'arena',
    description: 'Runs the embedded arena as a server, for several bots and other clients.',
    heading: 'Play',
    takes: ['arena'],
    lists: {
      title: 'Presets of --chaos:',
      async items() {
        const { CHAOS_PRESETS } = await import('../arena/index.js');
        return CHAOS_PRESETS;
      },
    },
    needs: ['config'],
    load: async () => (await import('./play/arena.js')).arena,
  }),
  command({
    usage: 'lab match <a> <b>',
    description: 'Plays two strategies against each other, offline: who wins, by how much, how sure is that.',
    heading: 'Lab',
    takes: [],
    options: LAB,
    needs: ['config', 'queue'],
    load: async () => (await import('./lab/runs.js')).labMatch,
  }),
  command({
    usage: 'lab tournament <strategies...>',
    description:
      'Plays everybody against everybody: ratings and a cross table. "zoo" stands for all that are built in.',
    heading: 'Lab',
    takes: [],
    options: LAB_TOURNAMENT,
    needs: ['config', 'queue'],
    load: async () => (await import('./lab/runs.js')).labTournament,
  }),
  command({
    usage: 'lab compare <new> <old>',
    description:
      'Plays until it is clear whether the new strategy is better: exit code 0, 90 if not, 91 if undecided, 92 if a side did not play.',
    heading: 'Lab',
    takes: [],
    options: LAB_COMPARE,
    needs: ['config', 'queue'],
    load: async () => (await import('./lab/runs.js')).labCompare,
  }),
  command({
    usage: 'lab exploit <strategy>',
    description:
      'Shows how much a strategy can be made to lose, and by which moves: exactly, where it publishes its mix.',
    heading: 'Lab',
    takes: [],
    options: LAB_EXPLOIT,
    needs: ['config'],
    load: async () => (await import('./lab/exploit.js')).labExploit,
  }),
  command({
    usage: 'lab merge <files...>',
    description: 'Puts the parts of a run together that were played with --shard, and tells the result.',
    heading: 'Lab',
    takes: [],
    options: LAB_MERGE,
    needs: ['config'],
    load: async () => (await import('./lab/runs.js')).labMerge,
  }),
  command({
    usage: 'lab worker',
    description:
      'Plays for runs of other machines, through a Redis; runs the strategies that come from there.',
    heading: 'Lab',
    takes: [],
    options: LAB_WORKER,
    needs: ['config', 'queue'],
    load: async () => (await import('./lab/worker.js')).labWorker,
  }),
  command({
    usage: 'games [game]',
    description: 'Lists the games, or shows one: its rules, moves and format.',
    heading: 'Look around',
    takes: [],
    argumentSettings: ['game'],
    needs: ['config'],
    load: async () => (await import('./commands/games.js')).showGames,
  }),
  command({
    usage: 'strategies [file] [game]',
    description:
      'Lists the built-in strategies, or checks a file by a few test turns of each of its games, or of one.',
    heading: 'Look around',
    takes: [],
    argumentSettings: ['strategy', 'game'],
    needs: ['config'],
    load: async () => (await import('./commands/strategies.js')).showStrategies,
  }),
  command({
    usage: 'config',
    description: 'Shows the effective configuration and where each value comes from.',
    heading: 'Look around',
    takes: PLAY,
    needs: ['config', 'origins', 'secrets'],
    load: async () => (await import('./commands/config.js')).showConfig,
  }),
  command({
    usage: 'check [game]',
    description:
      'Runs a strategy through everything that a network and an arena can do wrong: a report card for one game, or for each that it plays.',
    heading: 'Look around',
    takes: ['strategy'],
    argumentSettings: ['game'],
    needs: ['config'],
    load: async () => (await import('./commands/check.js')).check,
  }),
  command({
    usage: 'history',
    description: 'Lists the matches that were played.',
    heading: 'Records',
    takes: ['records'],
    options: HISTORY,
    needs: ['config', 'records'],
    load: async () => (await import('./records/history.js')).history,
  }),
  command({
    usage: 'show <match>',
    description: 'Tells a match round by round; the beginning of its id will do.',
    heading: 'Records',
    takes: ['records'],
    options: SHOW,
    needs: ['config', 'records'],
    load: async () => (await import('./records/show.js')).show,
  }),
  command({
    usage: 'stats',
    description: 'Sums matches up: win rates, money, decision times, a profit curve.',
    heading: 'Records',
    takes: ['records'],
    options: STATS,
    needs: ['config', 'records'],
    load: async () => (await import('./records/stats.js')).stats,
  }),
  command({
    usage: 'replay <match>',
    description: 'Steps through a match; with a strategy, asks it the same questions.',
    heading: 'Records',
    takes: ['records', 'strategy'],
    needs: ['config', 'records'],
    load: async () => (await import('./records/replay.js')).replay,
  }),
  command({
    usage: 'verify <match|file>',
    description: 'Checks offline that a match was fair: seed, draws, results and money.',
    heading: 'Records',
    takes: ['records'],
    needs: ['config', 'records'],
    load: async () => (await import('./records/evidence.js')).verify,
  }),
  command({
    usage: 'export <match>',
    description: 'Writes a match with all its evidence, for `verify` on another machine.',
    heading: 'Records',
    takes: ['records'],
    options: EXPORT,
    needs: ['config', 'records'],
    load: async () => (await import('./records/evidence.js')).exportMatch,
  }),
  command({
    usage: 'status',
    description: 'Shows limits, what is latched or open, and which processes run.',
    heading: 'Operations',
    takes: ['records', 'limits'],
    needs: ['config', 'records'],
    load: async () => (await import('./operations/status.js')).status,
  }),
  command({
    usage: 'stop',
    description: 'Asks running processes to finish their match and stop.',
    heading: 'Operations',
    takes: ['records'],
    needs: ['config', 'records'],
    load: async () => (await import('./operations/stop.js')).stop,
  }),
  command({
    usage: 'resume [limit]',
    description: 'Releases a limit that has tripped; `status` names it.',
    heading: 'Operations',
    takes: ['records'],
    options: BOOK,
    needs: ['config', 'records'],
    load: async () => (await import('./operations/resume.js')).resume,
  }),
  command({
    usage: 'settle <intent>',
    description: 'Closes a commitment whose end botpit never heard of, with what you know of it.',
    heading: 'Operations',
    takes: ['records'],
    options: SETTLE,
    needs: ['config', 'records'],
    load: async () => (await import('./operations/settle.js')).settleIntent,
  }),
  command({
    usage: 'recipe <cron|systemd|github|docker|kubernetes>',
    description: 'Prints a ready file that runs this very project there.',
    heading: 'Operations',
    takes: PLAY,
    needs: ['config', 'origins'],
    load: async () => (await import('./commands/recipe.js')).recipe,
  }),
  command({
    usage: 'init [dir]',
    description: 'Writes a config, a strategy with comments and a package.json that runs it.',
    heading: 'Set up',
    takes: [],
    needs: [],
    load: async () => (await import('./init/init.js')).init,
  }),
  command({
    usage: 'doctor',
    description:
      'Checks Node, config, key, strategy, records, arena, clock and latency, and says what to mend.',
    heading: 'Set up',
    takes: PLAY,
    needs: [],
    load: async () => (await import('./commands/doctor.js')).doctor,
  }),
  command({
    usage: 'completion <bash|zsh|fish>',
    description: 'Prints the completion script for bash, zsh or fish.',
    heading: 'Set up',
    takes: [],
    needs: ['program'],
    load: async () => (await import('./completion/completion.js')).completion,
  }),
];
