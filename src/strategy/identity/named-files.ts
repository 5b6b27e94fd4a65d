import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Specifiers of files in `import … from './x'`, `export … from`, `import('./x')`, `require('./x')`. */
const RELATIVE = /(?:\bfrom|\bimport|\brequire)\s*(?:\(\s*)?['"](\.{1,2}\/[^'"]+)['"]/g;

const ENDINGS = ['', '.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json', '/index.ts', '/index.js'];

const IN_PACKAGE = /[\\/]node_modules[\\/]/;
const CODE = /\.[cm]?[jt]sx?$/;

/**
 * Adds to the files that were loaded those that they name by relative paths and have not imported yet, such as an `import()`
 * in a function; in the order of their paths. Files of packages are taken as they are.
 */
export function namedFiles(loaded: ReadonlyMap<string, Buffer>): ReadonlyMap<string, Buffer> {
  const found = new Map(loaded);
  const waiting = [...loaded.keys()];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (IN_PACKAGE.test(path) || !CODE.test(path)) continue;
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
      if (existsSync(candidate) && statSync(candidate).isFile()) return candidate;
    }
  }
  return null;
}
