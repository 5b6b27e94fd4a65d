import type { Call, CommandSpec, Flags } from './command-spec.js';
import { LAB_COMMANDS } from './lab/commands.js';

const PLAY = ['play', 'strategy', 'limits', 'connection', 'records', 'monitoring'] as const;

/** Which records: real ones are of play for money. */
const BOOK = ['--book <real|practice>', 'records of play for money, or without'] as const;

const FILTERS = [
  ['--game <game>', 'of this game'],
  ['--opponent <name|id>', 'against this opponent: an id, or a part of the name'],
  ['--outcome <win|loss|draw>', 'with this outcome'],
  ['--strategy <name>', 'played by this strategy'],
  ['--since <time>', 'begun since: a date and time (ISO 8601), or so long ago (2h, 7d)'],
  ['--until <time>', 'begun before'],
  ['--last <n>', 'the newest so many'],
  BOOK,
] as const;

/** Every command, once: the program, its help and the completion of shells are made from this. */
export const COMMANDS: readonly CommandSpec[] = [
  {
    usage: 'play [game]',
    description: 'Plays match after match until a stop condition or a signal.',
    heading: 'Play',
    takes: PLAY,
    async run(call, io) {
      const { play } = await import('./commands/play.js');
      return play(withGame(call), { by: 'queue' }, io);
    },
  },
  {
    usage: 'queue [game]',
    description: 'Joins the queue once, plays the one match that it finds, exits.',
    heading: 'Play',
    takes: PLAY,
    async run(call, io) {
      const { playOnce } = await import('./commands/play.js');
      return playOnce(withGame(call), { by: 'queue' }, io);
    },
  },
  {
    usage: 'challenge create [game]',
    description:
      'Opens a challenge, prints its id, waits for a taker and plays; never sandbox, without --wager free play.',
    heading: 'Play',
    takes: PLAY,
    async run(call, io) {
      const { playOnce } = await import('./commands/play.js');
      return playOnce(withGame(call), { by: 'challenge' }, io);
    },
  },
  {
    usage: 'challenge accept <id>',
    description:
      'Takes a challenge and plays it; --wager says what you agree to, as the arena does not tell beforehand.',
    heading: 'Play',
    takes: PLAY,
    async run({ flags, args: [challengeId = ''] }, io) {
      const { playOnce } = await import('./commands/play.js');
      return playOnce(flags, { by: 'accept', challengeId }, io);
    },
  },
  {
    usage: 'challenge cancel <id>',
    description: 'Withdraws a challenge.',
    heading: 'Play',
    takes: ['connection'],
    async run({ flags, args: [challengeId = ''] }, io) {
      const { cancelChallenge } = await import('./commands/cancel.js');
      return cancelChallenge(flags, challengeId, io);
    },
  },
  {
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
    async run({ flags }, io) {
      const { arena } = await import('./commands/arena.js');
      return arena(flags, io);
    },
  },
  ...LAB_COMMANDS,
  {
    usage: 'games [game]',
    description: 'Lists the games, or shows one: its rules, moves and format.',
    heading: 'Look around',
    takes: [],
    async run({ flags, args: [game] }, io) {
      const { showGames } = await import('./commands/games.js');
      return showGames(flags, game, io);
    },
  },
  {
    usage: 'strategies [file] [game]',
    description:
      'Lists the built-in strategies, or checks a file by a few test turns of each of its games, or of one.',
    heading: 'Look around',
    takes: [],
    async run({ flags, args: [file, game] }, io) {
      const { showStrategies } = await import('./commands/strategies.js');
      return showStrategies(game === undefined ? flags : { ...flags, game }, file, io);
    },
  },
  {
    usage: 'config',
    description: 'Shows the effective configuration and where each value comes from.',
    heading: 'Look around',
    takes: PLAY,
    async run({ flags }, io) {
      const { showConfig } = await import('./commands/config.js');
      return showConfig(flags, io);
    },
  },
  {
    usage: 'check [game]',
    description:
      'Runs a strategy through everything that a network and an arena can do wrong: a report card for one game, or for each that it plays.',
    heading: 'Look around',
    takes: ['strategy'],
    async run(call, io) {
      const { check } = await import('./commands/check.js');
      return check(withGame(call), io);
    },
  },
  {
    usage: 'history',
    description: 'Lists the matches that were played.',
    heading: 'Records',
    takes: ['records'],
    options: [...FILTERS, ['--csv', 'as comma-separated values']],
    async run(call, io) {
      const { history } = await import('./commands/history.js');
      return history(call, io);
    },
  },
  {
    usage: 'show <match>',
    description: 'Tells a match round by round; the beginning of its id will do.',
    heading: 'Records',
    takes: ['records'],
    options: [['--frames', 'the frames of the protocol too']],
    async run(call, io) {
      const { show } = await import('./commands/show.js');
      return show(call, io);
    },
  },
  {
    usage: 'stats',
    description: 'Sums matches up: win rates, money, decision times, a profit curve.',
    heading: 'Records',
    takes: ['records'],
    options: [...FILTERS, ['--by <game|opponent|strategy>', 'one kind of groups only']],
    async run(call, io) {
      const { stats } = await import('./commands/stats.js');
      return stats(call, io);
    },
  },
  {
    usage: 'replay <match>',
    description: 'Steps through a match; with a strategy, asks it the same questions.',
    heading: 'Records',
    takes: ['records', 'strategy'],
    async run(call, io) {
      const { replay } = await import('./commands/replay.js');
      return replay(call, io);
    },
  },
  {
    usage: 'verify <match|file>',
    description: 'Checks offline that a match was fair: seed, draws, results and money.',
    heading: 'Records',
    takes: ['records'],
    async run(call, io) {
      const { verify } = await import('./commands/verify.js');
      return verify(call, io);
    },
  },
  {
    usage: 'export <match>',
    description: 'Writes a match with all its evidence, for `verify` on another machine.',
    heading: 'Records',
    takes: ['records'],
    options: [
      ['--output <file>', 'write to a file in place of the standard output'],
      ['--force', 'overwrite it'],
    ],
    async run(call, io) {
      const { exportMatch } = await import('./commands/export.js');
      return exportMatch(call, io);
    },
  },
  {
    usage: 'status',
    description: 'Shows limits, what is latched or open, and which processes run.',
    heading: 'Operations',
    takes: ['records', 'limits'],
    async run(call, io) {
      const { status } = await import('./commands/status.js');
      return status(call, io);
    },
  },
  {
    usage: 'stop',
    description: 'Asks running processes to finish their match and stop.',
    heading: 'Operations',
    takes: ['records'],
    async run(call, io) {
      const { stop } = await import('./commands/stop.js');
      return stop(call, io);
    },
  },
  {
    usage: 'resume [limit]',
    description: 'Releases a limit that has tripped; `status` names it.',
    heading: 'Operations',
    takes: ['records'],
    options: [BOOK],
    async run(call, io) {
      const { resume } = await import('./commands/resume.js');
      return resume(call, io);
    },
  },
  {
    usage: 'settle <intent>',
    description: 'Closes a commitment whose end botpit never heard of, with what you know of it.',
    heading: 'Operations',
    takes: ['records'],
    options: [['--payout <sol>', 'what the arena paid: 0 for a loss, the wager where nothing came of it']],
    async run(call, io) {
      const { settleIntent } = await import('./commands/settle.js');
      return settleIntent(call, io);
    },
  },
  {
    usage: 'recipe <cron|systemd|github|docker|kubernetes>',
    description: 'Prints a ready file that runs this very project there.',
    heading: 'Operations',
    takes: PLAY,
    async run({ flags, args: [kind] }, io) {
      const { recipe } = await import('./commands/recipe.js');
      return recipe(flags, kind, io);
    },
  },
  {
    usage: 'init [dir]',
    description: 'Writes a config, a strategy with comments and a package.json that runs it.',
    heading: 'Set up',
    takes: [],
    async run({ flags, args: [dir] }, io) {
      const { init } = await import('./commands/init.js');
      return init(flags, dir, io);
    },
  },
  {
    usage: 'doctor',
    description:
      'Checks Node, config, key, strategy, records, arena, clock and latency, and says what to mend.',
    heading: 'Set up',
    takes: PLAY,
    async run({ flags }, io) {
      const { doctor } = await import('./commands/doctor.js');
      const { checkBooks, isPlaying } = await import('./keeping.js');
      return doctor(flags, io, { isRunning: isPlaying, checkBooks });
    },
  },
  {
    usage: 'completion <bash|zsh|fish>',
    description: 'Prints the completion script for bash, zsh or fish.',
    heading: 'Set up',
    takes: [],
    async run({ args: [shell] }, io) {
      const { completion } = await import('./commands/completion.js');
      const { buildProgram } = await import('./program.js');
      return completion(
        buildProgram(io, () => undefined),
        shell,
        io,
      );
    },
  },
];

function withGame({ flags, args: [game] }: Call): Flags {
  return game === undefined ? flags : { ...flags, game };
}
