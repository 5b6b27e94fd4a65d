import { type Config, webhookFormatOf } from '../config/index.js';
import { tryWebhook } from '../monitoring/index.js';
import { type Diagnosis, ok, skipped, warning } from './diagnosis.js';

const MENDS = {
  json: 'Check the URL, and what listens there.',
  discord: 'Copy the URL of the webhook again from the settings of the channel.',
  slack: 'Copy the URL of the webhook again from the app, and look whether the channel is still there.',
  telegram:
    'The URL ends in /sendMessage, with the token of the bot before it. Check webhookChat, and that the bot was let into the chat.',
} as const;

/** Sends a notice that says it is a test: whether it arrives, only the receiver knows. Play goes on without it, so it is a warning. */
export async function checkWebhook(config: Config): Promise<Diagnosis> {
  const { webhook: url } = config;
  const format = webhookFormatOf(config);
  if (url === null || format === null) return skipped('none is set');
  // The rest of it is secret.
  const { origin } = new URL(url);
  const why = await tryWebhook({ ...config, url, format }, config.profile);
  if (why === null) return ok(`${origin} took a test notice (${format})`);
  return warning(`${origin} did not take a test notice (${format}): ${why}`, MENDS[format]);
}
