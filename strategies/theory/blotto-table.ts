import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type BlottoTable, TABLE_LENGTH } from './blotto.js';
import { PACKED } from './blotto-values.js';

/**
 * The tables of `./blotto.js` as they are kept.
 *
 *     shippedTable()          // in 8 bits, a part of botpit; unpacked when first asked for
 *     readFullTable(file)     // in 16 bits, as `npm run solve -- --full` has left it at `fullTableFile()`
 */

let shipped: BlottoTable | undefined;

/** The same table each time. No response gains more than 0.002 against play on it. */
export function shippedTable(): BlottoTable {
  shipped ??= { values: gunzipSync(Buffer.from(PACKED, 'base64')), scale: 255 };
  return shipped;
}

/**
 * The table that no response gains more than 0.00002 against.
 * @throws Error that says what to run, where there is no such file or something else in it
 */
export function readFullTable(file: string): BlottoTable {
  let bytes: Buffer;
  try {
    bytes = gunzipSync(readFileSync(file));
  } catch (error) {
    throw new Error(`no table of blotto in ${file}: build it once with \`npm run solve -- --full\``, {
      cause: error,
    });
  }
  if (bytes.length !== 2 * TABLE_LENGTH) {
    throw new Error(`${file} is not a table of blotto: build it again with \`npm run solve -- --full\``);
  }
  // Little-endian on every machine.
  const values = Uint16Array.from({ length: TABLE_LENGTH }, (_, i) => bytes.readUInt16LE(2 * i));
  return { values, scale: 65535 };
}

/** Where the full table lies: in the user's folder for what can be made again. */
export function fullTableFile(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: string = process.platform,
): string {
  return join(cacheFolder(env, platform), 'botpit', 'blotto-16-bit.gz');
}

function cacheFolder(env: Readonly<Record<string, string | undefined>>, platform: string): string {
  if (env.XDG_CACHE_HOME) return env.XDG_CACHE_HOME;
  if (platform === 'win32') return env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local');
  return platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');
}
