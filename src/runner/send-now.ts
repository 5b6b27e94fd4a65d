import type { BotpitClient, Command } from '../client/index.js';
import { BotpitError, type ErrorCode } from '../errors.js';

/**
 * Sends on the connection at hand or not at all; where it is gone, `disconnected` is on its way.
 * @returns whether it could be sent
 * @throws BotpitError `usage` for what is too long
 */
export function sendNow(client: BotpitClient, command: Command): boolean {
  try {
    client.send(command);
    return true;
  } catch (error) {
    if (error instanceof BotpitError && error.code === 'connection/not-open') return false;
    throw error;
  }
}

/** How the client's errors say that a move did not leave. */
export const NOT_SENT: ReadonlySet<string> = new Set<ErrorCode>([
  'connection/not-open',
  'move/too-late',
  'move/not-json',
  'usage',
]);
