import { WaitingError, Worker } from 'bullmq';
import { version } from '../../version.js';
import { resultIn } from '../executor.js';
import { planId } from '../plan.js';
import { ThreadLine } from '../pool.js';
import type { TaskResult } from '../task.js';
import type { Connection, QueueWorkerEvent } from './connection.js';
import { type Entrants, openEntrants } from './entrants.js';
import { optionsOf, queueName, type RunRecord, type SeriesJob } from './runs.js';

/** A worker that does not renew its hold on a job for so long has died; another one gets the job. */
const LOCK_MS = 6_000;
const STALLED_MS = 3_000;
/** A job that so many workers died of is given up. */
const MOST_DEATHS = 5;
/** Series that are played within so long are told together. */
const TELL_MS = 250;

/** So many may be at work at a time; whoever comes first is next. */
export class Slots {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(count: number) {
    this.#free = count;
  }

  async take(): Promise<void> {
    if (this.#free === 0) return new Promise((resolve) => this.#waiting.push(resolve));
    this.#free--;
  }

  give(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free++;
  }
}

/** What all runs of a worker share. */
export interface Shared {
  readonly connection: Connection;
  readonly jobs: number;
  readonly slots: Slots;
  readonly onEvent: (event: QueueWorkerEvent) => void;
}

/** A worker's part in one run: takes its series, and plays them in threads. */
export class Engagement {
  readonly #shared: Shared;
  readonly #runId: string;
  readonly #record: RunRecord;
  readonly #entrants: Entrants;
  readonly #worker: Worker;
  readonly #over = new AbortController();
  readonly #idle: ThreadLine[] = [];
  #played = { series: 0, ms: 0 };
  #toldAt = 0;
  #isResting = true;

  /** @throws Error with the reason why this worker leaves the run to others */
  static async open(runId: string, record: RunRecord, shared: Shared): Promise<Engagement> {
    const { plan } = record;
    if (plan.botpit !== version())
      throw new Error(`the run is of botpit ${plan.botpit}, and this is ${version()}`);
    if (planId(plan) !== runId) throw new Error('its id is not the one of its plan');
    return new Engagement(runId, record, await openEntrants(record), shared);
  }

  private constructor(runId: string, record: RunRecord, entrants: Entrants, shared: Shared) {
    this.#runId = runId;
    this.#record = record;
    this.#entrants = entrants;
    this.#shared = shared;
    this.#worker = new Worker(queueName(runId), (job, token) => this.#process(job, token), {
      ...optionsOf(shared.connection),
      concurrency: shared.jobs,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_MS,
      maxStalledCount: MOST_DEATHS,
      runRetryDelay: 1_000,
    });
    // It tries again by itself. A job whose hold was lost is another's, and this result does not count.
    this.#worker.on('error', (error) => shared.connection.note(error));
    this.#worker.on('completed', ({ processedOn = 0, finishedOn = 0 }) => {
      this.#played.series++;
      this.#played.ms += finishedOn - processedOn;
      if (performance.now() > this.#toldAt + TELL_MS) this.#tell();
    });
  }

  /** To be called now and then: ends threads that have had nothing to do since the last time. */
  rest(): void {
    this.#tell();
    if (this.#isResting) for (const line of this.#idle.splice(0)) void line.end();
    this.#isResting = true;
  }

  /** Stops at once; series that are not finished go back to the queue. */
  async close(): Promise<void> {
    this.#over.abort();
    const { connection } = this.#shared;
    await connection.farewell(this.#worker.close(connection.redis.status !== 'ready'));
    this.#tell();
    await Promise.all(this.#idle.splice(0).map((line) => line.end()));
    await this.#entrants.remove();
  }

  async #process(job: SeriesJob, token: string | undefined): Promise<TaskResult> {
    const { slots } = this.#shared;
    await slots.take();
    try {
      const line = this.#over.signal.aborted ? undefined : await this.#play(job.data.task);
      if (line !== undefined) return resultIn(this.#entrants.renamed(line));
    } finally {
      slots.give();
    }
    await job.moveToWait(token);
    throw new WaitingError();
  }

  /** @returns undefined where it was stopped */
  async #play(task: number): Promise<string | undefined> {
    this.#isResting = false;
    const thread = this.#idle.pop() ?? new ThreadLine(this.#record.plan, this.#entrants.sources);
    let result: string | undefined;
    const take = (line: string) => {
      result = line;
    };
    try {
      await thread.play([task], take, this.#over.signal);
    } finally {
      if (this.#over.signal.aborted) await thread.end();
      else this.#idle.push(thread);
    }
    return result;
  }

  #tell(): void {
    const { series, ms } = this.#played;
    if (series === 0) return;
    this.#played = { series: 0, ms: 0 };
    this.#toldAt = performance.now();
    this.#shared.onEvent({ kind: 'played', runId: this.#runId, series, ms });
  }
}
