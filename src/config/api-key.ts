import { BotpitError } from '../errors.js';
import { keyPrefixOf } from '../lib/api-key.js';
import { findSecret, type SecretKind } from './secret.js';

export interface ApiKey {
  readonly key: string;
  /** `BOTPIT_API_KEY` or the path of the file. */
  readonly origin: string;
  /** For a person; none of them holds any part of the key. */
  readonly warnings: readonly string[];
}

const API_KEY: SecretKind = {
  name: 'the API key',
  content: 'a key',
  code: 'config/no-key',
  variable: 'BOTPIT_API_KEY',
  credential: 'botpit-api-key',
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
}): Promise<ApiKey> {
  const found = await findSecret(API_KEY, from.env, from.apiKeyFile);
  if (found !== null) {
    const { value: key, origin, warnings } = found;
    return { key, origin, warnings };
  }
  throw new BotpitError('config/no-key', 'there is no API key', {
    hint:
      'Set BOTPIT_API_KEY, or name a file that holds the key: --api-key-file, BOTPIT_API_KEY_FILE or apiKeyFile in a ' +
      'config file (under systemd: the credential botpit-api-key). Without a key, play with --local.',
  });
}

/** At most the last four characters of a key, and of a short one nothing. */
export function maskKey(key: string): string {
  const prefix = keyPrefixOf(key);
  const last = key.length >= 12 && key.length - prefix.length >= 8 ? key.slice(-4) : '';
  return `${prefix}…${last}`;
}

/** Whether a text is an API key by its look. */
export function looksLikeKey(text: string): boolean {
  return keyPrefixOf(text.trim()) !== '';
}
