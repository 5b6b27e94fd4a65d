import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { version } from '../version.js';
import { resolveStrategy } from './resolve.js';

/** The longest part of a command line that is looked at as a file. */
const MOST_BYTES = 16 * 2 ** 20;

/**
 * What tells one version of a strategy from another: the hash of its file; of a command, that of its words and of the files
 * among them; of a built-in one, the version of botpit. Files that those import do not count.
 * @returns null where it cannot be read
 */
export async function strategyVersion(spec: string): Promise<string | null> {
  try {
    const source = resolveStrategy(spec);
    if (source.kind === 'built-in') return `botpit-${version()}`;
    if (source.kind === 'file') return digest([await readFile(source.file)]);
    const files = await Promise.all(source.argv.slice(1).map(contentOf));
    return digest([source.line, ...files]);
  } catch {
    // Loading it tells what is wrong, and in better words.
    return null;
  }
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

function digest(parts: readonly (Buffer | string)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 12);
}
