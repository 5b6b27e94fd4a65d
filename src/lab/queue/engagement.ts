import type { Job, Worker } from 'bullmq';
import { version } from '../../version.js';
import { resultIn } from '../executor.js';
import { planId, type RunPlan, taskCount } from '../plan.js';
import { ThreadLine } from '../pool.js';
import { type Connection, within } from './connection.js';
import { Entrants } from './entrants.js';
import type { QueueWorkerEvent } from './events.js';
import { type JobData, queueName } from './jobs.js';
import type { Slots } from './slots.js';
import { PREFIX, type RunRecord, type RunStore } from './store.js';

/** A worker that does not renew its hold on a job for so long has died; another one gets the job. */
const LOCK_MS = 6_000;
const STALLED_MS = 3_000;
/** A job that so many workers died of is given up. */
const MOST_DEATHS = 5;
/** At the end, Redis may be gone for good. */
const FAREWELL_MS = 5_000;

export interface EngagementOptions {
  readonly connection: Connection;
  readonly store: RunStore;
  readonly jobs: number;
  /** Shared by all runs of the worker. */
  readonly slots: Slots;
  readonly onEvent: (event: QueueWorkerEvent) => void;
}

/** A worker's part in one run: takes its jobs, plays them in threads, hands in result by result. */
export class Engagement {
  readonly token: string;
  readonly #options: EngagementOptions;
  readonly #plan: RunPlan;
  readonly #entrants: Entrants;
  readonly #over = new AbortController();
  readonly #idle: ThreadLine[] = [];
  readonly #worker: Worker<JobData>;
  readonly #waitAgain: () => Error;
  #isResting = true;

  /**
   * Null where a strategy has not come to Redis yet.
   * @throws Error with the reason why this worker leaves the run to others
   */
  static async open(record: RunRecord, options: EngagementOptions): Promise<Engagement | null> {
    const { plan } = record;
    if (plan.botpit !== version())
      throw new Error(`the run is of botpit ${plan.botpit}, and this is ${version()}`);
    if (planId(plan) !== options.store.runId) throw new Error('its plan is not the one that its id tells of');
    const entrants = await Entrants.open(record, options.connection);
    if (!entrants) return null;
    const { Worker, WaitingError } = await import('bullmq');
    return new Engagement(record, options, entrants, Worker, () => new WaitingError());
  }

  private constructor(
    { token, plan }: RunRecord,
    options: EngagementOptions,
    entrants: Entrants,
    BullWorker: typeof Worker,
    waitAgain: () => Error,
  ) {
    this.token = token;
    this.#options = options;
    this.#plan = plan;
    this.#entrants = entrants;
    this.#waitAgain = waitAgain;
    this.#worker = new BullWorker<JobData>(
      queueName(options.store.runId),
      (job, token) => this.#process(job, token),
      {
        connection: options.connection.redis,
        prefix: PREFIX,
        concurrency: options.jobs,
        lockDuration: LOCK_MS,
        stalledInterval: STALLED_MS,
        maxStalledCount: MOST_DEATHS,
        runRetryDelay: 1_000,
      },
    );
    // It tries again by itself. A hold that was lost does no harm, as first results count.
    this.#worker.on('error', (error) => options.connection.note(error));
  }

  /** Ends threads that have had nothing to do since it was called the last time. */
  rest(): void {
    if (this.#isResting) for (const line of this.#idle.splice(0)) void line.end();
    this.#isResting = true;
  }

  /** Stops at once; jobs that are not finished go back to the queue. */
  async close(): Promise<void> {
    this.#over.abort();
    const isThere = this.#options.connection.redis.status === 'ready';
    const closed = this.#worker.close(!isThere);
    closed.catch(() => undefined);
    if (!(await within(FAREWELL_MS, closed))) await within(FAREWELL_MS, this.#worker.disconnect());
    await Promise.all(this.#idle.splice(0).map((line) => line.end()));
    await this.#entrants.remove();
  }

  async #process(job: Job<JobData>, token: string | undefined): Promise<void> {
    const { slots } = this.#options;
    await slots.take();
    try {
      if (!this.#over.signal.aborted) await this.#play(job.data.tasks);
    } finally {
      slots.give();
    }
    if (!this.#over.signal.aborted) return;
    await job.moveToWait(token);
    throw this.#waitAgain();
  }

  async #play(tasks: readonly number[]): Promise<void> {
    const { store, onEvent } = this.#options;
    // Whoever had the job before may have got through with some.
    const left = await store.missing(tasks.filter((task) => task < taskCount(this.#plan)));
    if (left.length === 0) return;
    this.#isResting = false;
    const line = this.#idle.pop() ?? new ThreadLine(this.#plan, this.#entrants.sources);
    const handedIn: Promise<unknown>[] = [];
    const startedAt = performance.now();
    let last = startedAt;
    let group: string[] = [];
    // Results of quick series come together, and took as long together.
    const handIn = () => {
      const now = performance.now();
      const ms = (now - last) / group.length;
      for (const text of group) {
        const report = store.report(resultIn(text).task, this.#entrants.renamed(text), ms);
        // What fails meanwhile fails the job when all is played.
        report.catch(() => undefined);
        handedIn.push(report);
      }
      group = [];
      last = now;
    };
    const take = (text: string) => {
      if (group.push(text) === 1) queueMicrotask(handIn);
    };
    try {
      await line.play(left, take, this.#over.signal);
    } finally {
      if (this.#over.signal.aborted) await line.end();
      else this.#idle.push(line);
    }
    await Promise.all(handedIn);
    const { runId } = store;
    onEvent({ kind: 'played', runId, series: handedIn.length, ms: Math.round(last - startedAt) });
  }
}
