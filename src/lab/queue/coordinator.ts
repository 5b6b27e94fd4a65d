import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { BotpitError } from '../../errors.js';
import type { NextTask } from '../executor.js';
import { resultIn } from '../executor.js';
import { planId, type RunPlan } from '../plan.js';
import { anotherOf, type Connection, within } from './connection.js';
import type { QueueEvent } from './events.js';
import { type JobData, openQueue, removeQueue } from './jobs.js';
import type { Parcel } from './parcel.js';
import { RunStore, type Source, sendParcels } from './store.js';

/** How often it says that it is there, and looks after the queue. */
const BEAT_MS = 5_000;
/** A read of results waits so long for the first. */
const READ_MS = 5_000;
/** What is under way when a run ends takes no longer, unless Redis is gone. */
const SETTLE_MS = 5_000;
/** A job has as many tasks as are played in about this time. */
const JOB_MS = 250;
const MOST_TASKS_OF_JOB = 64;
/** Jobs that are under way or wait, for each thread that is there. */
const JOBS_OF_THREAD = 4;
/** Tasks that are under way or wait: at least, for workers that come yet, and at most. */
const TASKS_UNDER_WAY = [64, 2_048] as const;
/** What one new measurement counts. */
const WEIGHT = 1 / 16;

export interface CoordinatorOptions {
  readonly connection: Connection;
  /** Its name among the coordinators of the run. */
  readonly id: string;
  readonly plan: RunPlan;
  readonly sources: readonly Source[];
  readonly parcels: readonly Parcel[];
  readonly onEvent: (event: QueueEvent) => void;
}

/**
 * One run, handed to whoever works on the queue. Everything is in Redis before anybody relies on it, so that another
 * coordinator can go on at any time, and take part at the same time: whoever claims a task puts it into the queue, and all
 * read all results.
 */
export class Coordinator {
  readonly #options: CoordinatorOptions;
  readonly #store: RunStore;
  readonly #queue: Queue<JobData>;
  readonly #underWay = new Set<number>();
  #token: string | undefined;
  #place = '0';
  #threads: number | undefined;
  #taskMs: number | undefined;
  #wasIdle = false;
  #left = false;
  /** Aborted when `run` is over. What is left to be done then is not done: the run may be removed from Redis meanwhile. */
  #over = new AbortController();

  private constructor(options: CoordinatorOptions, queue: Queue<JobData>) {
    this.#options = options;
    this.#store = new RunStore(options.connection, planId(options.plan));
    this.#queue = queue;
  }

  static async open(options: CoordinatorOptions): Promise<Coordinator> {
    return new Coordinator(options, await openQueue(options.connection, planId(options.plan)));
  }

  /** As `Executor.run`. */
  async run(next: NextTask, done: (line: string) => void, signal: AbortSignal): Promise<void> {
    const { connection } = this.#options;
    const { redis } = connection;
    const reader = anotherOf(redis);
    const over = new AbortController();
    this.#over = over;
    let failure: unknown;
    let beating: Promise<void> | null = null;
    const beat = () => {
      // While Redis is away, one that waits is enough.
      beating ??= this.#beat()
        .catch((error) => {
          failure ??= error;
          reader.disconnect();
        })
        .finally(() => {
          beating = null;
        });
    };
    const aborted = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
      if (signal.aborted) resolve();
    });
    let timer: NodeJS.Timeout | undefined;
    const work = async () => {
      await this.#beat();
      if (over.signal.aborted) return;
      timer = setInterval(beat, BEAT_MS);
      // A Redis that is back may have lost everything.
      redis.on('ready', beat);
      await this.#takeOver(done);
      while (!signal.aborted) {
        await this.#refill(next);
        if (this.#underWay.size === 0) break;
        await this.#receive(reader, READ_MS, done);
      }
    };
    const working = work();
    try {
      await Promise.race([working, aborted]);
    } catch (error) {
      if (!signal.aborted) throw failure ?? error;
    } finally {
      over.abort();
      if (signal.aborted) connection.leave();
      clearInterval(timer);
      redis.off('ready', beat);
      reader.disconnect();
      // What has been sent is answered before anybody takes leave; but what waits for Redis may wait for long.
      if (redis.status === 'ready') await within(SETTLE_MS, Promise.allSettled([working, beating]));
    }
  }

  /**
   * Takes no further part. Where no other coordinator does, what waits in the queue is withdrawn.
   * @param keepsResults whether results stay in Redis, for whoever goes on with the run
   */
  async leave(keepsResults: boolean): Promise<void> {
    if (this.#left && keepsResults) return;
    this.#left = true;
    const last = await this.#store.leave(this.#options.id, keepsResults);
    if (last) await removeQueue(this.#options.connection, this.#queue);
  }

  close(): Promise<void> {
    return this.#queue.close();
  }

  async #takeOver(done: (line: string) => void): Promise<void> {
    let results = 0;
    let place: string;
    do {
      place = this.#place;
      results += await this.#receive(this.#options.connection.redis, 0, done);
    } while (place !== this.#place);
    if (results > 0) this.#options.onEvent({ kind: 'taken-over', results });
  }

  /** @returns how many results there were */
  async #receive(reader: Redis, waitMs: number, done: (line: string) => void): Promise<number> {
    const from = this.#place;
    const { news, place } = await this.#store.news(reader, from, waitMs);
    // Where the run was begun anew meanwhile, it is read from its start.
    if (this.#place === from) this.#place = place;
    let results = 0;
    for (const one of news) {
      if (one.kind === 'refused') {
        this.#options.onEvent(one);
        continue;
      }
      this.#underWay.delete(resultIn(one.line).task);
      this.#taskMs = this.#taskMs === undefined ? one.ms : this.#taskMs + WEIGHT * (one.ms - this.#taskMs);
      results++;
      done(one.line);
    }
    return results;
  }

  async #refill(next: NextTask): Promise<void> {
    const most = this.#mostUnderWay();
    if (this.#underWay.size > most / 2) return;
    const tasks: number[] = [];
    while (this.#underWay.size < most) {
      const task = next();
      if (task === undefined) break;
      this.#underWay.add(task);
      tasks.push(task);
    }
    await this.#handOut(await this.#store.claim(tasks));
  }

  async #handOut(tasks: readonly number[]): Promise<void> {
    this.#over.signal.throwIfAborted();
    const size = this.#tasksOfJob();
    const jobs = Array.from({ length: Math.ceil(tasks.length / size) }, (_, index) => ({
      name: 'series',
      data: { tasks: tasks.slice(index * size, (index + 1) * size) },
    }));
    if (jobs.length > 0) await this.#options.connection.ask(() => this.#queue.addBulk(jobs));
  }

  #tasksOfJob(): number {
    if (this.#taskMs === undefined) return 1;
    const share = TASKS_UNDER_WAY[1] / (JOBS_OF_THREAD * Math.max(1, this.#threads ?? 1));
    const wanted = Math.round(JOB_MS / Math.max(1, this.#taskMs));
    return Math.max(1, Math.min(wanted, MOST_TASKS_OF_JOB, Math.floor(share)));
  }

  #mostUnderWay(): number {
    const [least, most] = TASKS_UNDER_WAY;
    const wanted = JOBS_OF_THREAD * (this.#threads ?? 1) * this.#tasksOfJob();
    return Math.max(least, Math.min(wanted, most));
  }

  async #beat(): Promise<void> {
    const { connection, id, plan, sources, parcels } = this.#options;
    await sendParcels(connection, parcels);
    this.#over.signal.throwIfAborted();
    const { token, threads } = await this.#store.join(id, { plan, sources });
    this.#left = false;
    if (token !== this.#token) {
      const isLost = this.#token !== undefined;
      this.#token = token;
      this.#place = '0';
      this.#over.signal.throwIfAborted();
      // Whoever cleared the queue away may have been stopped in the middle.
      await connection.ask(() => this.#queue.resume());
      this.#over.signal.throwIfAborted();
      if (isLost) await this.#handOutAgain(await this.#store.claim([...this.#underWay]));
    }
    this.#countWorkers(threads);
    await this.#lookAfterQueue();
  }

  #countWorkers(threads: readonly number[]): void {
    const sum = threads.reduce((total, one) => total + one, 0);
    if (sum === this.#threads) return;
    this.#threads = sum;
    this.#options.onEvent({ kind: 'workers', workers: threads.length, threads: sum });
  }

  /** Nothing may be waited for that nobody works on. */
  async #lookAfterQueue(): Promise<void> {
    const { connection } = this.#options;
    const { failed = 0, ...counts } = await connection.ask(() =>
      this.#queue.getJobCounts('wait', 'active', 'delayed', 'prioritized', 'failed'),
    );
    if (failed > 0) {
      const [job] = await connection.ask(() => this.#queue.getFailed(0, 0));
      const tasks = job?.data.tasks.join(', ') ?? 'some';
      throw new BotpitError(
        'connection/lost',
        `the workers gave up on series ${tasks}: ${job?.failedReason}`,
        {
          hint: 'Mend what is wrong there, and resume the run.',
        },
      );
    }
    const isIdle = Object.values(counts).every((count) => count === 0);
    // Seen twice: another coordinator may have claimed them a moment ago.
    if (isIdle && this.#wasIdle) {
      await this.#handOutAgain(await this.#store.missing([...this.#underWay]));
    }
    this.#wasIdle = isIdle;
  }

  async #handOutAgain(tasks: readonly number[]): Promise<void> {
    if (tasks.length === 0) return;
    this.#options.onEvent({ kind: 'handed-out-again', series: tasks.length });
    await this.#handOut(tasks);
  }
}
