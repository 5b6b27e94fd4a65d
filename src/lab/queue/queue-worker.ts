import { hostname } from 'node:os';
import { QueueEvents, QueueEventsProducer, Worker } from 'bullmq';
import { type Connection, openConnection, reasonOf, shownAddress } from './connection.js';
import { Engagement, Slots } from './engagement.js';
import type { QueueWorkerEvent } from './events.js';
import * as runs from './runs.js';

/** How often it looks for runs that no event told of. */
const LOOK_MS = 5_000;

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
 * @throws BotpitError `connection/unreachable`; `usage` where it is not the address of a Redis
 */
export async function runQueueWorker(options: QueueWorkerOptions): Promise<void> {
  const { url, jobs, signal, onEvent = () => undefined } = options;
  const connection = await openConnection(url, onEvent);
  const worker = new QueueWorker(connection, jobs, onEvent);
  onEvent({ kind: 'ready', redis: shownAddress(url), jobs });
  if (!signal.aborted)
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  await worker.close();
  connection.close();
}

class QueueWorker {
  readonly #connection: Connection;
  readonly #jobs: number;
  readonly #onEvent: (event: QueueWorkerEvent) => void;
  readonly #slots: Slots;
  /** As a connection may be called. */
  readonly #name = `${hostname().replace(/[^!-~]/g, '-')}:${process.pid}`;
  readonly #runs: runs.RunsQueue;
  readonly #events: QueueEvents;
  /** Clears away the runs that are due. */
  readonly #cleaner: Worker;
  readonly #timer: NodeJS.Timeout;
  readonly #engagements = new Map<string, Engagement>();
  /** Runs that it does not play. */
  readonly #refused = new Set<string>();
  readonly #closing = new Set<Promise<void>>();
  /** One look at a time. */
  #looking = Promise.resolve();
  #closed = false;

  constructor(connection: Connection, jobs: number, onEvent: (event: QueueWorkerEvent) => void) {
    this.#connection = connection;
    this.#jobs = jobs;
    this.#onEvent = onEvent;
    this.#slots = new Slots(jobs);
    const options = runs.optionsOf(connection);
    this.#runs = runs.openRuns(connection);
    this.#cleaner = new Worker(runs.RUNS, ({ id = '' }) => runs.removeQueue(connection, runs.runIdOf(id)), {
      ...options,
      name: runs.workerName(jobs, this.#name),
    });
    this.#events = new QueueEvents(runs.RUNS, { ...options, lastEventId: '0' });
    this.#cleaner.on('error', (error) => connection.note(error));
    this.#events.on('error', (error) => connection.note(error));
    this.#events.on('delayed', () => this.#look());
    this.#events.on('removed', () => this.#look());
    this.#timer = setInterval(() => {
      for (const engagement of this.#engagements.values()) engagement.rest();
      this.#look();
    }, LOOK_MS);
    this.#look();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    this.#connection.leave();
    await this.#connection.farewell(this.#looking);
    for (const runId of this.#engagements.keys()) this.#disengage(runId);
    await Promise.all(this.#closing);
    await this.#connection.farewell(
      Promise.all([this.#events.close(), this.#cleaner.close(true), this.#runs.close()]),
    );
  }

  #look(): void {
    this.#looking = this.#looking
      .then(() => this.#lookOnce())
      .catch((error) => this.#trouble('looking for runs', error));
  }

  async #lookOnce(): Promise<void> {
    if (this.#closed) return;
    const ids = await this.#connection.ask(() => runs.wantedRuns(this.#runs));
    for (const id of this.#engagements.keys()) if (!ids.includes(id)) this.#disengage(id);
    for (const id of this.#refused) if (!ids.includes(id)) this.#refused.delete(id);
    for (const id of ids) if (!this.#engagements.has(id) && !this.#refused.has(id)) await this.#engage(id);
  }

  async #engage(runId: string): Promise<void> {
    const record = (await this.#connection.ask(() => this.#runs.getJob(runs.wantedId(runId))))?.data;
    // It has gone meanwhile.
    if (!record) return;
    try {
      const shared = { jobs: this.#jobs, slots: this.#slots, onEvent: this.#onEvent };
      const engagement = await Engagement.open(runId, record, { connection: this.#connection, ...shared });
      this.#engagements.set(runId, engagement);
      const { game, entrants } = record.plan;
      this.#onEvent({ kind: 'run', runId, game, entrants: entrants.map(({ name }) => name) });
    } catch (error) {
      const reason = reasonOf(error);
      this.#refused.add(runId);
      this.#onEvent({ kind: 'refused', runId, reason });
      await this.#refuse(runId, reason);
    }
  }

  /** Leaves a run to others, and tells its coordinators why. */
  async #refuse(runId: string, reason: string): Promise<void> {
    const producer = new QueueEventsProducer(runs.queueName(runId), runs.optionsOf(this.#connection));
    const refusal = { eventName: 'refused', worker: this.#name, reason };
    await this.#connection.ask(() => producer.publishEvent(refusal));
    await producer.close();
    await this.#tidy(runId);
  }

  #disengage(runId: string): void {
    const closing = this.#engagements.get(runId)?.close();
    if (!closing) return;
    this.#engagements.delete(runId);
    const closed = closing
      .then(() => this.#tidy(runId))
      .catch((error) => this.#trouble('closing a run', error))
      .finally(() => {
        this.#closing.delete(closed);
        this.#onEvent({ kind: 'over', runId });
      });
    this.#closing.add(closed);
  }

  /** Removes what it wrote when nobody wanted the run any more: of one that was left with its results, what waits. */
  async #tidy(runId: string): Promise<void> {
    if (this.#connection.redis.status !== 'ready') return;
    const isThere = async (id: string) =>
      (await this.#connection.ask(() => this.#runs.getJobState(id))) === 'delayed';
    if (await isThere(runs.wantedId(runId))) return;
    if (!(await isThere(runs.leftId(runId)))) return runs.removeQueue(this.#connection, runId);
    const queue = runs.openQueue(this.#connection, runId);
    await this.#connection.ask(() => queue.drain());
    await queue.close();
  }

  #trouble(where: string, error: unknown): void {
    this.#onEvent({ kind: 'trouble', message: `${where}: ${reasonOf(error)}` });
  }
}
