import { existsSync, statSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtins } from '../../strategies/index.js';
import { BotpitError } from '../errors.js';
import { PACKAGE_ROOT } from '../lib/package-root.js';
import { isFile } from '../lib/read-user-file.js';
import { didYouMean } from '../lib/wording.js';

/**
 * Where a strategy comes from, before anything of it is loaded, and what it is called that gives itself no name. Plain data:
 * it travels to workers and processes.
 */
export type StrategySource = FileSource | CommandSource;

export interface FileSource {
  readonly kind: 'built-in' | 'file';
  readonly name: string;
  readonly file: string;
}

export interface CommandSource {
  readonly kind: 'command';
  /** The command line. */
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
}

const EXTENSIONS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

/**
 * What `spec` names: `cmd: <command line>`, a built-in by its name, or a file (relative to the working folder).
 * @throws BotpitError `strategy/not-found`
 */
export function resolveStrategy(spec: string): StrategySource {
  const text = spec.trim();
  if (text.startsWith('cmd:')) return command(text.slice(4).trim());
  if (Object.hasOwn(builtins, text)) return { kind: 'built-in', name: text, file: builtinFile(text) };
  const file = resolve(text);
  if (isFile(file)) {
    return { kind: 'file', name: basename(file).replace(/\.[cm]?[jt]s$/, ''), file };
  }
  throw notFound(text, file);
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

/** As it was built, also where the source runs as it is (tests): threads and processes run the build too. */
function builtinFile(name: string): string {
  return fileURLToPath(new URL(`dist/strategies/${name}.js`, PACKAGE_ROOT));
}

function notFound(text: string, file: string): BotpitError {
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
  if (/[\\/]/.test(text) || EXTENSIONS.includes(extname(text))) {
    return new BotpitError('strategy/not-found', `there is no strategy file ${file}`, {
      hint: 'Check the path; it starts from the working folder.',
    });
  }
  const names = Object.keys(builtins);
  const hint = [didYouMean(text, names), `Built in: ${names.join(', ')}.`].filter(Boolean).join(' ');
  return new BotpitError(
    'strategy/not-found',
    `no built-in strategy and no file is called ${JSON.stringify(text)}`,
    { hint },
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
