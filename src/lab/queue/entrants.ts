import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join, relative, sep, win32 } from 'node:path';
import { isObject, isText } from '../../lib/shape.js';
import { joinSpec } from '../../lib/strategy-spec.js';
import { type LoadedFile, resolveStrategy, type StrategySnapshot } from '../../strategy/index.js';
import { declarationIn } from '../players/declarations.js';
import { folderOf } from '../players/entrants.js';
import type { Parcel, RunRecord, Source } from './runs.js';

/** What a worker needs in order to open a strategy: files travel, commands and built-in ones are named. */
export async function sourceOf({ spec, files }: StrategySnapshot): Promise<Source> {
  const strategy = resolveStrategy(spec);
  if (strategy.kind !== 'file') return { kind: 'named', spec };
  const parcel = await pack(strategy.file, files);
  return strategy.params === undefined ? parcel : { ...parcel, params: strategy.params };
}

/** The strategies of a run, as this machine opens them. */
export interface Entrants {
  /** By entrant. */
  readonly sources: readonly StrategySnapshot[];
  /** What a line of results says of files, as it would be said where they come from. */
  renamed(line: string): string;
  remove(): Promise<void>;
}

/** @throws Error with what is wrong */
export async function openEntrants({ plan, sources }: RunRecord): Promise<Entrants> {
  // For its user alone. By its real name, as stacks have it.
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'botpit-lab-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const opened: StrategySnapshot[] = [];
  const folders: (readonly [here: string, there: string])[] = [];
  try {
    for (const [index, { name, version, dir }] of plan.entrants.entries()) {
      const source = sources[index];
      if (!source) throw new Error(`${name} has no source`);
      let spec: string;
      if (source.kind === 'named') {
        spec = source.spec;
        // Files travel; those of this machine are not part of any run.
        if (resolveStrategy(spec).kind === 'file') throw new Error('it names a file of this machine');
      } else {
        const own = await mkdtemp(join(folder, 'strategy-'));
        const name = await unpack(source.text, source.hash, own);
        spec = joinSpec({ name, params: source.params ?? {} });
        folders.push([own, source.folder]);
      }
      // Of this machine: a program is not sent, and stands here in a folder of the same name.
      const cwd = dir === undefined ? undefined : folderOf(dir, process.cwd());
      // What it needs beyond its files, such as a package, may be missing or another on this machine.
      const { snapshot } = await declarationIn(spec, plan.game, plan.startTimeoutMs, cwd);
      if (snapshot.version !== version)
        throw new Error(`${name} is another version on this machine than where the run was planned`);
      opened.push(snapshot);
    }
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    sources: opened,
    renamed: (line) => folders.reduce((text, [here, there]) => renamed(text, here, there), line),
    remove,
  };
}

const IN_PACKAGE = /[\\/]node_modules[\\/]/;
const MODULE = /\.(?:[cm]?[jt]sx?|json)$/;

interface Contents {
  readonly entry: string;
  /** Paths from the folder, with slashes; contents in base64. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * A strategy's file, its modules but for those of packages, and what it reads or declares in its own folder, as text that travels.
 * @param file absolute
 * @param loaded what it depends on
 */
export async function pack(file: string, loaded: readonly LoadedFile[]): Promise<Parcel> {
  const travels = (path: string) =>
    !IN_PACKAGE.test(path) && (path.startsWith(`${dirname(file)}${sep}`) || MODULE.test(path));
  const files = loaded.filter(({ path }) => travels(path));
  const root = commonFolder(files.map(({ path }) => path));
  const place = (path: string) => relative(root, path).split(sep).join('/');
  const contents: Contents = {
    entry: place(file),
    files: Object.fromEntries(
      await Promise.all(
        files.map(async ({ path, content }) => {
          // What was loaded, and not what has been made of it since.
          const bytes = content === null ? await readFile(path) : Buffer.from(content, 'latin1');
          return [place(path), bytes.toString('base64')];
        }),
      ),
    ),
  };
  const text = JSON.stringify(contents);
  return { kind: 'files', hash: sha256(text), text, folder: shownFolder(root) };
}

/**
 * Writes a parcel's files into a folder, which must be there and private.
 * @returns the absolute path of the strategy's own file
 * @throws Error where the text is not what was asked for, or a path leads out of the folder
 */
export async function unpack(text: string, hash: string, folder: string): Promise<string> {
  if (sha256(text) !== hash) throw new Error('its files are not those that its hash tells of');
  const { entry, files } = JSON.parse(text) as Contents;
  if (!isText(entry) || !isObject(files) || !Object.hasOwn(files, entry))
    throw new Error('its parcel is damaged');
  // All paths before the first file: a hostile parcel leaves nothing behind.
  for (const path of Object.keys(files)) requireInside(path);
  for (const [path, content] of Object.entries(files)) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await writeFile(target, Buffer.from(String(content), 'base64'), { flag: 'wx', mode: 0o600 });
  }
  return join(folder, entry);
}

/** The folder's paths in a text of JSON, as they are called where the parcel comes from. */
function renamed(line: string, folder: string, original: string): string {
  const inJson = (path: string) => JSON.stringify(path).slice(1, -1);
  const fromHere = relative(process.cwd(), folder);
  return [folder, fromHere].reduce(
    (text, path) => text.replaceAll(inJson(`${path}${sep}`), inJson(original)),
    line,
  );
}

function requireInside(path: string): void {
  const parts = path.split('/');
  const isPlain = parts.every((part) => part !== '' && part !== '.' && part !== '..');
  if (!isPlain || isAbsolute(path) || win32.isAbsolute(path) || /[\\\0]|^[A-Za-z]:/.test(path))
    throw new Error(`a path of its files is not safe: ${JSON.stringify(path)}`);
}

function commonFolder(paths: readonly string[]): string {
  let folder = dirname(paths[0] ?? '');
  while (!paths.every((path) => path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`)))
    folder = dirname(folder);
  return folder;
}

/** With its slash; as short as messages name files. */
function shownFolder(root: string): string {
  const fromHere = relative(process.cwd(), root);
  if (fromHere === '') return '';
  const shown = fromHere.startsWith('..') ? root : fromHere;
  return shown.endsWith(sep) ? shown : `${shown}${sep}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
