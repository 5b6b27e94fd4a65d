import type { Stats } from 'node:fs';
import { join } from 'node:path';
import { BotpitError, type ErrorCode } from '../errors.js';
import { keyPrefixOf, withoutKeys } from '../lib/api-key.js';
import { readUserFile, UnreadableFile } from '../lib/read-user-file.js';

/** A text that must not stand on a command line, since every user of the machine can read those. */
export interface SecretKind {
  /** For a person: `the API key`. */
  readonly name: string;
  /** What its file must hold: `a key`. */
  readonly content: string;
  /** The error where it cannot be read. */
  readonly code: ErrorCode;
  /** The environment variable that may hold it. */
  readonly variable: string;
  /** The name of the systemd credential that may hold it. */
  readonly credential: string;
  /** What to do without it, as the end of a hint. */
  readonly without?: string;
}

export interface Secret {
  readonly value: string;
  /** The variable, or the path of the file. */
  readonly origin: string;
  /** For a person; none of them holds any part of the secret. */
  readonly warnings: readonly string[];
}

/**
 * A secret from its variable, else from `file`, else from the systemd credential, without the white space around it. A file
 * that others can read is a warning.
 * @param file an absolute path; null where none is named
 * @returns null where there is none
 * @throws BotpitError where a file cannot be read, is empty or holds more than the secret
 */
export async function findSecret(
  kind: SecretKind,
  env: Readonly<Record<string, string | undefined>>,
  file: string | null,
): Promise<Secret | null> {
  const { variable, credential } = kind;
  const given = env[variable];
  if (given) return { value: checked(kind, given, variable), origin: variable, warnings: [] };
  if (file !== null) return readSecretFile(kind, file, false);
  const { CREDENTIALS_DIRECTORY } = env;
  return CREDENTIALS_DIRECTORY ? readSecretFile(kind, join(CREDENTIALS_DIRECTORY, credential), true) : null;
}

/** The text without API keys, and without what may be secret in URLs: user names, passwords, and what follows a `?` or `#`. */
export function redact(text: string): string {
  return withoutKeys(text)
    .replace(/:\/\/[^\s/"'`]*@/g, '://…@')
    .replace(/[^\s"'`]+/g, withoutQuery);
}

function withoutQuery(word: string): string {
  const scheme = word.indexOf('://');
  const query = scheme === -1 ? -1 : word.slice(scheme).search(/[?#]/);
  return query === -1 ? word : `${word.slice(0, scheme + query + 1)}…`;
}

const MAX_FILE_BYTES = 64 * 1024;

/**
 * @param isCredential whether systemd grants access to it, by a list that shows as group bits: the mode says nothing then
 * @returns null for a credential that is not there
 */
async function readSecretFile(kind: SecretKind, path: string, isCredential: boolean): Promise<Secret | null> {
  try {
    const { text, stats } = await readUserFile(path, MAX_FILE_BYTES);
    const value = checked(kind, text, path);
    const warning = `${redact(path)} holds ${kind.name} and others can read it; chmod 600 mends that`;
    return { value, origin: path, warnings: !isCredential && isExposed(stats) ? [warning] : [] };
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    if (isCredential && error.code === 'ENOENT') return null;
    const what = `${redact(path)}, the file of ${kind.name}, cannot be read: ${error.message}`;
    throw new BotpitError(kind.code, what, {
      hint:
        error.code === 'ENOENT'
          ? `Check the path, or put ${kind.name} into a new file there, with mode 600.${kind.without ?? ''}`
          : 'Check the path, and that it is a file that you may read.',
    });
  }
}

function isExposed({ mode, uid }: Stats): boolean {
  // A file of another user is readable through its group: containers deliver secrets this way.
  const isMine = uid === process.getuid?.();
  // Windows has no such bits; Node makes them up.
  return process.platform !== 'win32' && (mode & (isMine ? 0o044 : 0o004)) !== 0;
}

function checked({ name, content, code }: SecretKind, text: string, origin: string): string {
  const value = text.trim();
  if (value !== '' && !/\s/.test(value)) return value;
  const what = value === '' ? 'is empty' : `holds more than ${content}`;
  throw new BotpitError(code, `${redact(origin)} ${what}`, {
    hint: `It must hold ${name} and nothing else.`,
  });
}

const API_KEY: SecretKind = {
  name: 'the API key',
  content: 'a key',
  code: 'config/no-key',
  variable: 'BOTPIT_API_KEY',
  credential: 'botpit-api-key',
  without: ' Without a key, play with --local.',
};

/**
 * The API key from `BOTPIT_API_KEY`, else from `apiKeyFile`, else from `$CREDENTIALS_DIRECTORY/botpit-api-key`, without
 * the white space around it. A file that others can read is a warning.
 * @param apiKeyFile an absolute path, as in `Config`
 * @throws BotpitError `config/no-key` where there is none, or where the file cannot be read or holds no key
 */
export async function findApiKey(from: {
  env: Readonly<Record<string, string | undefined>>;
  apiKeyFile: string | null;
}): Promise<Secret> {
  const found = await findSecret(API_KEY, from.env, from.apiKeyFile);
  if (found !== null) return found;
  throw new BotpitError('config/no-key', 'there is no API key', {
    hint:
      'Set BOTPIT_API_KEY, or name a file that holds the key: --api-key-file, BOTPIT_API_KEY_FILE or apiKeyFile in a ' +
      `config file (under systemd: the credential botpit-api-key).${API_KEY.without}`,
  });
}

/** At most the last four characters of a key, and of a short one nothing. */
export function maskKey(key: string): string {
  const prefix = keyPrefixOf(key);
  const last = key.length >= 12 && key.length - prefix.length >= 8 ? key.slice(-4) : '';
  return `${prefix}…${last}`;
}

/** Whether a text looks like an API key. */
export function looksLikeKey(text: string): boolean {
  return keyPrefixOf(text.trim()) !== '';
}
