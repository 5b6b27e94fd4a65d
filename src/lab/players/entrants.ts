import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { BotpitError } from '../../errors.js';
import type { Entrant } from '../plan.js';

/** What holds for one strategy of a run alone. */
export interface EntrantOptions {
  /** What it is called in the result, in place of what it calls itself. */
  readonly name?: string;
  /** For an answer that is not there at once, in place of that of the run. */
  readonly moveTimeoutMs?: number;
  /** The folder, from `cwd`, that its file or its command is named from; a program runs in it. */
  readonly dir?: string;
}

/**
 * The folders that strategies are named from, by place; undefined where that is the working folder.
 * @throws BotpitError `usage` where there are more options than strategies, or no such folder
 */
export function foldersOf(
  own: readonly (EntrantOptions | undefined)[],
  strategies: number,
  cwd: string,
): (string | undefined)[] {
  if (own.length > strategies) throw tooMany(own.length, strategies);
  return own.map((one) => (one?.dir === undefined ? undefined : folderOf(one.dir, cwd)));
}

/**
 * Of a run in which the first strategy takes the second place, too: as it is there, it calls itself what it does.
 * @throws BotpitError `usage` where there are more options than strategies
 */
export function sameTwice(
  own: readonly (EntrantOptions | undefined)[],
  strategies: number,
): (EntrantOptions | undefined)[] {
  if (own.length > strategies) throw tooMany(own.length, strategies);
  const [first, ...others] = own;
  const { name: _, ...again } = first ?? {};
  return own.length === 0 ? [] : [first, again, ...others];
}

/** What of it stands in the plan, beside the name. */
export function settingsOf(options: EntrantOptions = {}): Pick<Entrant, 'isNamed' | 'moveTimeoutMs' | 'dir'> {
  const { name, moveTimeoutMs, dir } = options;
  return {
    ...(name === undefined ? {} : { isNamed: true }),
    ...(moveTimeoutMs === undefined ? {} : { moveTimeoutMs }),
    ...(dir === undefined ? {} : { dir }),
  };
}

/** @throws BotpitError `usage` where there is no such folder */
export function folderOf(dir: string, cwd: string): string {
  const path = resolve(cwd, dir);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path;
  throw new BotpitError('usage', `there is no folder ${path}`, {
    hint: 'An entrant names its `dir` from the working folder.',
  });
}

function tooMany(options: number, strategies: number): BotpitError {
  return new BotpitError('usage', `there are options for ${options} entrants, and ${strategies} strategies`, {
    hint: 'Those of an entrant belong to one strategy each, in the order of the strategies.',
  });
}

/**
 * What they call themselves, or their files; with the path, and a number, where that is not enough to tell them apart.
 * @param given what the caller calls them
 * @throws BotpitError `usage` where two are given one name
 */
export function namesOf(
  contenders: readonly unknown[],
  declared: readonly { readonly name: string }[],
  given: readonly (string | undefined)[],
): string[] {
  const twice = given.find((name, index) => name !== undefined && given.indexOf(name) < index);
  if (twice !== undefined) {
    throw new BotpitError('usage', `two entrants are called ${JSON.stringify(twice)}`, {
      hint: 'The result tells them apart by their names: give each one of its own.',
    });
  }
  const short = declared.map(({ name }, index) => given[index] ?? name);
  const isTaken = (names: readonly string[], index: number) =>
    names.indexOf(names[index] as string) !== names.lastIndexOf(names[index] as string);
  const longer = short.map((name, index) => {
    const one = contenders[index];
    const isNamed = given[index] !== undefined;
    return !isNamed && isTaken(short, index) && typeof one === 'string' && one !== name
      ? `${name} (${one})`
      : name;
  });
  const taken = new Set(given.filter((name) => name !== undefined));
  return longer.map((name, index) => {
    if (given[index] !== undefined) return name;
    let free = name;
    for (let number = 2; taken.has(free); number++) free = `${name} #${number}`;
    taken.add(free);
    return free;
  });
}
