import { Command, CommanderError, Help, Option } from 'commander';
import { type Flags, type Group, type Key, keysTakenBy, redact, settingOf } from '../config/index.js';
import { BotpitError } from '../errors.js';
import { EXIT, EXIT_CODES_HELP } from '../exit-codes.js';
import { nearest, suggestion } from '../lib/wording.js';
import { version } from '../version.js';
import type { CommandSpec, Io, Typed } from './command.js';
import { COMMANDS } from './command-table.js';
import { runCommand } from './run-command.js';

/** What the flags of settings stand under in `--help`. */
const TITLES: Readonly<Record<Group, string>> = {
  play: 'Play',
  strategy: 'Play',
  limits: 'Money',
  connection: 'Connection',
  records: 'Records',
  monitoring: 'Monitoring',
  arena: 'Arena',
  all: 'Options',
};

/** A flag with a longer choice has a line of its own. */
const WIDEST_TERM = 35;

const { padWidth, formatItem } = Help.prototype;

const LAYOUT: Partial<Help> = {
  minWidthToWrap: 30,
  // Every command has options.
  subcommandTerm: (command) => `${command.name()} ${command.usage().replace('[options]', '').trim()}`.trim(),
  padWidth: (command, help) => Math.min(WIDEST_TERM, padWidth.call(help, command, help)),
  formatItem(term, width, description, help) {
    // On a narrow terminal every description stands below its term.
    const isNarrow = (help.helpWidth ?? 80) - width - 4 < help.minWidthToWrap;
    const column = isNarrow ? 2 : width;
    const item = (first: string) => formatItem.call(help, first, column, description, help);
    return help.displayWidth(term) <= column || description === '' ? item(term) : `  ${term}\n${item('')}`;
  },
};

/** Flags that say two different things. */
const CONFLICTS: Partial<Record<Key, Key>> = { quiet: 'verbose', local: 'url' };

/** Runs one command line; see `main`. */
export async function runProgram(argv: readonly string[], io: Io): Promise<number> {
  let exitCode: number = EXIT.ok;
  const keep = (code: number) => {
    exitCode = code;
  };
  const program = buildProgram(io, keep, argv[0]);
  try {
    // The name of a group alone shows its help, too.
    const [first = 'help', ...more] = argv;
    const isAlone = more.length === 0 && (first === 'help' || Object.hasOwn(GROUPS, first));
    if (isAlone || ['help', '--help', '-h'].some((word) => argv.includes(word)))
      await addHelp(program, argv, io);
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok;
    // The settings are not known yet.
    const json = argv.includes('--json') || /^(1|true|yes)$/i.test(io.env.BOTPIT_JSON ?? '');
    const { reportError, reportEvent } = await import('./output.js');
    if (!(error instanceof CommanderError)) return reportError(error, io, json);
    // Commander has told the person already.
    const message = error.code === 'commander.help' ? 'a command is missing' : error.message;
    if (json) await reportEvent('usage', message.replace(/^error: /, ''), io);
    return EXIT.usage;
  }
}

/** Adds what only `--help` shows: it is too much to be loaded for every start. */
async function addHelp(program: Command, argv: readonly string[], io: Io): Promise<void> {
  const { COMMAND_HELP } = await import('./command-help.js');
  for (const [path, command] of namedCommands(program)) {
    const { arguments: about = {}, examples, lists } = COMMAND_HELP[path] ?? { examples: [] };
    for (const argument of command.registeredArguments) argument.description = about[argument.name()] ?? '';
    const lines = examples.flatMap(([line, does]) => [`  botpit ${line}`, `      ${does}`]);
    command.addHelpText('after', ['', 'Examples:', ...lines].join('\n'));
    if (lists && argv.includes(path)) {
      const items = await lists.items();
      command.addHelpText('after', () => `\n${formatList(lists.title, items, command, io)}`);
    }
  }
  program.addHelpText('after', `\n${EXIT_CODES_HELP}`);
}

/** The program, and the commands below it, by the words that call them. */
function namedCommands(command: Command, path = ''): readonly (readonly [string, Command])[] {
  const below = command.commands.map((child) => [`${path} ${child.name()}`.trim(), child] as const);
  return [[path, command], ...below.flatMap(([name, child]) => namedCommands(child, name))];
}

type Item = { readonly name: string; readonly description: string };

function formatList(title: string, items: readonly Item[], command: Command, io: Io): string {
  const help = command.createHelp();
  help.prepareContext({ helpWidth: widthOf(io.stdout) });
  const width = Math.max(...items.map(({ name }) => name.length));
  const rows = items.map(({ name, description }) => help.formatItem(name, width, description, help));
  return [title, ...rows].join('\n');
}

/** Says what it does not know in the words of all other refusals. Commander calls these two by their names. */
class CommandLine extends Command {
  override createCommand(name?: string): CommandLine {
    return new CommandLine(name);
  }

  unknownOption(flag: string): void {
    const known = this.options.flatMap(({ long }) => long ?? []);
    this.#unknown('option', flag, [...known, '--help']);
  }

  unknownCommand(): void {
    const names = this.commands.map((command) => command.name());
    this.#unknown('command', this.args[0] ?? '', names);
  }

  #unknown(what: 'option' | 'command', word: string, known: readonly string[]): never {
    const near = suggestion(nearest(word, known));
    const code = `commander.unknown${what === 'option' ? 'Option' : 'Command'}`;
    return this.error(`error: unknown ${what} '${word}'${near === '' ? '' : `.${near}`}`, { code });
  }
}

/**
 * What a command runs is loaded when it is called.
 * @param word the first of the command line: the program has the commands that begin with it, all where none does
 */
export function buildProgram(io: Io, done: (exitCode: number) => void, word?: string): Command {
  const program = new CommandLine('botpit')
    .description('Runs your bot in the BOTPIT arena. Try it offline: botpit play rps --local')
    .version(version(), '-V, --version')
    .enablePositionalOptions()
    .configureHelp(LAYOUT);
  configure(program, io, '(botpit --help lists the commands; options come after the command)');
  const groups = new Map<string, Command>();
  const meant = COMMANDS.filter(({ usage }) => usage.split(' ')[0] === word);
  const isPart = meant.length > 0 && !meant.some(({ needs }) => needs.includes('program'));
  for (const spec of isPart ? meant : COMMANDS) {
    const [first = '', ...rest] = spec.usage.split(' ');
    const about = GROUPS[first];
    let command: Command;
    if (about === undefined) command = program.command(spec.usage);
    else {
      const group = groups.get(first) ?? addGroup(program, first, about, spec.heading, io);
      groups.set(first, group);
      command = group.command(rest.join(' '));
    }
    describe(command, spec, io);
    command.action(async () => done(await runCommand(spec, typedIn(command, spec), program, io)));
  }
  return program;
}

/** Commands of two words, by the first. */
const GROUPS: Readonly<Record<string, string>> = {
  challenge: 'Opens, takes and withdraws challenges.',
  lab: 'Finds out offline which strategy is better, by how much, and how sure that is.',
};

function addGroup(program: Command, name: string, about: string, heading: string, io: Io): Command {
  const group = program.command(name).description(about);
  group.helpGroup(`${heading}:`);
  configure(group, io, `(botpit ${name} --help lists the commands; options come after them)`);
  return group;
}

function describe(command: Command, spec: CommandSpec, io: Io): void {
  const { heading, description, options, takes, refused = [], readsFolders } = spec;
  command.description(description).allowExcessArguments().helpGroup(`${heading}:`);
  configure(command, io, '(--help lists the options)');
  for (const { flag, description } of Object.values(options ?? {})) {
    if (flag === undefined) continue;
    const option = new Option(flag, description);
    // Whoever reads about play finds all of it together, and what each command has at the end.
    command.addOption(takes?.includes('play') ? option.helpGroup(`${TITLES.play}:`) : option);
  }
  for (const key of keysTakenBy(takes ?? [])) {
    const setting = settingOf(key);
    const { flag, kind, description: what, negated, default: preset } = setting;
    if (flag === undefined) continue;
    const shown = preset === undefined || typeof preset === 'boolean' ? '' : ` (default: ${preset})`;
    const several = key === 'dataDir' && readsFolders ? ' Given more than once, all are read together.' : '';
    const option = new Option(flag, `${negated ?? what}${shown}${several}`).conflicts(CONFLICTS[key] ?? []);
    const group = [setting.home, ...setting.takenBy].find((each) => takes?.includes(each));
    option.attributeName = () => key;
    if (refused.includes(key)) option.hideHelp();
    // Given again, it adds to what was given before.
    if (key === 'dataDir') option.argParser((folder, before: string[] = []) => [...before, folder]);
    if (kind.flags) option.argParser<string>((next, before) => (before ? `${before}&${next}` : next));
    command.addOption(group ? option.helpGroup(`${TITLES[group]}:`) : option);
  }
}

function widthOf({ isTTY, columns }: Io['stdout']): number {
  return (isTTY && columns) || 80;
}

function configure(command: Command, io: Io, afterError: string): void {
  command
    .exitOverride()
    .showHelpAfterError(afterError)
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => widthOf(io.stdout),
      getErrHelpWidth: () => widthOf(io.stderr),
      // Somebody may have typed a key in the wrong place.
      outputError: (text, write) => write(redact(text.replace(/^error: /, 'botpit: '))),
    });
}

/** Only what the user typed: a default of commander's must not outrank a config file. */
function typedIn(command: Command, spec: CommandSpec): Typed {
  const { options: own = {}, argumentSettings: keys = [], readsFolders = false } = spec;
  let moreDataDirs: readonly string[] = [];
  const flags: Record<string, string | boolean> = {};
  const options: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(command.opts())) {
    if (command.getOptionValueSource(name) !== 'cli') continue;
    if (Object.hasOwn(own, name)) options[name] = value;
    else if (Array.isArray(value)) {
      const [folder, ...more] = value as readonly string[];
      if (more.length > 0 && !readsFolders) throw oneFolderOnly(command);
      if (folder !== undefined) flags[name] = folder;
      moreDataDirs = more;
    } else flags[name] = value as string | boolean;
  }
  const args: string[] = [];
  for (const [i, word] of argumentsOf(command).entries()) {
    const key = keys[i];
    if (key === undefined || key === null) args.push(word);
    else flags[key] = word;
  }
  return { flags: flags as Flags, args, options, moreDataDirs };
}

function oneFolderOnly(command: Command): BotpitError {
  const several = COMMANDS.filter(({ readsFolders }) => readsFolders).map(
    ({ usage }) => usage.split(' ')[0] ?? '',
  );
  return new BotpitError('usage', `${command.name()} takes one --data-dir`, {
    hint: `Several are read together by ${several.slice(0, -1).join(', ')} and ${several.at(-1)} only.`,
  });
}

/** The arguments of a command. Commander's own words for too many of them do not name them. */
function argumentsOf(command: Command): readonly string[] {
  const isList = command.registeredArguments.at(-1)?.variadic === true;
  const excess = isList ? [] : command.args.slice(command.registeredArguments.length);
  if (excess.length === 0) return command.args;
  const quoted = excess.map((word) => JSON.stringify(word)).join(', ');
  const group = command.parent?.name() === 'botpit' ? '' : `${command.parent?.name()} `;
  const typed = [...command.args, ...Object.values(command.opts())].map(String);
  const hint = typed.some((word) => /^cmd(?:\?\S*)?:$/.test(word))
    ? 'Put quotes around the command of a program: "cmd: python3 bot.py"'
    : `Usage: botpit ${group}${command.name()} ${command.usage()}`;
  throw new BotpitError('usage', `${command.name()} does not take ${quoted}`, { hint });
}
