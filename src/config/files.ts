import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, isAbsolute, join, parse, resolve } from 'node:path';
import { types } from 'node:util';
import type { CosmiconfigResult, Loader, PublicExplorer } from 'cosmiconfig';
import { BotpitError } from '../errors.js';
import { requireReadable, UnreadableFile } from '../lib/read-user-file.js';
import { isObject } from '../lib/shape.js';
import { compiledFolder, homeFolder, homeless } from '../lib/user-folders.js';
import { anyOf } from '../lib/wording.js';
import { type Problem, problemAt, type ValueSource } from './problems.js';
import { redact } from './secret.js';
import { defineConfig } from './settings.js';

export interface ConfigFile {
  readonly path: string;
  readonly content: Readonly<Record<string, unknown>>;
}

const ENDINGS = ['json', 'yaml', 'yml', 'js', 'mjs', 'cjs', 'ts'] as const;
const PLACES = [
  ...ENDINGS.map((ending) => `botpit.config.${ending}`),
  '.botpitrc',
  ...ENDINGS.map((ending) => `.botpitrc.${ending}`),
  'package.json',
];
const USER_PLACES = [
  ...ENDINGS.map((ending) => `config.${ending}`),
  ...PLACES.filter((place) => place !== 'package.json'),
];

/**
 * The nearest config file from `cwd` upwards, to the home folder or the root, else the one in the user's XDG config
 * folder; null where there is none.
 */
export async function findConfigFile(
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ConfigFile | Problem | null> {
  const named = homeFolder(env);
  const home = named === null ? null : resolve(named);
  // The XDG specification has relative paths ignored.
  const xdg =
    env.XDG_CONFIG_HOME && isAbsolute(env.XDG_CONFIG_HOME)
      ? env.XDG_CONFIG_HOME
      : home && join(home, '.config');
  const near = await guarded(fileAt(cwd), async () => {
    for (const folder of foldersUp(resolve(cwd), home)) {
      const found = await searchIn(folder, PLACES);
      if (found !== null) return found;
    }
    return null;
  });
  if (near !== null || xdg === null) return near;
  return guarded(fileAt(xdg), () => searchIn(join(xdg, 'botpit'), USER_PLACES));
}

/** cosmiconfig is loaded only where there may be settings: with its parsers, loading it takes a tenth of a command's time. */
async function searchIn(folder: string, places: string[]): Promise<CosmiconfigResult> {
  const mayBeThere = (place: string) => {
    try {
      const path = join(folder, place);
      if (statSync(path, { throwIfNoEntry: false }) === undefined) return false;
      return place !== 'package.json' || mayHoldSettings(readFileSync(path, 'utf8'));
    } catch {
      // In a folder that is closed to this user, below a file, or not JSON: cosmiconfig knows which of these to pass over.
      return true;
    }
  };
  return places.some(mayBeThere) ? (await explorerOf(places)).search(folder) : null;
}

/** Nearly every project has a `package.json`, and hardly one keeps settings in it: of botpit, or of cosmiconfig itself. */
function mayHoldSettings(text: string): boolean {
  const content: unknown = JSON.parse(withoutMark(text));
  return !isObject(content) || content.botpit !== undefined || content.cosmiconfig !== undefined;
}

/** Far more than all settings take. */
const MAX_FILE_BYTES = 2 ** 20;

/** The config file at `path`, which `place` names. */
export async function readConfigFile(path: string, place: ValueSource): Promise<ConfigFile | Problem> {
  const read = async () => {
    requireReadable(statSync(path), MAX_FILE_BYTES);
    return (await explorerOf(PLACES)).load(path);
  };
  const found = await guarded(place, read, path);
  return found ?? problemAt(fileAt(path), 'a key `botpit` that holds an object');
}

function* foldersUp(from: string, home: string | null): Generator<string> {
  for (let folder = from; ; folder = dirname(folder)) {
    yield folder;
    if (folder === home || folder === dirname(folder)) return;
  }
}

/** A file that was found but cannot be used. */
class BrokenFile extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.expected);
    this.problem = problem;
  }
}

/** What `read` finds, or what is wrong with it. A file that cannot be read is a problem of `place` and its `value`. */
async function guarded(
  place: ValueSource,
  read: () => Promise<CosmiconfigResult>,
  value?: string,
): Promise<ConfigFile | Problem | null> {
  // cosmiconfig asks for the home folder when it is loaded.
  if (homeFolder(process.env) === null) throw homeless();
  try {
    const found = await read();
    if (found === null) return null;
    const content: unknown = found.config?.content;
    return isObject(content)
      ? { path: found.filepath, content }
      : problemAt(fileAt(found.filepath), 'an object with settings');
  } catch (error) {
    if (error instanceof BrokenFile) return error.problem;
    if (error instanceof BotpitError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const readable = `a file that can be read (${code ?? message})`;
    const endings = `a file that ends in ${anyOf(ENDINGS)}, or one without an ending`;
    const missing = code === 'ENOENT' ? 'a file that exists' : readable;
    const expected = error instanceof UnreadableFile ? readable : code === undefined ? endings : missing;
    return problemAt(place, expected, value === undefined ? {} : { value });
  }
}

async function explorerOf(searchPlaces: string[]): Promise<PublicExplorer> {
  const { cosmiconfig, defaultLoaders } = await import('cosmiconfig');
  const yaml = safely((path, content) => defaultLoaders['.yaml'](path, content), yamlProblem);
  const module = safely(importModule, moduleProblem);
  const json = safely((_path, content) => JSON.parse(withoutMark(content)), jsonProblem);
  const texts = { '.json': json, '.yaml': yaml, '.yml': yaml, noExt: yaml };
  const loaders = { ...texts, '.js': module, '.mjs': module, '.cjs': module, '.ts': module };
  try {
    // An empty file is a mistake to report, not a reason to look further.
    return cosmiconfig('botpit', { searchPlaces, ignoreEmptySearchPlaces: false, loaders });
  } catch (error) {
    // It reads settings of its own, from package.json or .config/ in the working folder of the process.
    const { filepath = join(process.cwd(), 'package.json') } = error as { filepath?: string };
    throw new BrokenFile(problemAt(fileAt(filepath), 'a file that parses'));
  }
}

type Explain = (error: unknown, path: string, content: string) => Problem;

/**
 * A loader for cosmiconfig. It wraps the content of a file in `content`, because cosmiconfig takes `null` for "no config
 * here" and acts on `$import`. It fails with `BrokenFile`, because cosmiconfig takes a code such as `ENOENT` for a missing
 * file and looks elsewhere, and because the parsers' own messages quote the file, which may hold a key.
 */
function safely(load: Loader, explain: Explain): Loader {
  return async (path, text) => {
    try {
      const content = await load(path, text);
      if (parse(path).name !== 'package') return { content };
      return isObject(content) && content.botpit !== undefined ? { botpit: { content: content.botpit } } : {};
    } catch (error) {
      throw new BrokenFile(explain(error, path, text));
    }
  };
}

/** Modules that this process has read before: it keeps what it has imported. */
const imported = new Set<string>();

/** A fleet reads its config again, and with it all that it is made from, but for packages. */
function readAgain(jiti: (path: string) => unknown, path: string): Record<string, unknown> {
  const { cache } = createRequire(path);
  for (const name of Object.keys(cache)) if (!name.includes('node_modules')) delete cache[name];
  return jiti(path) as Record<string, unknown>;
}

/**
 * cosmiconfig's own TypeScript loader needs the compiler's API, which TypeScript 7 does not have. jiti loads every kind of
 * module, and knows `botpit` wherever the file is.
 */
async function importModule(path: string): Promise<unknown> {
  const { createJiti } = await import('jiti');
  const isFirst = !imported.has(path);
  imported.add(path);
  const jiti = createJiti(path, {
    interopDefault: false,
    fsCache: compiledFolder(),
    moduleCache: isFirst,
    virtualModules: { botpit: { defineConfig } },
  });
  const module = isFirst ? await jiti.import<Record<string, unknown>>(path) : readAgain(jiti, path);
  if ('default' in module) return module.default;
  // A CommonJS module that had to be transformed arrives as its exports.
  return types.isModuleNamespaceObject(module) || '__esModule' in module ? undefined : module;
}

function fileAt(path: string, line?: number | string, column?: number | string): ValueSource {
  const file = [path, line, column].filter((part) => part !== undefined).join(':');
  return { source: 'file', path: '', file };
}

/** Without the byte order mark that some editors put at the beginning. */
function withoutMark(content: string): string {
  return content.replace(/^\uFEFF/, '');
}

const jsonProblem: Explain = (_error, path, content) => {
  const { line, column } = locateJsonError(withoutMark(content));
  return problemAt(fileAt(path, line, column), 'valid JSON');
};

const yamlProblem: Explain = (error, path) => {
  const { mark, reason } = error as { mark?: { line: number; column: number }; reason?: string };
  const place = mark ? fileAt(path, mark.line + 1, mark.column + 1) : fileAt(path);
  return problemAt(place, `valid YAML${reason ? `, but: ${redact(reason)}` : ''}`);
};

const moduleProblem: Explain = (error, path) => {
  const trace = error instanceof Error ? `${error.message}\n${error.stack}` : '';
  const afterName = trace.split(basename(path)).find((part) => /^:\d/.test(part)) ?? '';
  const [, line, column] = /^:(\d+)(?::(\d+))?/.exec(afterName) ?? [];
  const reason = (error instanceof Error ? error.message : String(error)).split('\n', 1)[0];
  return problemAt(fileAt(path, line, column), `a module that loads, but: ${redact(reason?.trim() ?? '')}`);
};

const TOKEN =
  /[\t\n\r ]*(?:(?<string>"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*")|(?<scalar>-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null)|(?<mark>[[\]{},:]))?/uy;

/** What may stand where a token is expected, and what is expected after it. */
const VALUE = { '{': 'first key', '[': 'first item', text: 'end', word: 'end' };
const GRAMMAR: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  value: VALUE,
  'first item': { ...VALUE, ']': 'end' },
  'first key': { text: 'colon', '}': 'end' },
  key: { text: 'colon' },
  colon: { ':': 'value' },
  'end in {': { ',': 'key', '}': 'end' },
  'end in [': { ',': 'value', ']': 'end' },
};

/**
 * Where a text stops being JSON: line and column, from 1. `JSON.parse` gives no position for some mistakes, and its
 * messages quote the text, which may hold a key.
 */
export function locateJsonError(text: string): { line: number; column: number } {
  const before = text.slice(0, errorOffset(text)).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

function errorOffset(text: string): number {
  const open: string[] = [];
  let expected = 'value';
  TOKEN.lastIndex = 0;
  for (;;) {
    const { string, scalar, mark } = TOKEN.exec(text)?.groups ?? {};
    const kind = mark ?? (string === undefined ? 'word' : 'text');
    const token = string ?? scalar ?? mark ?? '';
    const next = GRAMMAR[expected === 'end' ? `end in ${open.at(-1)}` : expected]?.[kind];
    if (next === undefined || token === '') return TOKEN.lastIndex - token.length;
    if (token === '{' || token === '[') open.push(token);
    if (token === '}' || token === ']') open.pop();
    expected = next;
  }
}
