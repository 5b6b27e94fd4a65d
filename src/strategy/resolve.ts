import { existsSync, statSync } from 'node:fs';
import { basename, delimiter, dirname, extname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtins } from '../../strategies/index.js';
import { BotpitError, ParamsError } from '../errors.js';
import { PACKAGE_ROOT } from '../lib/package-root.js';
import { quoteSh } from '../lib/quote.js';
import { isFile } from '../lib/read-user-file.js';
import { isCommand, joinSpec, type StrategySpec, splitSpec } from '../lib/strategy-spec.js';
import { anyOf, expectedOneOf } from '../lib/wording.js';
import { shortPath } from './thrown.js';

/**
 * Where a strategy comes from, before anything of it is loaded, and what it is called that gives itself no name. Plain data:
 * it travels to workers and processes.
 */
export type StrategySource = FileSource | CommandSource;

type Params = StrategySpec['params'];

interface Source {
  /** What its parameters are to be set to; absent where it was named without any. */
  readonly params?: Params;
}

export interface FileSource extends Source {
  readonly kind: 'built-in' | 'file';
  readonly name: string;
  readonly file: string;
}

export interface CommandSource extends Source {
  readonly kind: 'command';
  /** The command line. */
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
  /** The folder that it runs in; absent for the working folder. */
  readonly cwd?: string | undefined;
}

const EXTENSIONS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

/**
 * What `spec` names: `cmd: <command line>`, a built-in by its name, or a file (relative to the working folder); and what its
 * parameters are set to: `cmd?caution=0.4: …`, `./my.ts?caution=0.4&depth=3`.
 * @throws BotpitError `strategy/not-found`; ParamsError where it cannot be told what parameters are set to
 */
export function resolveStrategy(spec: string): StrategySource {
  const { name, params } = splitSpec(spec);
  const source = sourceOf(name, params);
  return Object.keys(params).length === 0 ? source : { ...source, params };
}

/** Whether it is the name of a built-in strategy, with parameters or without. */
export function isBuiltIn(spec: string): boolean {
  return Object.hasOwn(builtins, splitSpec(spec).name);
}

function sourceOf(name: string, params: Params): StrategySource {
  if (name.startsWith('cmd:')) return command(name.slice(4).trim());
  if (Object.hasOwn(builtins, name)) return { kind: 'built-in', name, file: builtinFile(name) };
  const file = resolve(name);
  if (isFile(file)) {
    refuseProgram(file, params);
    return { kind: 'file', name: basename(file).replace(/\.[cm]?[jt]s$/, ''), file };
  }
  const mark = name.lastIndexOf('?');
  const before = name.slice(0, mark);
  if (mark > 0 && (isCommand(name) || Object.hasOwn(builtins, before) || isFile(resolve(before))))
    throw unclear(name, before);
  throw notFound(name, file, params);
}

function unclear(name: string, before: string): ParamsError {
  const example = isCommand(name)
    ? 'cmd?caution=0.4&depth=3: python3 bot.py'
    : `${before}?caution=0.4&depth=3`;
  return new ParamsError(
    `the parameters in ${JSON.stringify(name)} cannot be read`,
    `Write them as in "${example}": each once, and without blanks, ?, & and : in a value.`,
    [],
  );
}

function command(line: string): StrategySource {
  const [program, ...args] = splitCommandLine(line);
  if (program === undefined) {
    throw new BotpitError('strategy/not-found', '`cmd:` names no program', {
      hint: 'Write the command after it, such as "cmd: python3 bot.py".',
    });
  }
  return { kind: 'command', name: line, argv: [program, ...args] };
}

/** What runs the files of a language, by their ending. */
const INTERPRETERS: Readonly<Record<string, string>> = {
  '.go': 'go run',
  '.java': 'java',
  '.jl': 'julia',
  '.lua': 'lua',
  '.php': 'php',
  '.pl': 'perl',
  '.py': 'python3',
  '.r': 'Rscript',
  '.rb': 'ruby',
  '.sh': 'sh',
};

/** A file in another language would be read as JavaScript, and refused for its first line. */
function refuseProgram(file: string, params: Params): void {
  const ending = extname(file).toLowerCase();
  if (EXTENSIONS.includes(ending)) return;
  const path = shortPath(file);
  const isExecutable = ending === '' && (statSync(file).mode & 0o111) !== 0;
  if (isExecutable || ending in INTERPRETERS) {
    throw notJavaScript(
      `${path} is a program, not a file of JavaScript or TypeScript`,
      commandOf(path),
      params,
    );
  }
  if (ending === '') return;
  throw new BotpitError('strategy/not-found', `${path} is not a file of JavaScript or TypeScript`, {
    hint: `The name of one ends in ${anyOf(EXTENSIONS)}. Name a program by its command: "cmd: …".`,
  });
}

/** What a person would type to run a program. */
function commandOf(path: string): string {
  const word = /[\s"'\\]/.test(path) ? `'${path}'` : path;
  const interpreter = INTERPRETERS[extname(path).toLowerCase()];
  if (interpreter !== undefined) return `${interpreter} ${word}`;
  return /[\\/]/.test(path) ? word : `./${word}`;
}

/** A command line without the `cmd:` that says so. By now it may have been made a path: what no folder is called is the rest. */
function refuseCommandLine(file: string, params: Params): void {
  let folder = dirname(file);
  while (!existsSync(folder)) folder = dirname(folder);
  const text = relative(folder, file);
  const [program = '', ...args] = splitCommandLine(text);
  if (args.length === 0) return;
  if (!isOnPath(program) && !args.some((word) => isFile(resolve(folder, word)))) return;
  const line = text.replace(/^cmd:\s*/i, '');
  throw notJavaScript(`${JSON.stringify(text)} is the command line of a program`, line, params);
}

function notJavaScript(message: string, command: string, params: Params): BotpitError {
  const spec = joinSpec({ name: `cmd: ${command}`, params });
  const typed = /["$`\\!]/.test(spec) ? quoteSh(spec) : `"${spec}"`;
  const hint = `Name a program by its command, with cmd: before it and quotes around both: ${typed}`;
  return new BotpitError('strategy/not-found', message, { hint });
}

function isOnPath(program: string): boolean {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.some((folder) => folder !== '' && isFile(join(folder, program)));
}

/** As it was built, also where the source runs as it is (tests): threads and processes run the build too. */
function builtinFile(name: string): string {
  return fileURLToPath(new URL(`dist/strategies/${name}.js`, PACKAGE_ROOT));
}

function notFound(text: string, file: string, params: Params): BotpitError {
  if (existsSync(file)) {
    const isFolder = statSync(file).isDirectory();
    return new BotpitError(
      'strategy/not-found',
      `${file} is ${isFolder ? 'a folder' : 'a device or a pipe'}, not a strategy file`,
      {
        hint: isFolder ? 'Name the file inside it.' : 'Name a file of JavaScript or TypeScript.',
      },
    );
  }
  refuseCommandLine(file, params);
  const ending = extname(text).toLowerCase();
  if (ending in INTERPRETERS)
    return notJavaScript(`there is no program ${file}`, commandOf(shortPath(file)), params);
  if (/[\\/]/.test(text) || EXTENSIONS.includes(ending)) {
    return new BotpitError('strategy/not-found', `there is no strategy file ${file}`, {
      hint: 'Check the path; it starts from the working folder.',
    });
  }
  return new BotpitError(
    'strategy/not-found',
    `no built-in strategy and no file is called ${JSON.stringify(text)}`,
    { hint: expectedOneOf(Object.keys(builtins), text) },
  );
}

/**
 * The words of a command line: blanks separate, single and double quotes hold together, a backslash keeps a quote, a
 * blank or a backslash as it is (not within single quotes; elsewhere it stands for itself, as in Windows paths).
 * Nothing else of a shell: no variables, globs, pipes.
 */
export function splitCommandLine(line: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const char = line.charAt(i);
    if (char === '\\' && quote !== "'" && /["'\\\s]/.test(line.charAt(i + 1)))
      word = (word ?? '') + line.charAt(++i);
    else if (char === quote) quote = '';
    else if (quote === '' && (char === '"' || char === "'")) {
      quote = char;
      word ??= '';
    } else if (quote === '' && /\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + char;
  }
  if (word !== null) words.push(word);
  return words;
}
