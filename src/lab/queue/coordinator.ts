import { EventEmitter, once } from 'node:events';
import { type Job, QueueEvents, type QueueEventsListener } from 'bullmq';
import type { Redis } from 'ioredis';
import { BotpitError } from '../../errors.js';
import { sum } from '../../stats/index.js';
import { requireUnchanged, type StrategySnapshot } from '../../strategy/index.js';
import { type Done, type Executor, type NextTask, takeTasks, type Work } from '../executor.js';
import { planId } from '../plan.js';
import type { TaskResult } from '../tally.js';
import { type Connection, openConnection, type QueueEvent } from './connection.js';
import { sourceOf } from './entrants.js';
import * as runs from './runs.js';

/** How often it says that it wants the run, and looks after the queue. */
const BEAT_MS = 5_000;
/** Series that are under way or wait: for each thread that is there, and at least, for workers that come yet, and at most. */
const SERIES_OF_THREAD = 16;
const UNDER_WAY = [64, 1_024] as const;
/** Results that are read at a time. */
const PAGE = 256;

export interface QueueOptions {
  /** `redis://…`, `rediss://…`, or the path of a socket. May hold a password, which nothing tells. */
  readonly url: string;
  /** What each entrant of the plan is. */
  readonly sources: readonly StrategySnapshot[];
  readonly onEvent?: (event: QueueEvent) => void;
}

/**
 * Hands the tasks of a run to workers by a queue in Redis. While Redis is away or refuses, a run waits for it.
 *
 * Results stay in Redis until `discard`; a run that is left without it can be gone on with for a day, from anywhere. Several
 * coordinators may have the same run at the same time; each gets all results. `close` withdraws what waits in the queue,
 * where no other coordinator has the run.
 *
 * Its `run`, always of the same plan, rejects with BotpitError `connection/lost` where the workers gave up, and
 * `strategy/not-found` where a strategy has changed since the plan was made.
 * @throws BotpitError `connection/unreachable`; `usage` where it is not the address of a Redis
 */
export async function openExecutor({
  url,
  sources,
  onEvent = () => undefined,
}: QueueOptions): Promise<Executor> {
  const connection = await openConnection(url, onEvent);
  let coordinator: Coordinator | undefined;
  return {
    async run({ plan, next, done, settingOf, signal, stop }) {
      if (!coordinator) {
        for (const snapshot of sources) requireUnchanged(snapshot);
        const record = { plan, sources: await Promise.all(sources.map(sourceOf)) };
        coordinator = new Coordinator(connection, record, onEvent);
      }
      await coordinator.run({
        next,
        done,
        settingOf,
        signal: stop ? AbortSignal.any([signal, stop]) : signal,
      });
    },
    discard: () => connection.farewell(coordinator?.leave(false)),
    async close() {
      await connection.farewell(coordinator?.leave(true));
      await connection.farewell(coordinator?.close());
      connection.close();
    },
  };
}

interface RunEvents extends QueueEventsListener {
  refused: (refusal: { readonly worker: string; readonly reason: string }) => void;
}

/**
 * One run, handed to whoever works on the queue. Its series are jobs of BullMQ's, each of them once, and keep their results,
 * so that another coordinator can go on at any time, and take part at the same time.
 * @internal
 */
export class Coordinator {
  readonly #connection: Connection;
  readonly #record: runs.RunRecord;
  readonly #onEvent: (event: QueueEvent) => void;
  readonly #runId: string;
  readonly #runs: runs.RunsQueue;
  readonly #queue: runs.SeriesQueue;
  readonly #events: QueueEvents;
  /** Redis tells by the subscribers of a channel whether anybody else coordinates the run. */
  readonly #presence: Redis;
  readonly #channel: string;
  readonly #underWay = new Set<number>();
  readonly #news = new EventEmitter();
  #listed: Job | undefined;
  #threads: readonly number[] | undefined;
  #wasIdle = false;
  #left = false;
  #done: Done = () => undefined;
  #settingOf: Work['settingOf'];
  #beating: Promise<void> | null = null;
  /** Aborted when `run` is over. What is left to be done then is not done: the run may be removed from Redis meanwhile. */
  #over = new AbortController();

  constructor(connection: Connection, record: runs.RunRecord, onEvent: (event: QueueEvent) => void) {
    this.#connection = connection;
    this.#record = record;
    this.#onEvent = onEvent;
    this.#runId = planId(record.plan);
    this.#runs = runs.openRuns(connection);
    this.#queue = runs.openQueue(connection, this.#runId);
    this.#channel = `${runs.PREFIX}:${this.#runId}`;
    this.#presence = connection.redis.duplicate();
    // The connection of the commands tells of what befalls both.
    this.#presence.on('error', () => undefined);
    this.#presence.subscribe(this.#channel).catch(() => undefined);
    const options = { ...runs.optionsOf(connection), lastEventId: '0' };
    this.#events = new QueueEvents(runs.queueName(this.#runId), options);
    this.#events.on('error', (error) => connection.note(error));
    this.#events.on('completed', ({ returnvalue }) => this.#take(returnvalue));
    this.#events.on<RunEvents, 'refused'>('refused', (refusal) => onEvent({ kind: 'refused', ...refusal }));
  }

  /** As `Executor.run`. */
  async run({ next, done, settingOf, signal }: Omit<Work, 'plan' | 'stop'>): Promise<void> {
    const { redis } = this.#connection;
    const over = new AbortController();
    const ended = once(over.signal, 'abort');
    const stop = () => over.abort();
    const beat = () => this.#beat();
    this.#over = over;
    this.#done = done;
    this.#settingOf = settingOf;
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const working = this.#work(next).catch((error) => over.abort(error));
    const timer = setInterval(beat, BEAT_MS);
    // A Redis that is back may have lost everything.
    redis.on('ready', beat);
    await Promise.race([working, ended]);
    const failure: unknown = over.signal.reason;
    over.abort();
    clearInterval(timer);
    redis.off('ready', beat);
    signal.removeEventListener('abort', stop);
    if (signal.aborted) this.#connection.leave();
    // What has been sent is answered before anybody takes leave; but what is refused may wait for long.
    await this.#connection.farewell(Promise.all([working, this.#beating]));
    if (failure !== undefined && !signal.aborted) throw failure;
  }

  /**
   * Takes no further part. Where no other coordinator does, what waits in the queue is withdrawn.
   * @param keepsResults whether results stay in Redis, for whoever goes on with the run
   */
  async leave(keepsResults: boolean): Promise<void> {
    if (this.#left) return;
    this.#left = true;
    await this.#presence.unsubscribe(this.#channel);
    const [, others] = await this.#connection.ask((redis) => redis.pubsub('NUMSUB', this.#channel));
    if (Number(others) > 0) return;
    const ask = (command: () => Promise<unknown>) => this.#connection.ask(command);
    if (keepsResults) await ask(() => this.#runs.add('left', null, { jobId: runs.leftId(this.#runId) }));
    await ask(() => this.#runs.remove(runs.wantedId(this.#runId)));
    if (keepsResults) await ask(() => this.#queue.drain());
    else await runs.removeQueue(this.#connection, this.#runId);
  }

  async close(): Promise<void> {
    this.#presence.disconnect();
    await Promise.all([this.#events.close(), this.#queue.close(), this.#runs.close()]);
  }

  #ask<Answer>(command: () => Promise<Answer>): Promise<Answer> {
    const { signal } = this.#over;
    return this.#connection.ask(async () => {
      signal.throwIfAborted();
      return command();
    });
  }

  async #work(next: NextTask): Promise<void> {
    await this.#beat();
    const results = await this.#readResults();
    if (results > 0) this.#onEvent({ kind: 'taken-over', results });
    for (;;) {
      await this.#refill(next);
      if (this.#underWay.size === 0) return;
      await once(this.#news, 'result', { signal: this.#over.signal });
    }
  }

  #take(result: TaskResult): void {
    this.#underWay.delete(result.task);
    if (!this.#over.signal.aborted) this.#done(result);
    this.#news.emit('result');
  }

  /** Takes all results that are there: events do not tell of old ones. @returns how many there are */
  async #readResults(): Promise<number> {
    for (let from = 0; ; from += PAGE) {
      const jobs = await this.#ask(() => this.#queue.getJobs('completed', from, from + PAGE - 1, true));
      for (const { returnvalue } of jobs) this.#take(returnvalue);
      if (jobs.length < PAGE) return from + jobs.length;
    }
  }

  async #refill(next: NextTask): Promise<void> {
    const [least, most] = UNDER_WAY;
    const wanted = Math.max(least, Math.min(SERIES_OF_THREAD * sum(this.#threads ?? []), most));
    if (this.#underWay.size > wanted / 2) return;
    const tasks = takeTasks(next, wanted - this.#underWay.size);
    for (const task of tasks) this.#underWay.add(task);
    if (tasks.length > 0) await this.#handOut(tasks);
  }

  /** A series that is in the queue, or has a result, stays as it is. */
  async #handOut(tasks: readonly number[]): Promise<void> {
    const jobs = tasks.map((task) => ({
      name: 'series',
      data: { task, setting: this.#settingOf?.(task) },
      opts: { jobId: runs.seriesId(task) },
    }));
    await this.#ask(() => this.#queue.addBulk(jobs));
  }

  /** While Redis is away, one that waits is enough. */
  #beat(): Promise<void> {
    this.#beating ??= this.#lookAfterRun()
      .catch((error) => this.#over.abort(error))
      .finally(() => {
        this.#beating = null;
      });
    return this.#beating;
  }

  async #lookAfterRun(): Promise<void> {
    if (!(await this.#putOff())) await this.#list();
    const threads = await this.#ask(() => runs.workerThreads(this.#runs));
    if (String(threads) !== String(this.#threads)) {
      this.#threads = threads;
      this.#onEvent({ kind: 'workers', workers: threads.length, threads: sum(threads) });
    }
    const { failed = 0, ...counts } = await this.#ask(() =>
      this.#queue.getJobCounts('wait', 'active', 'delayed', 'failed'),
    );
    if (failed > 0) {
      const [job] = await this.#ask(() => this.#queue.getFailed(0, 0));
      const failure = `the workers gave up on series ${job?.data.task}: ${job?.failedReason}`;
      const hint = 'Mend what is wrong there, and resume the run.';
      throw new BotpitError('connection/lost', failure, { hint });
    }
    // Nothing may be waited for that nobody works on. Seen twice: a series may be on its way.
    const isIdle = Object.values(counts).every((count) => count === 0);
    if (isIdle && this.#wasIdle) await this.#handOutAgain();
    this.#wasIdle = isIdle;
  }

  /** Says that the run is still wanted. @returns whether it is there */
  async #putOff(): Promise<boolean> {
    try {
      await this.#ask(async () => this.#listed?.changeDelay(runs.KEEP_MS));
      return this.#listed !== undefined;
    } catch (error) {
      // BullMQ's codes are of a job that is not there, or not delayed any more.
      if (typeof (error as { code?: unknown }).code !== 'number') throw error;
      return false;
    }
  }

  async #list(): Promise<void> {
    const jobId = runs.wantedId(this.#runId);
    this.#listed = await this.#ask(() => this.#runs.add('run', this.#record, { jobId }));
    await this.#ask(() => this.#runs.remove(runs.leftId(this.#runId)));
    // Whoever cleared the queue away may have been stopped in the middle.
    await this.#ask(() => this.#queue.resume());
    // What the workers gave up before is tried again.
    await this.#ask(() => this.#queue.clean(0, 0, 'failed'));
    await this.#handOutAgain();
  }

  /** What is under way here and neither there nor done has been lost. */
  async #handOutAgain(): Promise<void> {
    if (this.#underWay.size > 0) await this.#readResults();
    const lost = [...this.#underWay];
    if (lost.length === 0) return;
    this.#onEvent({ kind: 'handed-out-again', series: lost.length });
    await this.#handOut(lost);
  }
}
