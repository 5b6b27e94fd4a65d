import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { basename, dirname, extname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PACKAGE_ROOT } from '../../lib/package-root.js';
import { isFile } from '../../lib/read-user-file.js';
import { compiledFolder } from '../../lib/user-folders.js';

/** A file that a strategy was loaded from, by its path and SHA-256 in hex. */
export interface FileHash {
  readonly path: string;
  readonly hash: string;
}

/** The same with what it held. Plain data: it travels to threads and processes. */
export interface LoadedFile extends FileHash {
  /** One character a byte; null where it is not kept: a large file, or one that only a program reads. */
  readonly content: string | null;
}

/** Files that hold code. They are served as they were loaded at any time; other files only while a strategy is loaded. */
const CODE = new Set(['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx']);

const { readFileSync } = fs;
const { readFile } = fs.promises;
const { extensions } = createRequire(import.meta.url) as unknown as {
  extensions: Record<string, (module: NodeModule & { _compile?: Compile }, path: string) => unknown>;
};
type Compile = (code: string, path: string) => unknown;

/** In this thread: the files as they were loaded, by path. */
const kept = new Map<string, Buffer>();
/** What was read for each strategy that is being loaded; two at the same time may be told of each other's files. */
const recording = new Set<Map<string, Buffer>>();
let loading = 0;
let isInstalled = false;

/** From now on in this thread, these files are what they were when they were loaded, whatever is on the disk. */
export function keepFiles(files: readonly LoadedFile[]): void {
  if (files.length > 0) install();
  for (const { path, content } of files) {
    if (content !== null) kept.set(path, Buffer.from(content, 'latin1'));
  }
}

/** Loads a strategy; files that are kept are served from memory. */
export async function whileLoading<T>(load: () => Promise<T>): Promise<T> {
  loading++;
  try {
    return await load();
  } finally {
    loading--;
  }
}

/**
 * Loads a strategy and tells what it was loaded from: every module, from packages too, and every file that `readFileSync` or
 * the `readFile` of `fs/promises` read meanwhile, as well as modules that those of the user's own name by relative paths and
 * have not imported yet.
 * @param keeps whether they stay what they were from now on, for what is imported later
 */
export async function recordFiles<T>(
  load: () => Promise<T>,
  keeps: boolean,
): Promise<readonly [T, FileHash[]]> {
  const seen = new Map<string, Buffer>();
  recording.add(seen);
  install();
  try {
    const value = await whileLoading(load);
    const files = namedFiles(seen);
    if (keeps) for (const [path, bytes] of files) kept.set(path, bytes);
    return [value, [...files].map(([path, bytes]) => ({ path, hash: sha256(bytes) }))];
  } finally {
    recording.delete(seen);
    if (kept.size === 0 && recording.size === 0) uninstall();
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * All that loads modules goes through these: jiti and `require` through `readFileSync`, Node's own modules through that or,
 * in Node 20, through `readFile`; there, CommonJS that is `import`ed is read past both, and compiled from what is kept.
 */
function install(): void {
  if (isInstalled) return;
  isInstalled = true;
  fs.readFileSync = readSync as typeof fs.readFileSync;
  fs.promises.readFile = read as typeof fs.promises.readFile;
  for (const ending of ['.js', '.json']) wrap(ending);
  syncBuiltinESMExports();
}

const originals = { '.js': extensions['.js'], '.json': extensions['.json'] };

function uninstall(): void {
  isInstalled = false;
  fs.readFileSync = readFileSync;
  fs.promises.readFile = readFile;
  for (const [ending, handler] of Object.entries(originals)) if (handler) extensions[ending] = handler;
  syncBuiltinESMExports();
}

function wrap(ending: string): void {
  const handler = extensions[ending];
  if (!handler) return;
  extensions[ending] = (module, path) => {
    loading++;
    try {
      bytesFor(path);
      const own = ending === '.js' && READS_PAST ? kept.get(path) : undefined;
      if (!own || !module._compile) return handler(module, path);
      return module._compile(own.toString('utf8').replace(/^\uFEFF/, ''), path);
    } finally {
      loading--;
    }
  };
}

const READS_PAST = Number(process.versions.node.split('.')[0]) < 22;

function readSync(path: unknown, options?: unknown): unknown {
  const bytes = isPlain(options) ? bytesFor(path) : undefined;
  return bytes ? encoded(bytes, options) : readFileSync(path as string, options as BufferEncoding);
}

async function read(path: unknown, options?: unknown): Promise<unknown> {
  const bytes = isPlain(options) ? bytesFor(path) : undefined;
  return bytes ? encoded(bytes, options) : readFile(path as string, options as BufferEncoding);
}

/** What a file is to hold for whoever reads it now; undefined where that is not decided here. */
function bytesFor(given: unknown): Buffer | undefined {
  const path = pathOf(given);
  if (path === null) return undefined;
  const own = kept.get(path);
  if (own && (loading > 0 || CODE.has(extname(path)))) return own;
  if (recording.size === 0 || loading === 0 || isBotpits(path)) return undefined;
  try {
    const bytes = readFileSync(path);
    for (const seen of recording) if (!seen.has(path)) seen.set(path, bytes);
    return bytes;
  } catch {
    // Whoever reads it is told why it cannot be read.
    return undefined;
  }
}

function pathOf(given: unknown): string | null {
  try {
    if (typeof given === 'string') return resolve(given.startsWith('file:') ? fileURLToPath(given) : given);
    return given instanceof URL ? fileURLToPath(given) : null;
  } catch {
    // The address of something that is not a file.
    return null;
  }
}

/** The rest of the options say how a file is opened, or that reading is given up. */
function isPlain(options: unknown): boolean {
  if (typeof options !== 'object' || options === null) return true;
  const { flag, signal } = options as { flag?: unknown; signal?: unknown };
  return (flag === undefined || flag === null || flag === 'r') && !signal;
}

function encoded(bytes: Buffer, options: unknown): Buffer | string {
  const encoding =
    typeof options === 'string' ? options : (options as { encoding?: string } | undefined)?.encoding;
  return encoding ? bytes.toString(encoding as BufferEncoding) : Buffer.from(bytes);
}

/** Found when it is first asked for. */
let botpits: readonly string[] | undefined;

/** botpit and its loader are known by their own version; and loaders look into every `package.json` on their way. */
function isBotpits(path: string): boolean {
  if (basename(path) === 'package.json') return true;
  botpits ??= [
    ...['dist', 'src'].map((name) => fileURLToPath(new URL(name, PACKAGE_ROOT))),
    dirname(createRequire(import.meta.url).resolve('jiti/package.json')),
    compiledFolder(),
  ].flatMap((folder) => (folder === false ? [] : [join(folder, sep)]));
  return botpits.some((folder) => path.startsWith(folder));
}

/** Specifiers of files in `import … from './x'`, `export … from`, `import('./x')`, `require('./x')`. */
const RELATIVE = /(?:\bfrom|\bimport|\brequire)\s*(?:\(\s*)?['"](\.{1,2}\/[^'"]+)['"]/g;

const ENDINGS = ['', '.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json', '/index.ts', '/index.js'];

const IN_PACKAGE = /[\\/]node_modules[\\/]/;

/**
 * Adds to the files that were loaded those that they name by relative paths and have not imported yet, such as an `import()`
 * in a function; in the order of their paths. Files of packages are taken as they are.
 */
function namedFiles(loaded: ReadonlyMap<string, Buffer>): ReadonlyMap<string, Buffer> {
  const found = new Map(loaded);
  const waiting = [...loaded.keys()];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (IN_PACKAGE.test(path) || !CODE.has(extname(path))) continue;
    for (const [, specifier = ''] of (found.get(path)?.toString() ?? '').matchAll(RELATIVE)) {
      const named = resolveImport(join(dirname(path), specifier));
      if (named === null || found.has(named)) continue;
      found.set(named, readFileSync(named));
      waiting.push(named);
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** As loaders of TypeScript look: `./x.js` may mean `x.ts`. */
function resolveImport(path: string): string | null {
  const source = path.replace(/\.([cm]?)js$/, '.$1ts');
  for (const base of [path, source]) {
    for (const ending of ENDINGS) {
      const candidate = `${base}${ending}`;
      if (isFile(candidate)) return candidate;
    }
  }
  return null;
}
