import { basename, dirname, extname, isAbsolute, join, parse, resolve } from 'node:path';
import { types } from 'node:util';
import { readUserFile, type UnreadableFile } from '../lib/read-user-file.js';
import { isObject } from '../lib/shape.js';
import { compiledFolder, homeFolder, homeless } from '../lib/user-folders.js';
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
  if (named === null) throw homeless();
  const home = resolve(named);
  for (const folder of foldersUp(resolve(cwd), home)) {
    const found = await fileIn(folder, PLACES);
    if (found !== null) return found;
  }
  // The XDG specification has relative paths ignored.
  const xdg =
    env.XDG_CONFIG_HOME && isAbsolute(env.XDG_CONFIG_HOME) ? env.XDG_CONFIG_HOME : join(home, '.config');
  return fileIn(join(xdg, 'botpit'), USER_PLACES);
}

/** Far more than all settings take. */
const MAX_FILE_BYTES = 2 ** 20;

/** The config file at `path`, which `place` names. */
export async function readConfigFile(path: string, place: ValueSource): Promise<ConfigFile | Problem> {
  try {
    const { text } = await readUserFile(path, MAX_FILE_BYTES);
    if (!LOADERS[extname(path)]) {
      const endings = `a file that ends in ${ENDINGS.join(', ')}, or without an ending`;
      return problemAt(place, endings, { value: path });
    }
    return (await parsed(path, text)) ?? problemAt(fileAt(path), 'a key `botpit` that holds an object');
  } catch (error) {
    const { code, message } = error as UnreadableFile;
    const expected =
      code === 'ENOENT' ? 'a file that exists' : `a file that can be read (${code ?? message})`;
    return problemAt(place, expected, { value: path });
  }
}

/** The first of these places in a folder that holds settings. What cannot be read is passed over. */
async function fileIn(folder: string, places: readonly string[]): Promise<ConfigFile | Problem | null> {
  for (const place of places) {
    const path = join(folder, place);
    const text = await readUserFile(path, Infinity).then(
      (read) => read.text,
      () => null,
    );
    const found = text === null ? null : await parsed(path, text);
    if (found !== null) return found;
  }
  return null;
}

function* foldersUp(from: string, home: string | null): Generator<string> {
  for (let folder = from; ; folder = dirname(folder)) {
    yield folder;
    if (folder === home || folder === dirname(folder)) return;
  }
}

type Load = (path: string, text: string) => unknown;
type Explain = (error: unknown, path: string, text: string) => Problem;

/** Parsers say what is wrong in words that quote the file, which may hold a key: it is explained anew. */
const JSON_TEXT: readonly [Load, Explain] = [(_path, text) => JSON.parse(withoutMark(text)), jsonProblem];
const YAML_TEXT: readonly [Load, Explain] = [
  async (_path, text) => (await import('js-yaml')).load(text),
  yamlProblem,
];
const MODULE: readonly [Load, Explain] = [importModule, moduleProblem];

const LOADERS: Readonly<Record<string, readonly [Load, Explain]>> = {
  ...{ '': YAML_TEXT, '.json': JSON_TEXT, '.yaml': YAML_TEXT, '.yml': YAML_TEXT },
  ...{ '.js': MODULE, '.mjs': MODULE, '.cjs': MODULE, '.ts': MODULE },
};

/** What a file says; null for a package.json without a word on botpit. */
async function parsed(path: string, text: string): Promise<ConfigFile | Problem | null> {
  const [load, explain] = LOADERS[extname(path)] ?? YAML_TEXT;
  const isEmpty = text.trim() === '';
  try {
    let content = isEmpty ? undefined : await load(path, text);
    if (!isEmpty && parse(path).name === 'package') {
      if (!isObject(content) || content.botpit === undefined) return null;
      content = content.botpit;
    }
    return isObject(content) ? { path, content } : problemAt(fileAt(path), 'an object with settings');
  } catch (error) {
    return explain(error, path, text);
  }
}

/** jiti loads every kind of module, and knows `botpit` wherever the file is. */
async function importModule(path: string): Promise<unknown> {
  const { createJiti } = await import('jiti');
  const jiti = createJiti(path, {
    interopDefault: false,
    fsCache: compiledFolder(),
    virtualModules: { botpit: { defineConfig } },
  });
  const module = await jiti.import<Record<string, unknown>>(path);
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

function jsonProblem(_error: unknown, path: string, text: string): Problem {
  const { line, column } = locateJsonError(withoutMark(text));
  return problemAt(fileAt(path, line, column), 'valid JSON');
}

function yamlProblem(error: unknown, path: string): Problem {
  const { mark, reason } = error as { mark?: { line: number; column: number }; reason?: string };
  const place = mark ? fileAt(path, mark.line + 1, mark.column + 1) : fileAt(path);
  return problemAt(place, `valid YAML${reason ? `, but: ${redact(reason)}` : ''}`);
}

function moduleProblem(error: unknown, path: string): Problem {
  const trace = error instanceof Error ? `${error.message}\n${error.stack}` : '';
  const afterName = trace.split(basename(path)).find((part) => /^:\d/.test(part)) ?? '';
  const [, line, column] = /^:(\d+)(?::(\d+))?/.exec(afterName) ?? [];
  const reason = (error instanceof Error ? error.message : String(error)).split('\n', 1)[0];
  return problemAt(fileAt(path, line, column), `a module that loads, but: ${redact(reason?.trim() ?? '')}`);
}

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
