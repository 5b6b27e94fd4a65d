import { readdir, realpath, stat } from 'node:fs/promises';
import { delimiter, dirname, extname, join, resolve } from 'node:path';
import type { CommandSource } from '../resolve.js';

/** Files of one language: what stands beside a file of it may be a part of the program. */
const LANGUAGES: readonly (readonly string[])[] = [
  ['.py', '.pyw', '.pyi', '.pyx', '.pyc'],
  ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts', '.json'],
  ['.java', '.class', '.jar'],
  ['.pl', '.pm'],
  ['.sh', '.bash'],
];

/** Packages, environments and what compilers leave behind; and whatever is hidden. */
const PASSED_OVER = /^(?:\..*|node_modules|__pycache__|s?venv|env|site-packages|target)$/;
/** A program that stands in a home folder does not have all of it looked through. */
const MOST_FOLDERS = 200;

/**
 * The files of a program, as far as they can be known: its executable, the files that its command line names, and those of the
 * same language beside and below them.
 * @returns absolute paths, in order
 */
export async function programFiles(
  { argv, cwd = process.cwd() }: CommandSource,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string[]> {
  const [program, ...words] = argv;
  const files = new Set<string>();
  const executable = await executableOf(program, cwd, env);
  const named = executable === null ? [] : [executable];
  for (const [index, word] of words.entries()) named.push(...(await filesIn(word, words[index - 1], cwd)));
  for (const path of named) {
    files.add(path);
    const ending = extname(path);
    // An executable in a folder of executables has nothing to do with its neighbours.
    if (ending === '' || ending === '.exe') continue;
    const language = LANGUAGES.find((endings) => endings.includes(ending)) ?? [ending];
    for (const beside of await below(dirname(path), language)) files.add(beside);
  }
  return [...files].sort();
}

/** What a word of a command line names: a file, `--option=file`, or the module of Python's `-m`. */
async function filesIn(word: string, before: string | undefined, cwd: string): Promise<string[]> {
  const candidates = [word, word.slice(word.indexOf('=') + 1)];
  if (before === '-m') {
    const path = word.replaceAll('.', '/');
    candidates.push(`${path}.py`, `${path}/__main__.py`);
  }
  const found = await Promise.all(candidates.map((name) => fileAt(resolve(cwd, name))));
  return found.filter((path) => path !== null);
}

async function executableOf(
  program: string,
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | null> {
  const isPath = /[\\/]/.test(program);
  const folders = isPath ? [''] : (env.PATH ?? '').split(delimiter);
  const endings = process.platform === 'win32' ? ['', '.exe', '.cmd', '.bat'] : [''];
  for (const folder of folders) {
    for (const ending of endings) {
      const path = await fileAt(resolve(cwd, folder, `${program}${ending}`));
      if (path !== null) return realpath(path);
    }
  }
  return null;
}

async function fileAt(path: string): Promise<string | null> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() ? path : null;
}

/** Of the nearest folders first, so that the same ones are seen each time. */
async function below(root: string, endings: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  const folders = [root];
  for (let at = 0; at < folders.length && at < MOST_FOLDERS; at++) {
    const folder = folders[at] as string;
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (PASSED_OVER.test(entry.name)) continue;
      if (entry.isDirectory()) folders.push(join(folder, entry.name));
      else if (entry.isFile() && endings.includes(extname(entry.name))) found.push(join(folder, entry.name));
    }
  }
  return found;
}
