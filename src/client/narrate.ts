import type { ClientEvent } from './events.js';
import type { Log } from './log.js';
import { BY_CALLER } from './machine.js';

/** Writes to the log what an operator would want to read of an event. Matches and turns are not the log's business. */
export function narrate(event: ClientEvent, log: Log): void {
  switch (event.type) {
    case 'connected':
      log.write('info', `connected as ${event.agent_name}`, { agentId: event.agent_id });
      return;
    case 'disconnected':
      // An outage is never silent: a bot that nobody watches would seem to wait for an opponent.
      log.write(event.reason === BY_CALLER ? 'info' : 'warn', `disconnected: ${event.reason}`, {
        code: event.code,
      });
      return;
    case 'reconnecting':
      log.write('info', `reconnecting in ${Math.round(event.delayMs)} ms: ${event.reason}`, {
        attempt: event.attempt,
      });
      return;
    case 'incomplete':
      log.write('warn', `${event.detail}; the message is read without it`, { field: event.field });
      return;
    case 'malformed':
      log.write('warn', `dropped a malformed frame: ${event.detail}`, { problem: event.problem });
      return;
    case 'error':
      log.write(event.cause === undefined ? 'warn' : 'error', event.message, { code: event.code });
      return;
    default:
      return;
  }
}
