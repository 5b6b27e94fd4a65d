import type { Command as Program } from 'commander';
import type { Config, Flags, Group, Key, Loaded, OptionTable, ValuesOf } from '../config/index.js';
import type { ParentLink } from '../lib/parent-link.js';
import type { Thread } from '../strategy/index.js';
import type { Records } from './records/records.js';

/** What the command line needs of the process that it runs in. */
export interface Io {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly stdin?: NodeJS.ReadStream;
  readonly env: NodeJS.ProcessEnv;
  cwd(): string;
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
}

/** For warnings outside of a session. */
export function showWarnings(warnings: readonly string[], io: Io): void {
  for (const warning of warnings) io.stderr.write(`warning: ${warning}\n`);
}

/** What was typed after the name of a command. */
export interface Typed {
  readonly flags: Flags;
  /** The arguments that are not settings. */
  readonly args: readonly string[];
  /** Texts and switches by the name of the command's own option. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The data folders beside the one among the flags. */
  readonly moreDataDirs?: readonly string[];
}

export interface Warning {
  readonly code: 'config' | 'api_key';
  readonly message: string;
}

/** What a command may need: it is opened before the command runs, and closed after it. */
export interface Provided {
  /** The effective settings. Their warnings are shown, and `json` decides how errors are reported. */
  readonly config: Config;
  readonly origins: Loaded['origins'];
  /** The names of the profiles of the config file, in its order. */
  readonly profiles: Loaded['profiles'];
  /** Where each parameter of the strategy is set, by its name. */
  readonly paramOrigins: Loaded['paramOrigins'];
  /** For a command that shows the warnings itself. */
  readonly warnings: readonly Warning[];
  /** The records in the data folder, or in several for a command that reads them together. */
  readonly records: Records;
  /** The API key; null with `--local`. */
  readonly key: string | null;
  /** The address of the lab's queue; undefined where none is named. */
  readonly queue: string | undefined;
  /** The environment with its secrets. From `Io.env` they are gone before a command with settings runs. */
  readonly secrets: NodeJS.ProcessEnv;
  /** A thread for the strategy, started while all else is loaded; undefined where none will be used. */
  readonly thread: Thread | undefined;
  /** The fleet that has started this process, and has given it its settings; null where none has. */
  readonly fleet: ParentLink | null;
  /** The whole command line. */
  readonly program: Program;
}

export type Need = keyof Provided;

/** What a command is run with: the process that it runs in, what was typed, its own options checked, and what it needs. */
export type Given<N extends Need = never, O extends OptionTable = OptionTable> = Pick<
  Typed,
  'flags' | 'args'
> &
  Pick<Provided, N> & { readonly options: ValuesOf<O>; readonly io: Io };

/** What commands are listed under. */
type Heading = 'Play' | 'Lab' | 'Look around' | 'Records' | 'Operations' | 'Set up';

/** A command of the table. */
export interface CommandSpec {
  readonly heading: Heading;
  /** Its name and arguments. */
  readonly usage: string;
  readonly description: string;
  /** The settings whose flags it takes, beside those that every command takes. */
  readonly takes?: readonly Group[];
  /** The settings that its first arguments are; null for an argument that is not one. */
  readonly argumentSettings?: readonly (Key | null)[];
  /** Its own options, which no config file knows. */
  readonly options?: OptionTable;
  /** Whether it reads several data folders together. */
  readonly readsFolders?: true;
  readonly needs: readonly Need[];
  /** Settings whose flags it takes for `refuse` to say what is to be done in their place; its help does not show them. */
  readonly refused?: readonly Key[];
  /** Refuses what the command cannot do, before what it needs is opened. Only where it needs the settings. */
  readonly refuse?: (given: Given<'config' | 'origins'>) => Promise<void>;
  /** Loads what it runs, which is not loaded before it is called. What that returns is the exit code; by default `ok`. */
  readonly load: () => Promise<(given: never) => Promise<number> | Promise<void>>;
}

/** Checks that a command declares what it needs and the options that it reads. */
export function command<const N extends Need = never, const O extends OptionTable = OptionTable>(
  heading: Heading,
  spec: Omit<CommandSpec, 'heading'> & {
    readonly needs: readonly N[];
    readonly options?: O;
    readonly load: () => Promise<(given: Given<N, O>) => Promise<number> | Promise<void>>;
  },
): CommandSpec {
  return { heading, ...spec };
}
