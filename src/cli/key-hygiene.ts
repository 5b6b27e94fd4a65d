import type { RunnerEvent } from '../runner/index.js';

/** Takes the key, and what leads to it, out of the environment, which an inline strategy could read. */
export function forgetKey(env: NodeJS.ProcessEnv): void {
  for (const name of ['BOTPIT_API_KEY', 'BOTPIT_API_KEY_FILE', 'CREDENTIALS_DIRECTORY']) delete env[name];
}

/** The event without the key, should an arena repeat it in a name or a message. */
export function withoutKey(event: RunnerEvent, apiKey: string): RunnerEvent {
  const text = JSON.stringify(event);
  const written = JSON.stringify(apiKey).slice(1, -1);
  return text.includes(written) ? (JSON.parse(text.replaceAll(written, '[key]')) as RunnerEvent) : event;
}

/** The text without whatever looks like a key: for what is told where the key itself is not at hand. */
export function withoutKeys(text: string): string {
  return text.replace(/(bp_(?:sk|live)_)[^\s"'`,;]*/g, '$1…');
}
