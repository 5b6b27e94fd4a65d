import type { MessagePort, Worker } from 'node:worker_threads';
import { BotpitError } from '../errors.js';
import { within } from '../lib/clock.js';
import { resolveStrategy, type StrategySnapshot } from '../strategy/index.js';
import { type Executor, takeTasks, type Work } from './executor.js';
import { moveTimeoutOf, type RunPlan, taskCount, taskOf } from './plan.js';
import type { Fault } from './players/player.js';
import type { LostTask } from './task.js';
import { type Order, type Report, startThread, WATCHED, type WorkerData } from './thread.js';

/** A thread gets as many tasks at a time as it plays in about this time; fewer towards the end, so that all end together. */
const BATCH_MS = 40;
const MOST_TASKS = 64;
/** How often it is looked whether a thread goes on. */
const LOOK_MS = 250;
/** On top of the time for a move: a strategy that has its own timer is told late, not hung. */
const GRACE_MS = 1_000;
/** The heap that the strategies of a series may fill together. */
const HEAP_MB = 512;
/** A thread that has started programs ends them itself, if it is told; for that it has so long. */
const END_MS = 5_000;
/** A strategy that ends its thread so often in a lane loses the rest of it. */
const MOST_DEATHS = 3;

/** Plays in threads. One that hangs or dies is replaced, and the match that it was in is lost by whom it had asked. */
export class Pool implements Executor {
  readonly #sources: readonly StrategySnapshot[];
  readonly #jobs: number;
  readonly #logPrograms: string | undefined;
  readonly #lines = new Set<ThreadLine>();
  /** Left from an earlier run of the same plan, such as the trial before it. */
  readonly #idle: { readonly plan: RunPlan; readonly line: ThreadLine }[] = [];

  /**
   * @param sources what each entrant of the plan is
   * @param jobs how many threads
   * @param logPrograms the folder to which the dialogues with programs are written, where they are wanted
   */
  constructor(sources: readonly StrategySnapshot[], jobs: number, logPrograms?: string) {
    this.#sources = sources;
    this.#jobs = jobs;
    this.#logPrograms = logPrograms;
  }

  async run(work: Work): Promise<void> {
    // A trial may have work for one alone; the others load meanwhile.
    const threads = Math.min(this.#jobs, taskCount(work.plan));
    await Promise.all(Array.from({ length: threads }, () => this.#work(work)));
  }

  get underWay(): number {
    return [...this.#lines].reduce((sum, line) => sum + line.underWay, 0);
  }

  /** Ends the threads that have nothing to do. */
  async rest(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map(({ line }) => line.end()));
  }

  async close(): Promise<void> {
    await Promise.all([this.rest(), ...[...this.#lines].map((line) => line.end())]);
  }

  async #work({ plan, next, done, settingOf, signal, stop }: Work): Promise<void> {
    const known = this.#idle.findIndex((one) => one.plan === plan);
    const line =
      this.#idle.splice(known, known < 0 ? 0 : 1)[0]?.line ??
      new ThreadLine(plan, this.#sources, this.#logPrograms);
    this.#lines.add(line);
    line.open();
    let batch = 1;
    try {
      while (!signal.aborted && !stop?.aborted) {
        const tasks = takeTasks(next, Math.round(batch));
        if (tasks.length === 0) break;
        const startedAt = performance.now();
        await line.play(tasks, done, signal, stop, settingOf);
        const each = (performance.now() - startedAt) / tasks.length;
        const left = taskCount(plan) - 1 - Math.max(...tasks);
        batch = Math.max(1, Math.min(MOST_TASKS, BATCH_MS / each, 2 * batch, left / (2 * this.#jobs)));
      }
    } finally {
      this.#lines.delete(line);
      if (signal.aborted || stop?.aborted) await line.end();
      else this.#idle.push({ plan, line });
    }
  }
}

/** One thread after the other, each as long as it lives. */
export class ThreadLine {
  readonly #plan: RunPlan;
  readonly #sources: readonly StrategySnapshot[];
  readonly #logPrograms: string | undefined;
  readonly #lost: LostTask[] = [];
  #thread: PoolThread | undefined;

  constructor(plan: RunPlan, sources: readonly StrategySnapshot[], logPrograms?: string) {
    this.#plan = plan;
    this.#sources = sources;
    this.#logPrograms = logPrograms;
  }

  get underWay(): number {
    return this.#thread?.underWay ?? 0;
  }

  /** Starts the thread, if there is none. */
  open(): void {
    this.#thread ??= new PoolThread(this.#plan, this.#sources, this.#logPrograms);
  }

  /**
   * Plays all of the tasks, also those that end a thread. Fewer where `signal` is aborted, which ends the thread, or `stop`,
   * which ends the task at hand at its next match.
   */
  async play(
    tasks: readonly number[],
    done: (line: string) => void,
    signal: AbortSignal,
    stop?: AbortSignal,
    settingOf?: Work['settingOf'],
  ): Promise<void> {
    let left = [...tasks];
    const settings = Object.fromEntries(
      tasks.flatMap((task) => {
        const setting = settingOf?.(task);
        return setting ? [[task, setting]] : [];
      }),
    );
    const drop = () => void this.end();
    const pause = () => this.#thread?.stop();
    signal.addEventListener('abort', drop);
    stop?.addEventListener('abort', pause);
    try {
      while (left.length > 0 && !signal.aborted && !stop?.aborted) {
        this.open();
        const death = await (this.#thread as PoolThread).play(
          { tasks: left, lost: this.#lost, settings },
          (task, line) => {
            left = left.filter((one) => one !== task);
            done(line);
          },
        );
        if (death === 'done') break;
        this.#thread = undefined;
        if (!signal.aborted && death !== 'idle') this.#mourn(death);
      }
    } finally {
      signal.removeEventListener('abort', drop);
      stop?.removeEventListener('abort', pause);
    }
  }

  /** Ends the thread; the next task gets another. */
  async end(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.end();
  }

  #mourn(death: Death): void {
    const isTwin = (one: Death) =>
      (['task', 'pairing', 'lane', 'player'] as const).every((what) => one[what] === death[what]);
    const forGood = death.match < 0 || this.#lost.filter(isTwin).length + 1 >= MOST_DEATHS;
    this.#lost.push({ ...death, forGood });
  }
}

/** How a thread ended, and whom it had asked. */
type Death = Omit<LostTask, 'forGood'>;

class PoolThread {
  readonly #watch = new Int32Array(new SharedArrayBuffer(4 * Object.keys(WATCHED).length));
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #plan: RunPlan;
  readonly #hasPrograms: boolean;
  readonly #exited: Promise<unknown>;
  #fault: Fault | null = null;
  #ended = false;
  #told: ((task: number, line: string) => void) | undefined;
  #left = 0;
  #finish: ((end: Death | 'done' | 'idle') => void) | undefined;
  #fail: ((error: Error) => void) | undefined;
  /** How often it had asked somebody when it was given its order. */
  #askedBefore = 0;

  constructor(plan: RunPlan, sources: readonly StrategySnapshot[], logPrograms: string | undefined) {
    this.#plan = plan;
    this.#hasPrograms = sources.some(({ spec }) => resolveStrategy(spec).kind === 'command');
    const data: Omit<WorkerData, 'port'> = { plan, sources, watch: this.#watch, logPrograms };
    const { worker, port } = startThread('lab/worker-entry', data, { maxOldGenerationSizeMb: HEAP_MB });
    this.#worker = worker;
    this.#port = port;
    this.#exited = new Promise((resolve) => worker.once('exit', resolve));
    port.on('message', ({ results, stopped, refused, failed }: Report) => {
      if (failed !== undefined)
        return this.#fail?.(Object.assign(new Error('a thread of the lab failed'), { stack: failed }));
      if (refused) {
        const { message, hint } = refused;
        return this.#fail?.(new BotpitError('strategy/changed', message, { hint }));
      }
      for (const { task, line } of results) this.#told?.(task, line);
      this.#left -= results.length;
      if (this.#left === 0 || stopped) this.#finish?.('done');
    });
    worker.on('error', (error: Error) => {
      this.#fault ??= { kind: 'crashed', detail: String(error?.message ?? error) };
    });
    worker.on('exit', (code) => {
      port.close();
      const isKilled = this.#ended;
      this.#ended = true;
      const fault = this.#fault ?? { kind: 'crashed', detail: `ended its thread (exit ${code})` };
      const count = this.#watch[WATCHED.count];
      if (count !== this.#askedBefore) this.#finish?.({ ...this.#asked(), fault });
      else if (count !== 0 || isKilled) this.#finish?.('idle');
      else this.#fail?.(new Error(`a thread of the lab did not start: ${fault.detail}`));
    });
  }

  /** @returns `idle` where it ended before it asked anybody; rejects where it never did, which is not the fault of a strategy */
  play(order: Order, told: (task: number, line: string) => void): Promise<Death | 'done' | 'idle'> {
    this.#askedBefore = this.#watch[WATCHED.count] ?? 0;
    return new Promise((resolve, reject) => {
      let count = -1;
      let lookedAt = performance.now();
      let waitedMs = 0;
      const look = setInterval(() => {
        // Read before the count, which goes up before this goes down.
        const waitMs = this.#watch[WATCHED.waitMs] ?? 0;
        const now = this.#watch[WATCHED.count] ?? 0;
        // Where the whole process was halted, nobody has waited as long as that.
        const sinceMs = Math.min(performance.now() - lookedAt, 2 * LOOK_MS);
        lookedAt = performance.now();
        waitedMs = now === count ? waitedMs + sinceMs : 0;
        count = now;
        const isOpening = now === this.#askedBefore || this.#asked().match < 0;
        const timeoutMs = isOpening ? this.#plan.startTimeoutMs : Math.max(this.#moveTimeoutMs(), waitMs);
        if (waitedMs > timeoutMs + GRACE_MS) {
          this.#fault ??= { kind: 'hung', detail: `no answer within ${timeoutMs} ms` };
          void this.#worker.terminate();
        }
      }, LOOK_MS);
      // An earlier order may have been stopped.
      this.#watch[WATCHED.stop] = 0;
      this.#watch[WATCHED.played] = 0;
      this.#told = told;
      this.#left = order.tasks.length;
      this.#finish = (end) => {
        clearInterval(look);
        this.#finish = undefined;
        resolve(end);
      };
      this.#fail = (error) => {
        clearInterval(look);
        reject(error);
      };
      if (this.#ended) this.#finish('idle');
      else this.#port.postMessage(order);
    });
  }

  get underWay(): number {
    return this.#watch[WATCHED.played] ?? 0;
  }

  /** Lets it end the task at hand at its next match, and play no further ones. */
  stop(): void {
    this.#watch[WATCHED.stop] = 1;
  }

  async end(): Promise<void> {
    this.#ended = true;
    if (this.#hasPrograms) {
      this.#port.postMessage('end' satisfies Order | 'end');
      await within(END_MS, this.#exited);
    }
    await this.#worker.terminate();
  }

  /** Of whoever is being asked. */
  #moveTimeoutMs(): number {
    const { task, pairing, player } = this.#asked();
    const place = this.#plan.slots[taskOf(this.#plan, task).slot]?.[pairing]?.[player];
    return moveTimeoutOf(this.#plan, place);
  }

  #asked(): Omit<Death, 'fault'> {
    const at = (place: number) => this.#watch[place] ?? 0;
    return {
      task: at(WATCHED.task),
      pairing: at(WATCHED.pairing),
      lane: at(WATCHED.lane) === 0 ? 0 : 1,
      match: at(WATCHED.match),
      player: at(WATCHED.player) === 0 ? 0 : 1,
    };
  }
}
