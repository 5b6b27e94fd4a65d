import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { BotpitError } from '../errors.js';

/** Arena keys begin so. */
const KEY_PREFIX = /^bp_(?:sk|live)_/;

export interface ApiKey {
  readonly key: string;
  /** `BOTPIT_API_KEY` or the path of the file. */
  readonly origin: string;
  /** For a person; none of them holds any part of the key. */
  readonly warnings: readonly string[];
}

/**
 * The API key from `BOTPIT_API_KEY`, else from `apiKeyFile`, else from `$CREDENTIALS_DIRECTORY/botpit-api-key`, without
 * the white space around it. A file that others can read is a warning.
 * @param apiKeyFile an absolute path, as in `Config`
 * @throws BotpitError `config/no-key` where there is none, or where the file cannot be read or holds no key
 */
export async function findApiKey(from: {
  env: Readonly<Record<string, string | undefined>>;
  apiKeyFile: string | null;
}): Promise<ApiKey> {
  const { BOTPIT_API_KEY, CREDENTIALS_DIRECTORY } = from.env;
  if (BOTPIT_API_KEY)
    return { key: checked(BOTPIT_API_KEY, 'BOTPIT_API_KEY'), origin: 'BOTPIT_API_KEY', warnings: [] };
  if (from.apiKeyFile !== null) return readKeyFile(from.apiKeyFile);
  if (CREDENTIALS_DIRECTORY) {
    const found = await readCredential(join(CREDENTIALS_DIRECTORY, 'botpit-api-key'));
    if (found !== null) return found;
  }
  throw new BotpitError('config/no-key', 'there is no API key', {
    hint:
      'Set BOTPIT_API_KEY, or name a file that holds the key: --api-key-file, BOTPIT_API_KEY_FILE or apiKeyFile in a ' +
      'config file (under systemd: the credential botpit-api-key). Without a key, play with --local.',
  });
}

/** At most the last four characters of a key, and of a short one nothing. */
export function maskKey(key: string): string {
  const prefix = KEY_PREFIX.exec(key)?.[0] ?? '';
  const last = key.length >= 12 && key.length - prefix.length >= 8 ? key.slice(-4) : '';
  return `${prefix}…${last}`;
}

/** Whether a text is an API key by its look. */
export function looksLikeKey(text: string): boolean {
  return KEY_PREFIX.test(text.trim());
}

// In a URL, an underscore may be written as its number.
const KEYS = /(bp(?:_|%5f)(?:sk|live)(?:_|%5f))[^\s"'`,;]*/gi;

/** The text without API keys and without the user names and passwords of URLs. */
export function redact(text: string): string {
  return text.replace(KEYS, '$1…').replace(/:\/\/[^\s/"'`]*@/g, '://…@');
}

async function readKeyFile(path: string): Promise<ApiKey> {
  try {
    await using file = await open(path);
    const { mode, uid } = await file.stat();
    const key = checked(await file.readFile('utf8'), path);
    // Windows has no such bits: Node makes them up there.
    const isMine = uid === process.getuid?.();
    // What belongs to another is shown to us by its group: so containers deliver secrets.
    const exposed = process.platform !== 'win32' && (mode & (isMine ? 0o044 : 0o004)) !== 0;
    const warning = `${redact(path)} holds the API key and others can read it; chmod 600 mends that`;
    return { key, origin: path, warnings: exposed ? [warning] : [] };
  } catch (error) {
    throw unreadable(path, error);
  }
}

/**
 * A systemd credential, null where there is none of that name. Its mode is not looked at: systemd grants access by a
 * list that shows as group bits.
 */
async function readCredential(path: string): Promise<ApiKey | null> {
  try {
    await using file = await open(path);
    return { key: checked(await file.readFile('utf8'), path), origin: path, warnings: [] };
  } catch (error) {
    if (isErrno(error) && error.code === 'ENOENT') return null;
    throw unreadable(path, error);
  }
}

function checked(content: string, origin: string): string {
  const key = content.trim();
  if (key === '' || /\s/.test(key)) {
    throw new BotpitError(
      'config/no-key',
      `${redact(origin)} ${key === '' ? 'is empty' : 'holds more than a key'}`,
      {
        hint: 'It must hold the API key and nothing else.',
      },
    );
  }
  return key;
}

function unreadable(path: string, error: unknown): unknown {
  if (!isErrno(error)) return error;
  return new BotpitError('config/no-key', `the API key file ${redact(path)} cannot be read (${error.code})`, {
    hint: 'Check the path, and that it is a file that you may read.',
  });
}

function isErrno(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}
