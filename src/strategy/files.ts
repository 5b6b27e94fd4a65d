import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** Specifiers of files in `import … from './x'`, `export … from`, `import('./x')`, `require('./x')`. */
const RELATIVE = /(?:\bfrom|\bimport|\brequire)\s*(?:\(\s*)?['"](\.{1,2}\/[^'"]+)['"]/g;

const ENDINGS = ['', '.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json', '/index.ts', '/index.js'];

/**
 * A strategy file and the files that it imports by relative paths, and those by theirs; in the order of their paths. What
 * it imports by a path that is put together at run time is not found, and packages are not looked for.
 * @returns absolute paths with contents
 */
export async function strategyFiles(file: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = new Map<string, Buffer>();
  const waiting = [resolve(file)];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue;
    const content = await readFile(path);
    found.set(path, content);
    for (const [, specifier = ''] of content.toString().matchAll(RELATIVE)) {
      const imported = resolveImport(join(dirname(path), specifier));
      if (imported !== null) waiting.push(imported);
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
      if (existsSync(candidate) && statSync(candidate).isFile()) return candidate;
    }
  }
  return null;
}
