import { isAbsolute } from 'node:path';
import type { Redis } from 'ioredis';
import { BotpitError } from '../../errors.js';
import type { QueueConnectionEvent } from './events.js';

const LONGEST_WAIT_MS = 5_000;

/**
 * A connection to Redis, which is made anew whenever it is lost, for good: commands wait meanwhile.
 * @param url `redis://…`, `rediss://…`, or the path of a socket
 * @throws BotpitError `usage` where the address is none, `connection/unreachable`
 */
export async function openRedis(url: string, onEvent: (event: QueueConnectionEvent) => void): Promise<Redis> {
  const shown = shownAddress(url);
  const { Redis } = await import('ioredis');
  let opened = false;
  let up = true;
  let reason = 'no answer';
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (opened ? Math.min(100 * 2 ** Math.min(times, 10), LONGEST_WAIT_MS) : null),
  });
  redis.on('error', (error: Error) => {
    reason = reasonOf(error);
  });
  try {
    await redis.connect();
    // A wrong password is told by the first command only.
    await redis.ping();
  } catch (error) {
    redis.disconnect();
    // The error itself may hold the password among the arguments of its command.
    const said = error instanceof Error && !/Connection is closed/.test(error.message);
    throw new BotpitError(
      'connection/unreachable',
      `cannot reach Redis at ${shown}: ${said ? reasonOf(error) : reason}`,
      { hint: 'Check the address and that redis-server runs there.' },
    );
  }
  opened = true;
  redis.on('close', () => {
    if (up && redis.status !== 'end') onEvent({ kind: 'connection', state: 'lost' });
    up = false;
  });
  redis.on('ready', () => {
    if (!up) onEvent({ kind: 'connection', state: 'restored' });
    up = true;
  });
  return redis;
}

/** One more connection to the same Redis, for commands that wait. */
export function anotherOf(redis: Redis): Redis {
  const other = redis.duplicate();
  // The first connection tells of what befalls both.
  other.on('error', () => undefined);
  return other;
}

/** The address without user and password. @throws BotpitError `usage` */
export function shownAddress(url: string): string {
  if (isAbsolute(url)) return url;
  try {
    const { protocol, host, pathname } = new URL(url);
    if (host !== '' && (protocol === 'redis:' || protocol === 'rediss:'))
      return `${protocol}//${host}${pathname}`;
  } catch {
    // Told below, without the text, which may hold a password.
  }
  throw new BotpitError('usage', 'the queue is no address of a Redis', {
    hint: 'Write redis://host:6379, rediss://user:password@host:6379, or the path of its socket.',
  });
}

/** What Redis said, without what it was asked. */
export function reasonOf(error: unknown): string {
  const { message, code } = error as { message?: unknown; code?: unknown };
  return String(message || code || error).split('\n', 1)[0] ?? '';
}

/** Waits for what may never come, as Redis may be gone. @returns whether it came */
export async function within(ms: number, promise: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, ms, false);
  });
  try {
    return await Promise.race([
      promise.then(
        () => true,
        () => false,
      ),
      late,
    ]);
  } finally {
    clearTimeout(timer);
  }
}
