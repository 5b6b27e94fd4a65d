import { isAbsolute } from 'node:path';
import { BotpitError } from '../../errors.js';

/**
 * The address of a queue as it may be shown: without user, password and options.
 * @param url of a Redis server, or the path of its socket
 * @throws BotpitError `usage` for anything else
 */
export function shownAddress(url: string): string {
  if (isAbsolute(url)) return url;
  try {
    const { protocol, host, pathname } = new URL(url);
    if (host !== '' && (protocol === 'redis:' || protocol === 'rediss:'))
      return `${protocol}//${host}${pathname}`;
  } catch {
    // Refused below, without the text, which may hold a password.
  }
  throw new BotpitError('usage', 'the queue is not the address of a Redis server', {
    hint: 'Write redis://host:6379, rediss://user:password@host:6379, or the path of its socket.',
  });
}
