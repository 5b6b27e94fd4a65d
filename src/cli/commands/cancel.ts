import { BotpitClient } from '../../client/index.js';
import { findApiKey, load } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import { EXIT } from '../../exit-codes.js';
import type { Io } from '../main.js';
import type { Flags } from '../program.js';

/** Withdraws a challenge that this key has opened. @returns the exit code */
export async function cancelChallenge(flags: Flags, challengeId: string, io: Io): Promise<number> {
  const { config } = await load({ flags, env: io.env, cwd: io.cwd() });
  if (config.local !== false) {
    throw new BotpitError('usage', 'with --local there is no challenge to withdraw', {
      hint: 'Point --url at the arena that the challenge is open in.',
    });
  }
  const { key } = await findApiKey({ env: io.env, apiKeyFile: config.apiKeyFile });
  await using client = new BotpitClient({ apiKey: key, url: config.url, authTimeoutMs: config.authTimeoutMs, logLevel: 'silent' });
  await client.connect();
  await new Promise<void>((resolve, reject) => {
    client.on('challenge_cancelled', ({ challenge_id }) => {
      if (challenge_id === challengeId) resolve();
    });
    client.on('error', ({ code, message, cause }) => {
      reject(cause ?? new BotpitError('arena/refused', `the arena did not withdraw it: ${message} (${code})`));
    });
    client.on('closed', ({ error }) => reject(error));
    client.send({ type: 'cancel_challenge', challenge_id: challengeId });
  });
  const event = { event: 'challenge_cancelled', time: new Date().toISOString(), challenge_id: challengeId };
  io.stdout.write(config.json ? `${JSON.stringify(event)}\n` : `Challenge ${challengeId} is withdrawn.\n`);
  return EXIT.ok;
}
