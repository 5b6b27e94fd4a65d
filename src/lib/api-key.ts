import { createHash } from 'node:crypto';

/*
 * What API keys look like, and who must not see one.
 */

/** Keys that the arena issues now begin so. */
export const KEY_PREFIX = 'bp_sk_';

/** As patterns of regular expressions: how keys begin, older ones too; and the same inside a URL, where an underscore may be written as its number. */
export const KEY_START = 'bp_(?:sk|live)_';
export const KEY_START_IN_URL = 'bp(?:_|%5[Ff])(?:sk|live)(?:_|%5[Ff])';

/** A key with all that may belong to it. */
const KEYS = new RegExp(`(${KEY_START_IN_URL})[^\\s"'\`,;]*`, 'gi');

/** A text without API keys. */
export function withoutKeys(text: string): string {
  return text.replace(KEYS, '$1…');
}

const PREFIX = new RegExp(`^${KEY_START}`);
const ANYWHERE = new RegExp(KEY_START_IN_URL, 'i');

/** How a key begins; an empty text where it does not look like one. */
export function keyPrefixOf(key: string): string {
  return PREFIX.exec(key)?.[0] ?? '';
}

/** Names the owner of a key in the records, without telling anything of the key: 16 hex digits. */
export function accountOf(apiKey: string): string {
  return createHash('sha256').update(`botpit account ${apiKey}`).digest('hex').slice(0, 16);
}

/** Variables that hold a secret, or where to find one: the webhook and the queue of the lab have addresses that are secrets. */
const SECRET_VARIABLES = new Set([
  'BOTPIT_API_KEY',
  'BOTPIT_API_KEY_FILE',
  'BOTPIT_QUEUE',
  'BOTPIT_QUEUE_FILE',
  'BOTPIT_WEBHOOK',
  'CREDENTIALS_DIRECTORY',
]);

/** The environment for a strategy: a copy without the API key, wherever it stands, and without the other secrets. */
export function safeEnv(
  env: Readonly<Record<string, string | undefined>>,
  apiKey: string | undefined,
): Record<string, string> {
  const safe: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || SECRET_VARIABLES.has(name.toUpperCase()) || ANYWHERE.test(value)) continue;
    if (apiKey && value.includes(apiKey)) continue;
    safe[name] = value;
  }
  return safe;
}

/**
 * Takes the same out of an environment itself: an inline strategy could read it, and any other finds it in a diagnostic
 * report of the process.
 * @param apiKey the key in use, where there is one
 */
export function forgetSecrets(env: NodeJS.ProcessEnv, apiKey = env.BOTPIT_API_KEY?.trim()): void {
  const safe = safeEnv(env, apiKey);
  for (const name of Object.keys(env)) if (!(name in safe)) delete env[name];
}
