const NAMES = new Set([
  'BOTPIT_API_KEY',
  'BOTPIT_API_KEY_FILE',
  'BOTPIT_QUEUE',
  'BOTPIT_QUEUE_FILE',
  'BOTPIT_WEBHOOK',
  'CREDENTIALS_DIRECTORY',
]);

/** Every form of key that the arena has issued, also inside a URL. */
const KEY_FORM = /bp(?:_|%5f)(?:sk|live)(?:_|%5f)/i;

/**
 * The environment for a strategy: a copy without the API key, wherever it stands, without where to find it, and without
 * the webhook and the queue of the lab, whose addresses are secrets too.
 */
export function safeEnv(
  env: Readonly<Record<string, string | undefined>>,
  apiKey: string | undefined,
): Record<string, string> {
  const safe: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || NAMES.has(name.toUpperCase()) || KEY_FORM.test(value)) continue;
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
