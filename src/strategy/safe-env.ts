const NAMES = new Set(['BOTPIT_API_KEY', 'BOTPIT_API_KEY_FILE', 'CREDENTIALS_DIRECTORY']);

/** Every form of key that the arena has issued. */
const KEY_FORM = /^bp_(sk|live)_/;

/** The environment for a strategy: a copy without the API key, wherever it stands, and without where to find it. */
export function safeEnv(env: NodeJS.ProcessEnv, apiKey: string | undefined): Record<string, string> {
  const safe: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || NAMES.has(name.toUpperCase()) || KEY_FORM.test(value.trim())) continue;
    if (apiKey && value.includes(apiKey)) continue;
    safe[name] = value;
  }
  return safe;
}
