import { Command, CommanderError, Option } from 'commander';
import { type Key, keysTakenBy, redact, settingOf } from '../config/index.js';
import { BotpitError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import { version } from '../version.js';
import { COMMANDS, type CommandSpec, type Flags, type Options } from './command-table.js';
import type { Io } from './main.js';

const EXIT_HELP = `
Exit codes: 0 done · 64 usage · 65 strategy · 69 arena out of reach · 70 bug · 74 records
  76 unfair or not as asked · 77 key rejected · 78 configuration · 80 limit · 81 session replaced
  82 already running · 130, 143 forced`;

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

/** Every command; what it runs is loaded when it is called. */
export function buildProgram(io: Io, done: (exitCode: number) => void): Command {
  const program = new Command('botpit')
    .description('Runs your bot in the BOTPIT arena. Try it offline: botpit play rps --local')
    .version(version(), '-V, --version')
    .enablePositionalOptions()
    .addHelpText('after', EXIT_HELP);
  configure(program, io, '(botpit --help lists the commands; options come after the command)');
  const parents = new Map<string, Command>();
  for (const spec of COMMANDS) {
    const words = spec.usage.split(' ');
    const parent = words[0] === 'challenge' ? challengeOf(program, parents, io) : program;
    const usage = parent === program ? spec.usage : words.slice(1).join(' ');
    addCommand(parent, usage, spec, io, done);
  }
  return program;
}

function challengeOf(program: Command, parents: Map<string, Command>, io: Io): Command {
  const known = parents.get('challenge');
  if (known) return known;
  const challenge = program.command('challenge').description('Opens, takes and withdraws challenges.');
  challenge.helpGroup('Play:');
  configure(challenge, io, '(botpit challenge --help lists the commands; options come after them)');
  parents.set('challenge', challenge);
  return challenge;
}

function addCommand(
  parent: Command,
  usage: string,
  spec: CommandSpec,
  io: Io,
  done: (exitCode: number) => void,
): void {
  const command = parent.command(usage).description(spec.description).allowExcessArguments();
  command.helpGroup(`${spec.heading}:`);
  configure(command, io, '(--help lists the options)');
  for (const [flags, description] of spec.options ?? []) command.option(flags, description);
  const own = new Set(command.options.map((option) => option.attributeName()));
  for (const key of keysTakenBy(spec.takes)) {
    const { flag, description: what, default: preset } = settingOf(key);
    if (flag === undefined) continue;
    const shown = preset === undefined || typeof preset === 'boolean' ? '' : ` (default: ${preset})`;
    command.addOption(new Option(flag, `${what}${shown}`).conflicts(CONFLICTS[key] ?? []));
  }
  command.action(async () => {
    const [flags, options] = given(command, own);
    done(await spec.run({ flags, args: argumentsOf(command), options }, io));
  });
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
function given(command: Command, own: ReadonlySet<string>): [Flags, Options] {
  const flags: Record<string, string | boolean> = {};
  const options: Record<string, string | true> = {};
  for (const [name, value] of Object.entries(command.opts())) {
    if (command.getOptionValueSource(name) !== 'cli') continue;
    if (own.has(name)) options[name] = value as string | true;
    else flags[name] = value as string | boolean;
  }
  return [flags, options];
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
