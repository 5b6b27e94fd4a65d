import type { Argument, Command, Option } from 'commander';
import { builtins } from '../../../strategies/index.js';
import { CHAOS_PRESETS } from '../../arena/index.js';
import { FILE_KEYS, settingOf } from '../../config/index.js';
import { GAME_IDS } from '../../games/index.js';
import { LIMIT_NAMES } from '../../history/index.js';
import { RECIPE_KINDS } from '../../recipes/index.js';
import { LAB_RUNS_ACTIONS } from '../options.js';

/** The shells that there is a completion script for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** What may stand at a place: words, and the names of files or folders, or of the bots that run when it is asked. */
export interface Offer {
  readonly words: readonly string[];
  readonly paths: 'files' | 'folders' | 'bots' | 'none';
}

/**
 * Prints the names of the bots that run, as a program for `sh`: each has a note beside its lock, so that no botpit need be
 * started. One that was killed may have left its own. Names that mean something to a shell are not offered.
 */
export const RUNNING_BOTS = [
  'grep -hx "bot [A-Za-z0-9_][A-Za-z0-9_.+-]*"',
  '"$XDG_RUNTIME_DIR"/botpit/botpit-*.pid',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is for the shell
  '"${XDG_STATE_HOME:-$HOME/.local/state}"/botpit/botpit-*.pid',
  '"$HOME/Library/Application Support/botpit/State"/botpit-*.pid',
  '2>/dev/null | cut -c5- | sort -u',
].join(' ');

export interface FlagNode {
  /** `-h` and `--help`. */
  readonly names: readonly string[];
  readonly description: string;
  readonly takes: 'nothing' | 'optional' | 'required';
  /** What the value is called in `--help`. */
  readonly label: string;
  readonly offer: Offer;
}

export interface ArgumentNode {
  readonly label: string;
  /** Whether any number of them may stand there. */
  readonly many: boolean;
  readonly offer: Offer;
}

export interface CommandNode {
  /** From below the program: `['challenge', 'create']`; empty for the program itself. */
  readonly path: readonly string[];
  readonly description: string;
  readonly flags: readonly FlagNode[];
  readonly arguments: readonly ArgumentNode[];
  readonly commands: readonly CommandNode[];
}

/** Whether there is anything to complete at a place. */
export function isSomething({ words, paths }: Offer): boolean {
  return words.length > 0 || paths !== 'none';
}

/** All that can be completed, from what `--help` shows. */
export function treeOf(program: Command): CommandNode {
  return nodeOf(program, [], []);
}

/** A command and all below it, parents first. */
export function allOf(node: CommandNode): readonly CommandNode[] {
  return [node, ...node.commands.flatMap(allOf)];
}

export function nameOf({ path }: CommandNode): string {
  return path.at(-1) ?? 'botpit';
}

/** @param siblings what `botpit help <command>` may name */
function nodeOf(command: Command, path: readonly string[], siblings: readonly string[]): CommandNode {
  const help = command.createHelp();
  const names = command.commands.map((child) => child.name());
  const commands = help
    .visibleCommands(command)
    .map((child) => nodeOf(child, [...path, child.name()], names));
  return {
    path,
    description: inOneLine(command.description()),
    flags: help.visibleOptions(command).map(flagOf),
    arguments: command.registeredArguments.map((argument) => argumentOf(argument, siblings)),
    commands,
  };
}

function flagOf(option: Option): FlagNode {
  const label = /[<[]([^<>[\]]+)[>\]]/.exec(option.flags)?.[1] ?? '';
  const key = FILE_KEYS.find((each) => each === option.attributeName());
  // The whole choice, where the setting of a flag has one.
  const words = option.argChoices ?? (key && settingOf(key).kind.words);
  return {
    names: [option.short, option.long].filter((name) => name !== undefined),
    description: inOneLine(option.description),
    takes: option.required ? 'required' : option.optional ? 'optional' : 'nothing',
    label,
    offer: words ? choice(words) : offerOf(label),
  };
}

function argumentOf(argument: Argument, siblings: readonly string[]): ArgumentNode {
  const label = argument.name();
  const words = argument.argChoices ?? (label === 'command' ? siblings : undefined);
  return { label, many: argument.variadic, offer: words ? choice(words) : offerOf(label) };
}

const NOTHING: Offer = { words: [], paths: 'none' };
const FILES: Offer = { words: [], paths: 'files' };
const BOTS: Offer = { words: [], paths: 'bots' };
const FOLDERS: Offer = { words: [], paths: 'folders' };
const STRATEGIES: Offer = { words: Object.keys(builtins), paths: 'files' };

/** What the labels stand for that `--help` shows between brackets. */
const OFFERS = new Map<string, Offer>([
  ...['game', 'games'].map((label) => [label, choice(GAME_IDS)] as const),
  ['kind', choice(RECIPE_KINDS)],
  ['shell', choice(SHELLS)],
  ['limit', choice(LIMIT_NAMES)],
  ['bot', BOTS],
  ['preset|file', { words: CHAOS_PRESETS.map(({ name }) => name), paths: 'files' }],
  ...['strategy', 'opponent', 'file|name', 'a', 'b', 'new', 'old'].map(
    (label) => [label, STRATEGIES] as const,
  ),
  ['strategy|none', { ...STRATEGIES, words: [...STRATEGIES.words, 'none'] }],
  ['strategies', { ...STRATEGIES, words: [...STRATEGIES.words, 'zoo'] }],
  ['action', choice(LAB_RUNS_ACTIONS)],
  ...['file', 'files', 'runs', 'match|file'].map((label) => [label, FILES] as const),
  ...['folder', 'dir'].map((label) => [label, FOLDERS] as const),
  ['name|id', NOTHING],
  ['n|all', choice(['all'])],
  ['match|hour|n', choice(['match', 'hour'])],
]);

/** Any other label is a choice of words (`win|loss|draw`), or stands for something that cannot be listed (`time`). */
function offerOf(label: string): Offer {
  const known = OFFERS.get(label.replace(/\.{3}$/, ''));
  return known ?? (label.includes('|') ? choice(label.split('|')) : NOTHING);
}

function choice(words: readonly string[]): Offer {
  return { words: [...new Set(words)].filter(isPlain), paths: 'none' };
}

/** Whether a word means nothing special to any shell. Other words are not offered: nobody types them. */
function isPlain(word: string): boolean {
  return /^[\w][\w.+-]*$/.test(word);
}

function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
