import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Jiti, JitiOptions } from 'jiti';
import { BotpitError } from '../errors.js';
import { GAME_IDS, type GameId, isGameId } from '../games/index.js';
import { FROM_SOURCE } from '../lib/package-root.js';
import { compiledFolder } from '../lib/user-folders.js';
import { anyOf, expectedOneOf } from '../lib/wording.js';
import type { AnyStrategy, Strategy } from './contract.js';
import { dependenciesIn } from './identity/identity.js';
import { type FileHash, recordFiles, whileLoading } from './identity/loaded-files.js';
import { ownEntries } from './own-entries.js';
import { declaredParams } from './params.js';
import type { FileSource } from './resolve.js';
import { describeThrown, missingPackage, placeOf, shortPath, shown } from './thrown.js';

/**
 * Loads a strategy file without a build step and finds the strategy in what it exports.
 * @param fresh whether a file's own variables, and those of the files that it imports, start anew
 * @throws BotpitError `strategy/syntax`, `strategy/no-export` or `strategy/threw-while-loading`
 */
export async function loadStrategy({ kind, file }: FileSource, fresh = false): Promise<AnyStrategy> {
  let module: unknown;
  try {
    module =
      kind === 'built-in'
        ? await import(pathToFileURL(file).href)
        : await whileLoading(() => importSource(file, fresh));
  } catch (error) {
    throw loadError(error, file);
  }
  return strategyIn(module, file);
}

/** The same with what it was loaded from, but for a built-in one. @param keeps see `recordFiles` */
export async function loadRecorded(
  source: FileSource,
  keeps: boolean,
): Promise<readonly [AnyStrategy, readonly FileHash[]]> {
  if (source.kind === 'built-in') return [await loadStrategy(source), []];
  return recordFiles(() => loadStrategy(source), keeps);
}

const requireFrom = createRequire(import.meta.url);

/** What Node has loaded by `require`, by path. */
const { cache: required } = requireFrom;

/** Also where it is known as a part of what loaded it: that would keep every one that was ever loaded. */
function forget(path: string): void {
  const module = required[path];
  delete required[path];
  const siblings = module?.parent?.children ?? [];
  const at = module === undefined ? -1 : siblings.indexOf(module);
  if (at >= 0) siblings.splice(at, 1);
}

/** What a module fails with that waits at its top level, which no call can: `await x`, `await (x)`, `for await`. */
const WAITS = /^(?:await is |Unexpected reserved word)/;

async function importSource(file: string, fresh: boolean): Promise<unknown> {
  if (!fresh) return importFile(file);
  const jiti = freshLoader();
  // CommonJS is left to Node, which keeps it.
  for (const path of Object.keys(required)) if (!/[\\/]node_modules[\\/]/.test(path)) forget(path);
  // Called, and not `import`ed: that would leave ES modules to Node, which never loads one anew.
  try {
    return jiti(file);
  } catch (error) {
    if (!WAITS.test((error as Error | null)?.message ?? '')) throw error;
    const options = { filename: file, async: true, forceTranspile: true };
    return jiti.evalModule(readFileSync(file, 'utf8'), options);
  }
}

async function importFile(file: string): Promise<unknown> {
  // What Node can load as it is starts sooner without the loader, which tries this first too.
  if (FROM_SOURCE || extname(file) !== '.mjs') return createLoader(false).import(file);
  return import(pathToFileURL(file).href).catch(() => createLoader(false).import(file));
}

function createLoader(fresh: boolean, options: JitiOptions = {}) {
  // With `import`, Node would first parse all of it to find its exports, which takes longer than loading it.
  const { createJiti } = requireFrom('jiti') as typeof import('jiti');
  return createJiti(import.meta.url, {
    fsCache: compiledFolder(),
    // With it every call through an import goes through a proxy, ten times slower; without it a synchronous load knows no
    // default import of what is CommonJS.
    interopDefault: fresh,
    moduleCache: !fresh,
    ...ownEntries(),
    ...options,
  });
}

let loader: Jiti | undefined;

/** Kept, as a simulation loads strategies by the thousand. */
function freshLoader(): Jiti {
  if (loader) return loader;
  const compiler = createLoader(true);
  const transform: JitiOptions['transform'] = (module) => ({
    code: compiler.transform(module).replace(/^(?:"use strict";)?/, `$&${IMPORT_ANEW}`),
  });
  loader = createLoader(true, { fsCache: false, transform });
  return loader;
}

/**
 * In front of each module: `import()` would leave ES modules to Node, which keeps them for as long as the thread lives. What the
 * loader's own `require` loads is as fresh as the module that asks for it. Packages are kept all the same.
 */
const IMPORT_ANEW = `jitiImport = ((keep) => async (id, options) => {
  if (!/^(?:[./]|file:|[a-z]:[\\\\/])/i.test(id)) return keep(id, options);
  try { return require(String(id)); } catch (error) {
    if (!${WAITS}.test(error?.message)) throw error;
    const filename = require.resolve(String(id));
    const source = require('node:fs').readFileSync(filename, 'utf8');
    return require.evalModule(source, { filename, async: true, forceTranspile: true });
  }
})(jitiImport);`.replaceAll('\n', ' ');

/**
 * What a strategy says of itself: a copy, which no getter changes any more.
 * @throws whatever such a getter throws; BotpitError `strategy/declaration` for `params` that are not a declaration
 */
export function declared(strategy: AnyStrategy) {
  const { name, games, memoryDepth, files, env, params } = strategy as Partial<
    Record<keyof Strategy, unknown>
  >;
  return {
    name: typeof name === 'string' ? name : undefined,
    games: Array.isArray(games) ? [...games] : (games as unknown),
    forgetful: Number.isFinite(memoryDepth),
    dependencies: dependenciesIn({ files, env }),
    params: declaredParams(params),
  };
}

/** Whatever went wrong between the file and a strategy that is ready. */
export function refusal(error: unknown, file: string): BotpitError {
  return error instanceof BotpitError ? error : loadError(error, file);
}

function strategyIn(module: unknown, file: string): AnyStrategy {
  let instead: string;
  try {
    for (const candidate of candidates(module)) {
      const strategy = asStrategy(candidate);
      if (strategy !== undefined) return strategy;
    }
    instead = found(module);
  } catch (error) {
    throw loadError(error, file);
  }
  throw new BotpitError('strategy/no-export', `${shortPath(file)} exports no strategy: ${instead}`, {
    hint: 'Export one by default: an object or a class with a `move` method, or a function (turn) => move.',
  });
}

/** Where ES modules, `module.exports`, and compiled CommonJS inside an ES namespace keep their main export. */
function* candidates(module: unknown): Generator<unknown> {
  const main = property(module, 'default');
  yield property(main, 'default');
  yield main;
  yield module;
}

function asStrategy(value: unknown): AnyStrategy | undefined {
  if (typeof value === 'function') {
    if (typeof property(value.prototype, 'move') === 'function') return Reflect.construct(value, []);
    return {
      move: value as AnyStrategy['move'],
      ...(value.name && value.name !== 'default' && value.name !== '_default' ? { name: value.name } : {}),
    };
  }
  return typeof property(value, 'move') === 'function' ? (value as AnyStrategy) : undefined;
}

function found(module: unknown): string {
  const main = property(module, 'default');
  if (main !== undefined) {
    if (typeof main !== 'object' || main === null)
      return `its default export is ${main === null ? 'null' : `a ${typeof main}`}`;
    const keys = Object.keys(main);
    return keys.length > 0
      ? `its default export has ${keys.join(', ')}, but no \`move\` method`
      : 'its default export is empty';
  }
  const names = typeof module === 'object' && module !== null ? Object.keys(module) : [];
  return names.length > 0 ? `found ${names.join(', ')}, but no default export` : 'it exports nothing';
}

function property(value: unknown, key: string): unknown {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return isObject ? (value as Record<string, unknown>)[key] : undefined;
}

/** jiti puts the place at the end of its message, Node at the head of the stack. */
const JITI_SYNTAX = 'ParseError: ';
const JITI_PLACE = /^(.+):(\d+):\d+$/;
const NODE_SYNTAX = /^((?:file:\/\/)?[/\w].*):(\d+)\n/;

function loadError(error: unknown, file: string): BotpitError {
  const [, problem, path, row] = syntaxProblem(error) ?? [];
  if (path !== undefined) {
    const place = shortPath(path);
    return new BotpitError('strategy/syntax', `${place}:${row}: ${problem}`, {
      hint: lineOf(path, Number(row)),
    });
  }
  const missing = missingOf(error);
  if (missing !== undefined) {
    return new BotpitError('strategy/threw-while-loading', missing.message, {
      hint: `Install it: ${missing.command}`,
    });
  }
  const here = placeOf(error) !== undefined ? '' : ` (${shortPath(file)})`;
  return new BotpitError(
    'strategy/threw-while-loading',
    `the strategy threw while loading: ${describeThrown(error)}${here}`,
    {
      hint: 'Mend the strategy; `botpit strategies <file>` checks it without playing.',
    },
  );
}

function missingOf(error: unknown) {
  try {
    return missingPackage(error);
  } catch {
    // An error of the strategy's own making that throws when it is read.
    return undefined;
  }
}

function syntaxProblem(error: unknown): readonly string[] | null {
  try {
    if (!(error instanceof Error)) return null;
    const [, problem] = error.message.split(JITI_SYNTAX, 2);
    const lines = problem?.split('\n') ?? [];
    const own = JITI_PLACE.exec(lines.at(-1)?.trim() ?? '');
    if (own) return ['', lines[0]?.trim() ?? '', own[1] ?? '', own[2] ?? ''];
    const node = error instanceof SyntaxError ? NODE_SYNTAX.exec(error.stack ?? '') : null;
    return node ? ['', error.message, node[1] ?? '', node[2] ?? ''] : null;
  } catch {
    // An error of the strategy's own making that throws when it is read.
    return null;
  }
}

function lineOf(path: string, row: number): string {
  try {
    const file = path.startsWith('file://') ? fileURLToPath(path) : path;
    return `Line ${row} reads: ${readFileSync(file, 'utf8').split('\n')[row - 1]?.trim() ?? ''}`;
  } catch {
    // The place is known even where the file has gone since.
    return 'Mend that line.';
  }
}

/** @throws BotpitError `strategy/no-game` for anything but a list of known games */
export function checkGames(games: unknown): readonly GameId[] {
  if (games === undefined) return GAME_IDS;
  if (!Array.isArray(games) || games.length === 0) {
    throw new BotpitError('strategy/no-game', 'the `games` of the strategy is not a list of games', {
      hint: `Leave it out for every game, or list some of them: ${anyOf(GAME_IDS)}.`,
    });
  }
  for (const game of games as unknown[]) {
    if (isGameId(game)) continue;
    const isText = typeof game === 'string';
    const named = isText ? JSON.stringify(game) : shown(game);
    throw new BotpitError('strategy/no-game', `the strategy names an unknown game: ${named}`, {
      hint: expectedOneOf(GAME_IDS, isText ? game : undefined),
    });
  }
  return games as GameId[];
}
