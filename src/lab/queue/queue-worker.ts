import { hostname } from 'node:os';
import { anotherOf, type Connection, openConnection, reasonOf, shownAddress, within } from './connection.js';
import { Engagement } from './engagement.js';
import type { QueueWorkerEvent } from './events.js';
import { openQueue, removeQueue, sweepQueue } from './jobs.js';
import { Slots } from './slots.js';
import { CHANGES, look, RunStore, unregister } from './store.js';

/** How often it says that it lives, and looks for runs that it was not told of. */
const LOOK_MS = 5_000;
/** At the end, Redis may be gone for good. */
const FAREWELL_MS = 5_000;

export interface QueueWorkerOptions {
  /** `redis://…`, `rediss://…`, or the path of a socket. May hold a password, which nothing tells. */
  readonly url: string;
  /** Threads, for all runs together. */
  readonly jobs: number;
  /** Ends it: what is being played goes back to the queue. */
  readonly signal: AbortSignal;
  readonly onEvent?: (event: QueueWorkerEvent) => void;
}

/**
 * Works on all runs that are in a Redis, until it is aborted. Runs strategies that come from there: whoever may write to
 * that Redis runs code on this machine. While Redis is away or refuses, it waits.
 * @throws BotpitError `connection/unreachable`; `usage` where the address is none
 */
export async function runQueueWorker(options: QueueWorkerOptions): Promise<void> {
  const { url, jobs, signal, onEvent = () => undefined } = options;
  const connection = await openConnection(url, onEvent);
  const worker = new QueueWorker(connection, jobs, onEvent);
  try {
    onEvent({ kind: 'ready', redis: shownAddress(url), jobs });
    await worker.work(signal);
  } finally {
    await worker.close();
    connection.close();
  }
}

class QueueWorker {
  readonly #connection: Connection;
  readonly #jobs: number;
  readonly #slots: Slots;
  readonly #onEvent: (event: QueueWorkerEvent) => void;
  /** No space, as one stands before the number of threads. */
  readonly #name = `${hostname().replace(/\s/g, '-')}:${process.pid}`;
  readonly #engagements = new Map<string, Engagement>();
  /** By run, the token of the record that it does not play. */
  readonly #refused = new Map<string, string>();
  readonly #closing = new Set<Promise<void>>();
  #looking: Promise<void> | null = null;
  #looksAgain = false;
  #closed = false;

  constructor(connection: Connection, jobs: number, onEvent: (event: QueueWorkerEvent) => void) {
    this.#connection = connection;
    this.#jobs = jobs;
    this.#slots = new Slots(jobs);
    this.#onEvent = onEvent;
  }

  async work(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const changes = anotherOf(this.#connection.redis);
    changes.on('message', () => this.#look());
    // Also once it is back: what was told meanwhile is lost.
    changes.on('ready', () => this.#look());
    const timer = setInterval(() => {
      for (const engagement of this.#engagements.values()) engagement.rest();
      this.#look();
    }, LOOK_MS);
    try {
      changes.subscribe(CHANGES).catch(() => undefined);
      await new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    } finally {
      clearInterval(timer);
      changes.disconnect();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#connection.leave();
    const isThere = this.#connection.redis.status === 'ready';
    if (isThere && this.#looking) await within(FAREWELL_MS, this.#looking);
    for (const runId of this.#engagements.keys()) this.#disengage(runId);
    await Promise.all(this.#closing);
    if (isThere) await within(FAREWELL_MS, unregister(this.#connection, this.#name, this.#jobs));
  }

  /** One look at a time; what comes up meanwhile is seen by the next. */
  #look(): void {
    if (this.#closed) return;
    if (this.#looking) {
      this.#looksAgain = true;
      return;
    }
    this.#looking = this.#lookOnce()
      .catch((error) => this.#onEvent({ kind: 'trouble', message: `looking for runs: ${reasonOf(error)}` }))
      .finally(() => {
        this.#looking = null;
        if (!this.#looksAgain) return;
        this.#looksAgain = false;
        this.#look();
      });
  }

  async #lookOnce(): Promise<void> {
    const { open, expired } = await look(this.#connection, this.#name, this.#jobs);
    for (const runId of this.#engagements.keys()) if (!open.includes(runId)) this.#disengage(runId);
    for (const runId of this.#refused.keys()) if (!open.includes(runId)) this.#refused.delete(runId);
    for (const runId of expired) await this.#clearAway(runId);
    for (const runId of open) await this.#engage(runId);
  }

  async #engage(runId: string): Promise<void> {
    const store = new RunStore(this.#connection, runId);
    const record = await store.read();
    const { token } = record ?? {};
    const engaged = this.#engagements.get(runId);
    if (engaged && engaged.token !== token) this.#disengage(runId);
    if (!record || engaged?.token === token || this.#refused.get(runId) === token) return;
    try {
      const engagement = await Engagement.open(record, {
        connection: this.#connection,
        store,
        jobs: this.#jobs,
        slots: this.#slots,
        onEvent: this.#onEvent,
      });
      if (!engagement) return;
      this.#engagements.set(runId, engagement);
      const { game, entrants } = record.plan;
      this.#onEvent({ kind: 'run', runId, game, entrants: entrants.map(({ name }) => name) });
    } catch (error) {
      const reason = reasonOf(error);
      this.#refused.set(runId, record.token);
      this.#onEvent({ kind: 'refused', runId, reason });
      await store.refuse(this.#name, reason);
    }
  }

  #disengage(runId: string): void {
    const closing = this.#engagements.get(runId)?.close();
    if (!closing) return;
    this.#engagements.delete(runId);
    const closed = closing
      .then(() => this.#sweep(runId))
      .catch((error) => this.#onEvent({ kind: 'trouble', message: `closing a run: ${reasonOf(error)}` }))
      .finally(() => {
        this.#closing.delete(closed);
        this.#onEvent({ kind: 'over', runId });
      });
    this.#closing.add(closed);
  }

  /** What the queue's own worker wrote while the run was being removed. */
  async #sweep(runId: string): Promise<void> {
    if (this.#connection.redis.status !== 'ready') return;
    if ((await new RunStore(this.#connection, runId).read()) === null)
      await sweepQueue(this.#connection, runId);
  }

  async #clearAway(runId: string): Promise<void> {
    await new RunStore(this.#connection, runId).remove();
    const queue = await openQueue(this.#connection, runId);
    await removeQueue(this.#connection, queue);
    await queue.close();
  }
}
