import type { Group, Key } from '../config/index.js';
import type { Io } from './main.js';

/** Flags by config key, and only those that stand on the command line. */
export type Flags = Readonly<Partial<Record<Key, string | boolean>>>;

/** What a command takes beside the settings. */
export type Options = Readonly<Record<string, string | true | readonly string[] | undefined>>;

/** What a command was given. */
export interface Call {
  readonly flags: Flags;
  readonly args: readonly (string | undefined)[];
  readonly options: Options;
}

export interface HelpItem {
  readonly name: string;
  readonly description: string;
}

export interface CommandSpec {
  /** Its name and arguments. */
  readonly usage: string;
  readonly description: string;
  /** What it is listed under. */
  readonly heading: 'Play' | 'Lab' | 'Look around' | 'Records' | 'Operations' | 'Set up';
  /** The settings whose flags it takes. */
  readonly takes: readonly Group[];
  /** Its own options, as commander takes them: no config file knows them. */
  readonly options?: readonly (readonly [flags: string, description: string])[];
  /** What its help lists below the options, read when that is asked for. */
  readonly lists?: { readonly title: string; readonly items: () => Promise<readonly HelpItem[]> };
  /** @returns the exit code */
  readonly run: (call: Call, io: Io) => Promise<number>;
}
