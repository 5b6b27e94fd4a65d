import { Command, CommanderError } from 'commander';
import { type Group, type Key, keysTakenBy, settingOf } from '../config/index.js';
import { EXIT } from '../exit-codes.js';
import { version } from '../version.js';
import type { Io } from './main.js';

/** What a command was given: flags by config key, and only those that stand on the command line. */
export type Flags = Readonly<Partial<Record<Key, string | boolean>>>;

const EXIT_HELP = `
Exit codes: 0 done · 64 usage · 65 strategy · 69 arena out of reach · 70 bug · 76 unfair or not as asked
  77 key rejected · 78 configuration · 80 loss limit · 81 session replaced · 82 already playing · 130, 143 forced`;

/** Runs one command line; see `main`. */
export async function runProgram(argv: readonly string[], io: Io): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = buildProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    const { reportError } = await import('./report.js');
    return reportError(error, io);
  }
}

function buildProgram(io: Io, done: (exitCode: number) => void): Command {
  const program = new Command('botpit')
    .description('Runs your bot in the BOTPIT arena. Try it offline: botpit play rps --local')
    .version(version(), '-V, --version')
    .enablePositionalOptions()
    .showHelpAfterError('(--help lists the options)')
    .addHelpText('after', EXIT_HELP)
    .action(() => program.outputHelp());
  configure(program, io);

  /** Adds a command; what it runs is loaded when it is called. */
  const add = (parent: Command, usage: string, description: string, group: Group): Command => {
    const command = parent.command(usage).description(description);
    configure(command, io);
    for (const key of keysTakenBy(group)) {
      const { flag, description: what, default: preset } = settingOf(key);
      const shown = preset === undefined || typeof preset === 'boolean' ? '' : ` (default: ${preset})`;
      if (flag !== undefined) command.option(flag, `${what}${shown}`);
    }
    return command;
  };

  add(program, 'play [game]', 'Plays match after match until a stop condition or a signal.', 'play').action(
    async (game, _options, command: Command) => {
      const { play } = await import('./commands/play.js');
      done(await play(flagsOf(command, game), { by: 'queue' }, io));
    },
  );
  add(program, 'queue [game]', 'Joins the queue once, plays the one match that it finds, exits.', 'play').action(
    async (game, _options, command: Command) => {
      const { playOnce } = await import('./commands/play.js');
      done(await playOnce(flagsOf(command, game), { by: 'queue' }, io));
    },
  );

  const challenge = program.command('challenge').description('Opens, takes and withdraws challenges.');
  configure(challenge, io);
  add(challenge, 'create [game]', 'Opens a challenge, prints its id, waits for a taker and plays.', 'play').action(
    async (game, _options, command: Command) => {
      const { playOnce } = await import('./commands/play.js');
      done(await playOnce(flagsOf(command, game), { by: 'challenge' }, io));
    },
  );
  add(challenge, 'accept <id>', 'Takes a challenge and plays it; --wager is what you agree to.', 'play').action(
    async (challengeId: string, _options, command: Command) => {
      const { playOnce } = await import('./commands/play.js');
      done(await playOnce(flagsOf(command), { by: 'accept', challengeId }, io));
    },
  );
  add(challenge, 'cancel <id>', 'Withdraws a challenge.', 'play').action(
    async (challengeId: string, _options, command: Command) => {
      const { cancelChallenge } = await import('./commands/cancel.js');
      done(await cancelChallenge(flagsOf(command), challengeId, io));
    },
  );

  add(program, 'arena', 'Runs the embedded arena as a server, for several bots and other clients.', 'arena').action(
    async (_options, command: Command) => {
      const { arena } = await import('./commands/arena.js');
      done(await arena(flagsOf(command), io));
    },
  );
  add(program, 'games [game]', 'Lists the games, or shows one: its rules, moves and format.', 'all').action(
    async (game: string | undefined, _options, command: Command) => {
      const { showGames } = await import('./commands/games.js');
      done(await showGames(flagsOf(command), game, io));
    },
  );
  add(program, 'strategies [file]', 'Lists the built-in strategies, or checks a file by a few test turns.', 'all').action(
    async (file: string | undefined, _options, command: Command) => {
      const { showStrategies } = await import('./commands/strategies.js');
      done(await showStrategies(flagsOf(command), file, io));
    },
  );
  add(program, 'config', 'Shows the effective configuration and where each value comes from.', 'play').action(
    async (_options, command: Command) => {
      const { showConfig } = await import('./commands/config.js');
      done(await showConfig(flagsOf(command), io));
    },
  );
  return program;
}

function configure(command: Command, io: Io): void {
  command
    .exitOverride()
    .allowExcessArguments(false)
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'botpit: ')),
    });
}

/** Only what the user typed: a default of commander's must not outrank a config file. */
function flagsOf(command: Command, game?: unknown): Flags {
  const flags: Partial<Record<Key, string | boolean>> = {};
  for (const [key, value] of Object.entries(command.opts())) {
    if (command.getOptionValueSource(key) === 'cli') flags[key as Key] = value as string | boolean;
  }
  if (typeof game === 'string') flags.game = game;
  return flags;
}
