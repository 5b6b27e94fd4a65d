import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, type Stats, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { FileHash } from './loaded-files.js';

/** By path, as what does not look as if it had changed is not read again: executables are large. */
const known = new Map<string, { readonly stamp: string; readonly hash: string }>();

/** SHA-256 of a file of any size, in hex. Rejects where it cannot be read. */
export async function hashOfFile(path: string): Promise<string> {
  const stamp = stampOf(await stat(path));
  const before = known.get(path);
  if (before?.stamp === stamp) return before.hash;
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), hash);
  return remember(path, stamp, hash.digest('hex'));
}

/** Whether a file on the disk is another than it was, or has gone. */
export function isChanged({ path, hash }: FileHash): boolean {
  try {
    const stamp = stampOf(statSync(path));
    const before = known.get(path);
    if (before?.stamp === stamp) return before.hash !== hash;
    return remember(path, stamp, createHash('sha256').update(readFileSync(path)).digest('hex')) !== hash;
  } catch {
    return true;
  }
}

function remember(path: string, stamp: string, hash: string): string {
  known.set(path, { stamp, hash });
  return hash;
}

function stampOf({ size, mtimeMs, ctimeMs, ino }: Stats): string {
  return `${size} ${mtimeMs} ${ctimeMs} ${ino}`;
}
