/** Takes the key, and what leads to it, out of the environment, which an inline strategy could read. */
export function forgetKey(env: NodeJS.ProcessEnv): void {
  for (const name of ['BOTPIT_API_KEY', 'BOTPIT_API_KEY_FILE', 'CREDENTIALS_DIRECTORY']) delete env[name];
}
