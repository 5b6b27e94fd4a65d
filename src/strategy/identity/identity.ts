import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, type Stats, statSync, unwatchFile, watchFile } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { BotpitError } from '../../errors.js';
import { version } from '../../version.js';
import type { AnyParams } from '../contract.js';
import type { StrategySource } from '../resolve.js';
import type { FileHash, LoadedFile } from './loaded-files.js';
import { programFiles } from './program-files.js';

/** What a strategy was when it was opened. Opening it by this snapshot gives the same strategy. Plain data. */
export interface StrategySnapshot {
  /** What it was opened by; see `resolveStrategy`. */
  readonly spec: string;
  /** Tells one version of it from another: a hash of all of it that can be known; of a built-in one, the version of botpit and its parameters. */
  readonly version: string;
  /** What its version says of its code, in full: the same whatever its parameters are. Empty where only `version` is known. */
  readonly code: string;
  readonly files: readonly LoadedFile[];
  /** Of a program: the folder that it runs in; absent for the working folder. */
  readonly cwd?: string;
}

/** What a strategy declares that it depends on, beside what is seen of it. */
export interface Dependencies {
  /** Patterns of paths, from the folder of the strategy's file; of a program, from its working folder. */
  readonly files: readonly string[];
  /** Names of environment variables. */
  readonly env: readonly string[];
}

/** The same, with those of its parameters that are not at their defaults. */
export type DependsOn = Dependencies & { readonly params: AnyParams };

/** What of a declaration says that; whatever it is not is left out. */
export function dependenciesIn({ files, env }: { files?: unknown; env?: unknown }): Dependencies {
  const texts = (value: unknown) =>
    Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  return { files: texts(files), env: texts(env) };
}

/** Larger files are known by their hash, and read from the disk again. */
const MOST_KEPT_BYTES = 16 * 2 ** 20;

type Env = Readonly<Record<string, string | undefined>>;

/**
 * @param loaded what it was loaded from, where it is a file
 * @param dependsOn what it declares, and what it is set to
 * @param env the environment that the strategy sees
 */
export async function identify(
  spec: string,
  source: StrategySource,
  loaded: readonly FileHash[],
  dependsOn: DependsOn,
  env: Env,
): Promise<StrategySnapshot> {
  const params = Object.entries(dependsOn.params);
  if (source.kind === 'built-in') {
    const set = params.length === 0 ? '' : `+${hashOf([source.name, params]).slice(0, 8)}`;
    return { spec, version: `botpit-${version()}${set}`, code: '', files: [] };
  }
  const own = source.kind === 'command' ? null : source.file;
  const cwd = source.kind === 'command' ? source.cwd : undefined;
  const folder = own === null ? resolve(cwd ?? '') : dirname(own);
  const found = source.kind === 'command' ? await programFiles(source, env) : [];
  const { files: patterns } = dependsOn;
  if (patterns.length > 0) {
    const { glob } = await import('tinyglobby');
    found.push(...(await glob([...patterns], { cwd: folder, absolute: true, dot: true })));
  }
  const files = new Map<string, LoadedFile>();
  for (const file of loaded) files.set(file.path, { ...file, content: await contentOf(file) });
  for (const path of found.map((one) => resolve(one))) {
    if (!files.has(path)) files.set(path, { path, hash: await hashOfFile(path), content: null });
  }
  // A file is told by what it holds, whatever it is called: a copy of it is the same strategy.
  const contents = [...files.values()]
    .map(({ path, hash }) => `${path === own ? '.' : placeOf(path, folder)} ${hash}`)
    .sort();
  const variables = dependsOn.env.map((name) => [name, env[name] ?? null]);
  const parts = [own === null ? source.name : null, contents, variables];
  const code = hashOf(parts);
  const told = { spec, version: versionOf(code, dependsOn.params), code, files: [...files.values()] };
  return cwd === undefined ? told : { ...told, cwd };
}

/** A parameter at its default does not make another version. */
function versionOf(code: string, params: AnyParams): string {
  const set = Object.entries(params);
  return (set.length === 0 ? code : hashOf([code, set])).slice(0, 12);
}

/** The same code with other parameters. @param params those that are not at their defaults */
export function withParams(snapshot: StrategySnapshot, spec: string, params: AnyParams): StrategySnapshot {
  return { ...snapshot, spec, version: versionOf(snapshot.code, params) };
}

function hashOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** What a strategy was loaded from; null where the file is too large to be kept, or has changed in the meantime. */
async function contentOf({ path, hash }: FileHash): Promise<string | null> {
  const { size } = await stat(path).catch(() => ({ size: Number.POSITIVE_INFINITY }));
  if (size > MOST_KEPT_BYTES) return null;
  const bytes = await readFile(path).catch(() => Buffer.alloc(0));
  return createHash('sha256').update(bytes).digest('hex') === hash ? bytes.toString('latin1') : null;
}

/** The same on every machine: a package by its name wherever it is installed, what is elsewhere by the file's name. */
function placeOf(path: string, folder: string): string {
  const parts = path.split(sep);
  const inPackage = parts.lastIndexOf('node_modules');
  if (inPackage >= 0) return parts.slice(inPackage).join('/');
  const place = relative(folder, path).split(sep);
  return place[0] === '..' ? basename(path) : place.join('/');
}

/**
 * To be asked before a strategy that was opened is opened again.
 * @param isKept whether what is kept of its files is loaded from memory: then only the rest must not have changed
 * @returns `strategy/changed`, or null
 */
export function changeIn({ files }: StrategySnapshot, isKept = true): BotpitError | null {
  const changed = files.find((file) => !(isKept && file.content !== null) && isChanged(file));
  if (changed === undefined) return null;
  return new BotpitError('strategy/changed', `${basename(changed.path)} has changed since botpit started`, {
    hint: 'Start botpit again to play it as it is now.',
  });
}

/** @throws BotpitError `strategy/changed` */
export function requireUnchanged(snapshot: StrategySnapshot, isKept = true): void {
  const change = changeIn(snapshot, isKept);
  if (change !== null) throw change;
}

/** By path, as what does not look as if it had changed is not read again: executables are large. */
const known = new Map<string, { readonly stamp: string; readonly hash: string }>();

/** SHA-256 of a file of any size, in hex. Rejects where it cannot be read. */
export async function hashOfFile(path: string): Promise<string> {
  const stamp = stampOf(await stat(path));
  const before = known.get(path);
  if (before?.stamp === stamp) return before.hash;
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), hash);
  return remember(path, stamp, hash.digest('hex'));
}

/** Whether a file on the disk is another than it was, or has gone. */
export function isChanged({ path, hash }: FileHash): boolean {
  try {
    const stamp = stampOf(statSync(path));
    const before = known.get(path);
    if (before?.stamp === stamp) return before.hash !== hash;
    return remember(path, stamp, createHash('sha256').update(readFileSync(path)).digest('hex')) !== hash;
  } catch {
    return true;
  }
}

function remember(path: string, stamp: string, hash: string): string {
  known.set(path, { stamp, hash });
  return hash;
}

function stampOf({ size, mtimeMs, ctimeMs, ino }: Stats): string {
  return `${size} ${mtimeMs} ${ctimeMs} ${ino}`;
}

/** Often enough for somebody who wonders why an edit changes nothing. */
const LOOK_MS = 2_000;
/** Of packages and executables, as a rule nobody edits any. */
const MOST_WATCHED = 200;

/**
 * Tells once that a file of a strategy is another on the disk than the one that plays. Files of packages are not watched.
 * @param tell gets the message
 * @returns ends it
 */
export function watchStrategy({ files }: StrategySnapshot, tell: (message: string) => void): () => void {
  const watched = files.filter(({ path }) => !/[\\/]node_modules[\\/]/.test(path)).slice(0, MOST_WATCHED);
  const looks = watched.map((file) => {
    const look = () => {
      if (looks.length === 0 || !isChanged(file)) return;
      end();
      tell(`${basename(file.path)} has changed; restart botpit to play it`);
    };
    watchFile(file.path, { interval: LOOK_MS, persistent: false }, look);
    return [file.path, look] as const;
  });
  // A file that changes before it has been looked at for the first time does not change any more.
  const first = setTimeout(() => {
    for (const [, look] of [...looks]) look();
  }, LOOK_MS).unref();
  const end = () => {
    clearTimeout(first);
    for (const [path, look] of looks.splice(0)) unwatchFile(path, look);
  };
  return end;
}
