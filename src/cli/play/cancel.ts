import { BotpitClient } from '../../client/index.js';
import { BotpitError } from '../../errors.js';
import { within } from '../../lib/clock.js';
import type { Given } from '../command.js';
import { tell } from '../output.js';

const ANSWER_TIMEOUT_MS = 10_000;

/** Withdraws a challenge that this key has opened. */
export async function cancelChallenge(given: Given<'config' | 'key'>): Promise<void> {
  const { args, config, key, io } = given;
  const [challengeId = ''] = args;
  if (key === null) {
    throw new BotpitError('usage', `with --local there is no challenge ${challengeId} to withdraw`, {
      hint: 'Point --url at the arena that the challenge is open in.',
    });
  }
  await using client = new BotpitClient({
    apiKey: key,
    url: config.url,
    authTimeoutMs: config.authTimeoutMs,
    autoReconnect: false,
    logLevel: 'silent',
  });
  await client.connect();
  await withdraw(client, challengeId);
  const event = { event: 'challenge_cancelled', challengeId, wagerLamports: null } as const;
  tell(io, config, event, `Challenge ${challengeId} is withdrawn.`);
}

async function withdraw(client: BotpitClient, challengeId: string): Promise<void> {
  const withdrawn = new Promise<true>((resolve, reject) => {
    client.on('challenge_cancelled', ({ challenge_id }) => {
      if (challenge_id === challengeId) resolve(true);
    });
    client.on('error', ({ code, message, cause }) =>
      reject(cause ?? refused(challengeId, `${message} (${code})`)),
    );
    client.on('closed', ({ error }) => reject(error));
    client.send({ type: 'cancel_challenge', challenge_id: challengeId });
  });
  if (await within(ANSWER_TIMEOUT_MS, withdrawn)) return;
  throw refused(challengeId, `no answer within ${ANSWER_TIMEOUT_MS / 1000} s`);
}

function refused(challengeId: string, why: string): BotpitError {
  return new BotpitError('arena/refused', `the arena did not withdraw the challenge ${challengeId}: ${why}`, {
    hint: 'Only the key that opened a challenge can withdraw it, while it is open.',
  });
}
