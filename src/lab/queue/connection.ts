import { setTimeout } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { BotpitError } from '../../errors.js';
import type { GameId } from '../../games/index.js';
import { backoffDelayMs, within } from '../../lib/clock.js';
import { shownAddress } from './address.js';

/**
 * What befalls the connection to Redis: that it is lost, or that Redis refuses commands, and then that all is well again.
 * Whoever needs it waits meanwhile.
 */
export type QueueConnectionEvent =
  | { readonly kind: 'connection'; readonly state: 'lost' | 'restored' }
  | { readonly kind: 'connection'; readonly state: 'refusing'; readonly reason: string };

/** What a coordinator tells beside results. */
export type QueueEvent =
  | QueueConnectionEvent
  /** Who works on the queue, whenever that changes, and once at the start; with none, the run waits for one. */
  | { readonly kind: 'workers'; readonly workers: number; readonly threads: number }
  /** Results of this run that were in Redis already. */
  | { readonly kind: 'taken-over'; readonly results: number }
  /** A worker leaves this run to others. */
  | { readonly kind: 'refused'; readonly worker: string; readonly reason: string }
  /** Series that Redis or a worker had lost are handed out again. */
  | { readonly kind: 'handed-out-again'; readonly series: number };

export type QueueWorkerEvent =
  | QueueConnectionEvent
  | { readonly kind: 'ready'; readonly redis: string; readonly jobs: number }
  | {
      readonly kind: 'run';
      readonly runId: string;
      readonly game: GameId;
      readonly entrants: readonly string[];
    }
  | { readonly kind: 'refused'; readonly runId: string; readonly reason: string }
  /** Series of a run that were played and handed in. */
  | { readonly kind: 'played'; readonly runId: string; readonly series: number; readonly ms: number }
  /** The run is decided, or nobody wants it any more. */
  | { readonly kind: 'over'; readonly runId: string }
  /** For a person; the worker goes on. */
  | { readonly kind: 'trouble'; readonly message: string };

const LONGEST_WAIT_MS = 5_000;
const FAREWELL_MS = 5_000;

/**
 * A connection to Redis that is never given up. Where it is lost, it is made anew, and commands wait meanwhile; what Redis
 * refuses, such as any write while its memory is full, is asked again until it is accepted.
 * @internal
 */
export class Connection {
  readonly redis: Redis;
  readonly #onEvent: (event: QueueConnectionEvent) => void;
  readonly #leaving = new AbortController();
  /** Commands that Redis has refused and that have not been accepted since. */
  #refused = 0;
  #told = '';

  constructor(redis: Redis, onEvent: (event: QueueConnectionEvent) => void) {
    this.redis = redis;
    this.#onEvent = onEvent;
  }

  /**
   * Waits until Redis accepts a command. Rejects with whatever is not a refusal of Redis, and after `leave` with refusals too.
   * @param command may be called several times
   */
  async ask<Answer>(command: (redis: Redis) => Promise<Answer>): Promise<Answer> {
    const { signal } = this.#leaving;
    let refusals = 0;
    try {
      for (;;) {
        try {
          return await command(this.redis);
        } catch (error) {
          if (!isRefusal(error) || signal.aborted) throw error;
          if (refusals === 0) this.#refused++;
          this.#tell(reasonOf(error));
          await setTimeout(waitMs(refusals++), undefined, { signal });
        }
      }
    } finally {
      if (refusals > 0) this.#refusedNoMore();
    }
  }

  /** Tells of an error that was met by BullMQ, which tries again by itself, where it is a refusal; and when that is over. */
  note(error: unknown): void {
    if (!isRefusal(error)) return;
    let isFirst = true;
    const probe = this.ask((redis) => {
      if (!isFirst) return redis.set('botpit-lab:probe', '', 'PX', 1);
      isFirst = false;
      return Promise.reject(error);
    });
    // Nothing depends on it.
    probe.catch(() => undefined);
  }

  /** From now on a refusal is not waited for: what is left to be done is done if it can be. */
  leave(): void {
    this.#leaving.abort();
  }

  /** Waits for what is done with Redis before leaving, but not for long, and not where it is gone: that may be for good. */
  async farewell(leaving: Promise<unknown> | undefined): Promise<void> {
    const done = Promise.resolve(leaving).catch(() => undefined);
    if (this.redis.status === 'ready') await within(FAREWELL_MS, done);
  }

  close(): void {
    this.leave();
    this.redis.disconnect();
  }

  #tell(reason: string): void {
    if (reason === this.#told) return;
    this.#told = reason;
    this.#onEvent({ kind: 'connection', state: 'refusing', reason });
  }

  /** One command that is accepted says nothing of the others: reads go on while writes are refused. */
  #refusedNoMore(): void {
    if (--this.#refused > 0 || this.#leaving.signal.aborted) return;
    this.#told = '';
    this.#onEvent({ kind: 'connection', state: 'restored' });
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError';
}

/** @param times how often it was tried again already */
function waitMs(times: number): number {
  return backoffDelayMs(times, 200, LONGEST_WAIT_MS, Math.random);
}

/**
 * @param url `redis://…`, `rediss://…`, or the path of a socket
 * @throws BotpitError `usage` where it is not the address of a Redis, `connection/unreachable`
 * @internal
 */
export async function openConnection(
  url: string,
  onEvent: (event: QueueConnectionEvent) => void,
): Promise<Connection> {
  const shown = shownAddress(url);
  let opened = false;
  let up = true;
  let reason = 'no answer';
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (opened ? waitMs(times) : null),
  });
  redis.on('error', (error: Error) => {
    reason = reasonOf(error);
  });
  try {
    await redis.connect();
    // Only the first command is told of a wrong password.
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
  return new Connection(redis, onEvent);
}

/** What Redis said, without what it was asked. */
export function reasonOf(error: unknown): string {
  const { message, code, previousErrors } = error as {
    message?: unknown;
    code?: unknown;
    previousErrors?: readonly unknown[];
  };
  // A transaction is refused because of what was refused inside of it.
  const [cause] = previousErrors ?? [];
  if (cause !== undefined) return reasonOf(cause);
  return String(message || code || error).split('\n', 1)[0] ?? '';
}
