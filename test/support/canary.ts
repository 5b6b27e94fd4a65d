import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The `~` keeps any five characters of it from turning up by chance in a hash, a UUID or base64. */
const SECRET = 'Zq~Vk~Jw~Xy~Pz~Gm~Hx';

/** The last characters of every canary key, which may be shown. */
export const LAST_FOUR = SECRET.slice(-4);

/**
 * A key that no file, output or message of the whole test suite may hold beyond its last four characters. Two processes
 * that play with one key would be in each other's way, so each file takes a name of its own.
 */
export function canaryKey(name: string): string {
  return `bp_sk_${name}-${process.pid}_${SECRET}`;
}

const PIECE_LENGTH = LAST_FOUR.length + 1;
const PIECES = Array.from({ length: SECRET.length - PIECE_LENGTH + 1 }, (_, at) =>
  SECRET.slice(at, at + PIECE_LENGTH),
);

/** As text is written by those who escape a `~`, or hide what is inside a word. */
const ESCAPED = /%7e|\\u007e|\\x7e/gi;
const HIDDEN = /[\p{Cc}\p{Cf}]|\\u(?:00[0189][0-9a-f]|200[b-f])/giu;

/** The first piece of a canary key in a text, with what stands around it; null where there is none. */
export function leakIn(text: string): string | null {
  // All but the name has a `~` in every three characters.
  if (!/~|%7e|7e/i.test(text)) return null;
  const plain = text.replace(ESCAPED, '~').replace(HIDDEN, '');
  const at = Math.min(...PIECES.map((piece) => plain.indexOf(piece)).filter((found) => found !== -1));
  return at === Infinity ? null : JSON.stringify(plain.slice(Math.max(0, at - 60), at + 30));
}

/** Files that hold a key on purpose are called so. */
const KEY_FILE = /\.keys?$|^botpit-api-key$/;

/**
 * Every file in a folder, at any depth, that holds a piece of a canary key: `path: what stands there`. Links are not
 * followed, as what they lead to was not written here; newer versions of `readdir` follow them by themselves.
 */
export function leaksIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return leaksIn(path);
    if (!entry.isFile() || KEY_FILE.test(entry.name)) return [];
    const leak = leakIn(bytesOf(path));
    return leak === null ? [] : [`${path}: ${leak}`];
  });
}

/** Byte for byte, so that databases and dumps are searched too. */
function bytesOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    // A process that has just been killed takes its files with it.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
