import { WaitingError, Worker } from 'bullmq';
import type { LimitFunction } from 'p-limit';
import { version } from '../../version.js';
import { type Done, wholeResultIn } from '../executor.js';
import { planId, type RunPlan } from '../plan.js';
import { Pool } from '../pool.js';
import type { TaskResult } from '../tally.js';
import type { Connection, QueueWorkerEvent } from './connection.js';
import { type Entrants, openEntrants } from './entrants.js';
import { optionsOf, queueName, type RunRecord, type SeriesJob, type SeriesOrder } from './runs.js';

/** A worker that does not renew its hold on a job for so long has died; another one gets the job. */
const LOCK_MS = 6_000;
const STALLED_MS = 3_000;
/** A job that so many workers died of is given up. */
const MOST_DEATHS = 5;
/** Series that are played within so long are told together. */
const TELL_MS = 250;

/** What all runs of a worker share. */
export interface Shared {
  readonly connection: Connection;
  readonly jobs: number;
  readonly logPrograms: string | undefined;
  /** What this worker is called in what it plays. */
  readonly name: string;
  /** Lets as many be at work at a time; whoever comes first is next. */
  readonly limit: LimitFunction;
  readonly onEvent: (event: QueueWorkerEvent) => void;
}

/** A worker's part in one run: takes its series, and plays them in threads. */
export class Engagement {
  readonly #shared: Shared;
  readonly #runId: string;
  readonly #plan: RunPlan;
  readonly #entrants: Entrants;
  readonly #worker: Worker;
  readonly #over = new AbortController();
  readonly #pool: Pool;
  #played = { series: 0, ms: 0 };
  #toldAt = 0;
  #isResting = true;

  /** @throws Error with the reason why this worker leaves the run to others */
  static async open(runId: string, record: RunRecord, shared: Shared): Promise<Engagement> {
    const { plan } = record;
    if (plan.botpit !== version())
      throw new Error(`the run is of botpit ${plan.botpit}, and this is ${version()}`);
    if (planId(plan) !== runId) throw new Error('its id is not the one of its plan');
    return new Engagement(runId, plan, await openEntrants(record), shared);
  }

  private constructor(runId: string, plan: RunPlan, entrants: Entrants, shared: Shared) {
    this.#runId = runId;
    this.#plan = plan;
    this.#entrants = entrants;
    this.#pool = new Pool(entrants.sources, 1, shared.logPrograms);
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
    if (this.#isResting) void this.#pool.rest();
    this.#isResting = true;
  }

  /** Stops at once; series that are not finished go back to the queue. */
  async close(): Promise<void> {
    this.#over.abort();
    const { connection } = this.#shared;
    await connection.farewell(this.#worker.close(connection.redis.status !== 'ready'));
    this.#tell();
    await this.#pool.rest();
    await this.#entrants.remove();
  }

  async #process(job: SeriesJob, token: string | undefined): Promise<TaskResult> {
    const result = await this.#shared.limit(() => this.#play(job.data));
    if (result !== undefined) return result;
    await job.moveToWait(token);
    throw new WaitingError();
  }

  /** @returns undefined where it was stopped */
  async #play({ task, setting }: SeriesOrder): Promise<TaskResult | undefined> {
    const { signal } = this.#over;
    if (signal.aborted) return undefined;
    this.#isResting = false;
    const left = [task];
    let result: TaskResult | undefined;
    const done: Done = (line) => {
      result = typeof line === 'string' ? wholeResultIn(this.#entrants.renamed(line)) : line;
    };
    const settingOf = () => setting;
    await this.#pool.run({ plan: this.#plan, next: () => left.pop(), done, settingOf, signal });
    return result && { ...result, worker: this.#shared.name };
  }

  #tell(): void {
    const { series, ms } = this.#played;
    if (series === 0) return;
    this.#played = { series: 0, ms: 0 };
    this.#toldAt = performance.now();
    this.#shared.onEvent({ kind: 'played', runId: this.#runId, series, ms });
  }
}
