import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { quoteSh } from '../lib/quote.js';

/** Row and column at the end of a line of a stack. */
const PLACE = /:(\d+)(?::\d+)?\)?$/;
const PATH = /^(?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])/;

/** What was thrown, for a person: `TypeError: x is not a function (bot.ts:12)`. Never a stack; never throws. */
export function describeThrown(thrown: unknown): string {
  try {
    if (!(thrown instanceof Error)) return `threw ${shown(thrown, 200)}`;
    const missing = missingPackage(thrown);
    if (missing !== undefined) return `${missing.message}: ${missing.command}`;
    const place = placeOf(thrown);
    const text = `${thrown.name}: ${thrown.message}`.split('\n', 1)[0] ?? '';
    return place === undefined ? text : `${text} (${place})`;
  } catch {
    // Its name or message is not a text, or throws when it is read.
    return 'threw an error that cannot be shown';
  }
}

/** Any value in one line, for a person. Runs none of the value's own code where that can be helped; never throws. */
export function shown(value: unknown, characters = 100): string {
  try {
    const text = inspect(value, { depth: 2, breakLength: Number.POSITIVE_INFINITY, customInspect: false });
    return text.length > characters ? `${text.slice(0, characters)}…` : text;
  } catch {
    // A proxy or a getter of the strategy's own making.
    return 'a value that cannot be shown';
  }
}

/**
 * That a package is not installed, and what installs it where: into the project of the file that imports it. Undefined for
 * any other error. May throw, as the error is the strategy's own.
 */
export function missingPackage(
  thrown: unknown,
): { readonly message: string; readonly command: string } | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const { code, requireStack, message } = thrown as Error & { code?: unknown; requireStack?: unknown };
  if (code !== 'MODULE_NOT_FOUND' && code !== 'ERR_MODULE_NOT_FOUND') return undefined;
  const [, id = ''] = /^Cannot find (?:module|package) '([^']{1,300})'/.exec(message) ?? [];
  const [name] = /^(?:@[\w.-]+\/)?[\w-][\w.-]*/.exec(id) ?? [];
  // A missing entry of botpit itself is not a package to install.
  if (name === undefined || isAbsolute(id) || name === 'botpit') return undefined;
  const [first] = Array.isArray(requireStack) ? (requireStack as unknown[]) : [];
  const [, from] = / imported from (\S[^\n]*)/.exec(message) ?? [];
  const importer = typeof first === 'string' ? first : from;
  if (importer === undefined) return undefined;
  const file = importer.startsWith('file://') ? fileURLToPath(importer) : importer;
  return {
    message: `${shortPath(file)} imports the package ${name}, which is not installed`,
    command: `cd ${quoteSh(projectOf(file))} && npm install ${name}`,
  };
}

/** The nearest folder upwards that has a package.json; without one, that of the file, where npm makes one. */
function projectOf(file: string): string {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder)) return dirname(file);
  }
}

/** `bot.ts:12`: the innermost line of the user's own code in the stack, relative to the working folder. Never throws. */
export function placeOf(thrown: unknown): string | undefined {
  try {
    const stack: unknown = thrown instanceof Error ? thrown.stack : undefined;
    if (typeof stack !== 'string') return undefined;
    for (const line of stack.split('\n').slice(1)) {
      const [file, row] = frameOf(line.trim());
      if (file === '' || /[\\/]node_modules[\\/]/.test(file) || isOwn(file)) continue;
      return `${shortPath(file)}:${row}`;
    }
  } catch {
    // `Error.prepareStackTrace` is open to anyone, and so is `stack`.
  }
  return undefined;
}

/** The file and the row of `at f (/bot.ts:12:3)` or `at async /bot.ts:12:3`; an empty text where the line names no file. */
function frameOf(line: string): readonly [file: string, row: string] {
  const place = PLACE.exec(line);
  const before = line.slice(0, place?.index);
  const file = before.slice(before.lastIndexOf('(') + 1).replace(/^at (?:async )?/, '');
  return place !== null && PATH.test(file) && !file.includes(')') ? [file, place[1] ?? ''] : ['', ''];
}

/** The path as a user would type it. */
export function shortPath(file: string): string {
  const path = file.startsWith('file://') ? fileURLToPath(file) : file;
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith('..') ? path : fromHere;
}

const OWN = fileURLToPath(new URL('.', import.meta.url));

function isOwn(file: string): boolean {
  return (file.startsWith('file://') ? fileURLToPath(file) : file).startsWith(OWN);
}
