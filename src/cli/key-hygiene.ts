import { safeEnv } from '../strategy/index.js';

/**
 * Takes out of the environment what no strategy's own may hold: an inline strategy could read it, and any other finds it
 * in a diagnostic report of the process.
 * @param apiKey the key in use, where there is one
 */
export function forgetKey(env: NodeJS.ProcessEnv, apiKey = env.BOTPIT_API_KEY?.trim()): void {
  const safe = safeEnv(env, apiKey);
  for (const name of Object.keys(env)) if (!(name in safe)) delete env[name];
}
