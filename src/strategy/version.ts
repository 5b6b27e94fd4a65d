import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, relative, sep } from 'node:path';
import { version } from '../version.js';
import { strategyFiles } from './files.js';
import { resolveStrategy } from './resolve.js';

/** The longest part of a command line that is looked at as a file. */
const MOST_BYTES = 16 * 2 ** 20;

/**
 * What tells one version of a strategy from another: the hash of its file and of those that it imports by relative paths;
 * of a command, that of its words and of the files among them; of a built-in one, the version of botpit.
 * @returns null where it cannot be read
 */
export async function strategyVersion(spec: string): Promise<string | null> {
  try {
    const source = resolveStrategy(spec);
    if (source.kind === 'built-in') return `botpit-${version()}`;
    if (source.kind === 'file') {
      const files = await strategyFiles(source.file);
      // A file alone is told by its content, whatever it is called.
      if (files.size === 1) return digest([...files.values()]);
      const folder = dirname(source.file);
      const named = [...files].flatMap(([path, content]) => [placeOf(path, folder), content]);
      return digest(named);
    }
    const files = await Promise.all(source.argv.slice(1).map(contentOf));
    return digest([source.line, ...files]);
  } catch {
    // Loading it tells what is wrong, and in better words.
    return null;
  }
}

function placeOf(path: string, folder: string): string {
  return relative(folder, path).split(sep).join('/');
}

async function contentOf(word: string): Promise<Buffer | string> {
  try {
    const content = await readFile(word);
    return content.length > MOST_BYTES ? '' : content;
  } catch {
    // No file: an option, or a word of its own.
    return '';
  }
}

function digest(parts: readonly (Uint8Array | string)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 12);
}
