import { once } from 'node:events';
import { hostname } from 'node:os';
import { QueueEvents, QueueEventsProducer, Worker } from 'bullmq';
import pLimit from 'p-limit';
import { shownAddress } from './address.js';
import { openConnection, type QueueWorkerEvent, reasonOf } from './connection.js';
import { Engagement, type Shared } from './engagement.js';
import * as runs from './runs.js';

/** How often it looks for runs that no event told of. */
const LOOK_MS = 5_000;

export interface QueueWorkerOptions {
  /** `redis://…`, `rediss://…`, or the path of a socket. May hold a password, which nothing tells. */
  readonly url: string;
  /** Threads, for all runs together. */
  readonly jobs: number;
  /** The folder to which the dialogues with programs are written, where they are wanted. */
  readonly logPrograms?: string | undefined;
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
  const { url, jobs, logPrograms, signal, onEvent = () => undefined } = options;
  const connection = await openConnection(url, onEvent);
  // As a connection may be called.
  const name = `${hostname().replace(/[^!-~]/g, '-')}:${process.pid}`;
  const worker = new QueueWorker({ connection, jobs, logPrograms, name, onEvent, limit: pLimit(jobs) });
  onEvent({ kind: 'ready', redis: shownAddress(url), jobs });
  if (!signal.aborted) await once(signal, 'abort');
  await worker.close();
  connection.close();
}

class QueueWorker {
  readonly #shared: Shared;
  readonly #runs: runs.RunsQueue;
  readonly #events: QueueEvents;
  /** Clears away the runs that are due. */
  readonly #cleaner: Worker;
  readonly #timer: NodeJS.Timeout;
  /** The runs that are wanted. It plays those that are open here, and not those that it has refused. */
  readonly #wanted = new Map<string, { open?: Engagement }>();
  readonly #opening = new Set<Promise<void>>();
  readonly #closing = new Set<Promise<void>>();
  /** One look at a time. */
  #looking = Promise.resolve();
  #closed = false;

  constructor(shared: Shared) {
    const { connection, jobs, name } = shared;
    this.#shared = shared;
    const options = runs.optionsOf(connection);
    this.#runs = runs.openRuns(connection);
    this.#cleaner = new Worker(runs.RUNS, ({ id = '' }) => runs.removeQueue(connection, runs.runIdOf(id)), {
      ...options,
      name: runs.workerName(jobs, name),
    });
    this.#events = new QueueEvents(runs.RUNS, { ...options, lastEventId: '0' });
    this.#cleaner.on('error', (error) => connection.note(error));
    this.#events.on('error', (error) => connection.note(error));
    this.#events.on('delayed', () => this.#look());
    this.#events.on('removed', () => this.#look());
    this.#timer = setInterval(() => {
      for (const { open } of this.#wanted.values()) open?.rest();
      this.#look();
    }, LOOK_MS);
    this.#look();
  }

  async close(): Promise<void> {
    const { connection } = this.#shared;
    this.#closed = true;
    clearInterval(this.#timer);
    connection.leave();
    await connection.farewell(this.#looking);
    for (const runId of this.#wanted.keys()) this.#drop(runId);
    await connection.farewell(Promise.all(this.#opening));
    await Promise.all(this.#closing);
    await connection.farewell(
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
    const ids = await this.#shared.connection.ask(() => runs.wantedRuns(this.#runs));
    for (const id of this.#wanted.keys()) if (!ids.includes(id)) this.#drop(id);
    // One that takes its time to open does not keep the others waiting.
    for (const id of ids) if (!this.#wanted.has(id)) track(this.#opening, this.#open(id));
  }

  async #open(runId: string): Promise<void> {
    const { connection, onEvent } = this.#shared;
    const wanted: { open?: Engagement } = {};
    this.#wanted.set(runId, wanted);
    const isWanted = () => this.#wanted.get(runId) === wanted;
    let record: runs.RunRecord | null | undefined;
    try {
      record = (await connection.ask(() => this.#runs.getJob(runs.wantedId(runId))))?.data;
    } catch (error) {
      this.#trouble('looking for runs', error);
    }
    if (!record) {
      // It has gone meanwhile, or is looked for again.
      if (isWanted()) this.#wanted.delete(runId);
      return;
    }
    try {
      const engagement = await Engagement.open(runId, record, this.#shared);
      const { game, entrants } = record.plan;
      onEvent({ kind: 'run', runId, game, entrants: entrants.map(({ name }) => name) });
      if (isWanted()) wanted.open = engagement;
      else this.#end(runId, engagement);
    } catch (error) {
      const reason = reasonOf(error);
      onEvent({ kind: 'refused', runId, reason });
      await this.#refuse(runId, reason).catch((failed) => this.#trouble('refusing a run', failed));
    }
  }

  /** Leaves a run to others, and tells its coordinators why. */
  async #refuse(runId: string, reason: string): Promise<void> {
    const { connection, name } = this.#shared;
    const producer = new QueueEventsProducer(runs.queueName(runId), runs.optionsOf(connection));
    const refusal = { eventName: 'refused', worker: name, reason };
    await connection.ask(() => producer.publishEvent(refusal));
    await producer.close();
    await this.#tidy(runId);
  }

  /** The run is not wanted any more. One that is being opened ends once it is open. */
  #drop(runId: string): void {
    const { open } = this.#wanted.get(runId) ?? {};
    this.#wanted.delete(runId);
    if (open) this.#end(runId, open);
  }

  #end(runId: string, engagement: Engagement): void {
    const closed = engagement
      .close()
      .then(() => this.#tidy(runId))
      .catch((error) => this.#trouble('closing a run', error))
      .finally(() => this.#shared.onEvent({ kind: 'over', runId }));
    track(this.#closing, closed);
  }

  /** Removes what it wrote when nobody wanted the run any more: of one that was left with its results, what waits. */
  async #tidy(runId: string): Promise<void> {
    const { connection } = this.#shared;
    if (connection.redis.status !== 'ready') return;
    const isThere = async (id: string) =>
      (await connection.ask(() => this.#runs.getJobState(id))) === 'delayed';
    if (await isThere(runs.wantedId(runId))) return;
    if (!(await isThere(runs.leftId(runId)))) return runs.removeQueue(connection, runId);
    const queue = runs.openQueue(connection, runId);
    await connection.ask(() => queue.drain());
    await queue.close();
  }

  #trouble(where: string, error: unknown): void {
    this.#shared.onEvent({ kind: 'trouble', message: `${where}: ${reasonOf(error)}` });
  }
}

function track(set: Set<Promise<void>>, promise: Promise<void>): void {
  set.add(promise);
  void promise.finally(() => set.delete(promise));
}
