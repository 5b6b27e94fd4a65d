import { Command, CommanderError, Option } from 'commander';
import { type Group, type Key, keysTakenBy, redact, settingOf } from '../config/index.js';
import { BotpitError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import { version } from '../version.js';
import type { Io } from './main.js';

/** What a command was given: flags by config key, and only those that stand on the command line. */
export type Flags = Readonly<Partial<Record<Key, string | boolean>>>;

/** @returns the exit code */
type Run = (flags: Flags, ...args: readonly (string | undefined)[]) => Promise<number>;

const EXIT_HELP = `
Exit codes: 0 done · 64 usage · 65 strategy · 69 arena out of reach · 70 bug · 76 unfair or not as asked
  77 key rejected · 78 configuration · 80 loss limit · 81 session replaced · 130, 143 forced`;

/** Flags that say two different things. */
const CONFLICTS: Partial<Record<Key, Key>> = { quiet: 'verbose', local: 'url' };

/** Runs one command line; see `main`. */
export async function runProgram(argv: readonly string[], io: Io): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = buildProgram(io, (code) => {
    exitCode = code;
  });
  try {
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok;
    const json = asksForJson(argv, io);
    const { reportError, reportEvent } = await import('./report.js');
    if (!(error instanceof CommanderError)) return reportError(error, io, json);
    // Commander has told the person already.
    const message = error.code === 'commander.help' ? 'a command is missing' : error.message;
    if (json) await reportEvent('usage', message.replace(/^error: /, ''), io);
    return EXIT.usage;
  }
}

/** For refusals that come before the settings are known. */
function asksForJson(argv: readonly string[], { env }: Io): boolean {
  return argv.includes('--json') || /^(1|true|yes)$/i.test(env.BOTPIT_JSON ?? '');
}

function buildProgram(io: Io, done: (exitCode: number) => void): Command {
  const program = new Command('botpit')
    .description('Runs your bot in the BOTPIT arena. Try it offline: botpit play rps --local')
    .version(version(), '-V, --version')
    .enablePositionalOptions()
    .addHelpText('after', EXIT_HELP);
  configure(program, io, '(botpit --help lists the commands; options come after the command)');

  /** Adds a command; what it runs is loaded when it is called. */
  const add = (parent: Command, usage: string, description: string, group: Group, run: Run): void => {
    const command = parent.command(usage).description(description).allowExcessArguments();
    configure(command, io, '(--help lists the options)');
    for (const key of keysTakenBy(group)) {
      const { flag, description: what, default: preset } = settingOf(key);
      if (flag === undefined) continue;
      const shown = preset === undefined || typeof preset === 'boolean' ? '' : ` (default: ${preset})`;
      command.addOption(new Option(flag, `${what}${shown}`).conflicts(CONFLICTS[key] ?? []));
    }
    command.action(async () => done(await run(flagsOf(command), ...argumentsOf(command))));
  };

  add(
    program,
    'play [game]',
    'Plays match after match until a stop condition or a signal.',
    'play',
    async (flags, game) => {
      const { play } = await import('./commands/play.js');
      return play(withGame(flags, game), { by: 'queue' }, io);
    },
  );
  add(
    program,
    'queue [game]',
    'Joins the queue once, plays the one match that it finds, exits.',
    'play',
    async (flags, game) => {
      const { playOnce } = await import('./commands/play.js');
      return playOnce(withGame(flags, game), { by: 'queue' }, io);
    },
  );

  const challenge = program.command('challenge').description('Opens, takes and withdraws challenges.');
  configure(challenge, io, '(botpit challenge --help lists the commands; options come after them)');
  add(
    challenge,
    'create [game]',
    'Opens a challenge, prints its id, waits for a taker and plays; never sandbox, without --wager free play.',
    'play',
    async (flags, game) => {
      const { playOnce } = await import('./commands/play.js');
      return playOnce(withGame(flags, game), { by: 'challenge' }, io);
    },
  );
  add(
    challenge,
    'accept <id>',
    'Takes a challenge and plays it; --wager says what you agree to, as the arena does not tell beforehand.',
    'play',
    async (flags, challengeId = '') => {
      const { playOnce } = await import('./commands/play.js');
      return playOnce(flags, { by: 'accept', challengeId }, io);
    },
  );
  add(challenge, 'cancel <id>', 'Withdraws a challenge.', 'play', async (flags, challengeId = '') => {
    const { cancelChallenge } = await import('./commands/cancel.js');
    return cancelChallenge(flags, challengeId, io);
  });

  add(
    program,
    'arena',
    'Runs the embedded arena as a server, for several bots and other clients.',
    'arena',
    async (flags) => {
      const { arena } = await import('./commands/arena.js');
      return arena(flags, io);
    },
  );
  add(
    program,
    'games [game]',
    'Lists the games, or shows one: its rules, moves and format.',
    'all',
    async (flags, game) => {
      const { showGames } = await import('./commands/games.js');
      return showGames(flags, game, io);
    },
  );
  add(
    program,
    'strategies [file] [game]',
    'Lists the built-in strategies, or checks a file by a few test turns of each of its games, or of one.',
    'all',
    async (flags, file, game) => {
      const { showStrategies } = await import('./commands/strategies.js');
      return showStrategies(withGame(flags, game), file, io);
    },
  );
  add(
    program,
    'config',
    'Shows the effective configuration and where each value comes from.',
    'play',
    async (flags) => {
      const { showConfig } = await import('./commands/config.js');
      return showConfig(flags, io);
    },
  );
  return program;
}

function configure(command: Command, io: Io, afterError: string): void {
  command
    .exitOverride()
    .showHelpAfterError(afterError)
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      // A key may stand where none belongs.
      outputError: (text, write) => write(redact(text.replace(/^error: /, 'botpit: '))),
    });
}

/** Only what the user typed: a default of commander's must not outrank a config file. */
function flagsOf(command: Command): Flags {
  const flags: Partial<Record<Key, string | boolean>> = {};
  for (const [key, value] of Object.entries(command.opts())) {
    if (command.getOptionValueSource(key) === 'cli') flags[key as Key] = value as string | boolean;
  }
  return flags;
}

function withGame(flags: Flags, game: string | undefined): Flags {
  return game === undefined ? flags : { ...flags, game };
}

/** The arguments of a command. Commander's own words for too many of them do not name them. */
function argumentsOf(command: Command): readonly string[] {
  const excess = command.args.slice(command.registeredArguments.length);
  if (excess.length === 0) return command.args;
  const quoted = excess.map((word) => JSON.stringify(word)).join(', ');
  throw new BotpitError('usage', `${command.name()} does not take ${quoted}`, {
    hint: `Usage: botpit ${command.parent?.name() === 'botpit' ? '' : 'challenge '}${command.name()} ${command.usage()}`,
  });
}
