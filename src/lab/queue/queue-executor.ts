import { requireUnchanged, type StrategySnapshot } from '../../strategy/index.js';
import type { Executor, Work } from '../executor.js';
import { type Connection, openConnection } from './connection.js';
import { Coordinator } from './coordinator.js';
import { sourceOf } from './entrants.js';
import type { QueueEvent } from './events.js';

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
 * coordinators may have the same run at the same time; each gets all results.
 * @internal
 */
export class QueueExecutor implements Executor {
  readonly #connection: Connection;
  readonly #options: Omit<QueueOptions, 'url'>;
  #coordinator: Coordinator | undefined;

  constructor(connection: Connection, options: Omit<QueueOptions, 'url'>) {
    this.#connection = connection;
    this.#options = options;
  }

  /** @throws BotpitError `connection/unreachable`; `usage` where it is not the address of a Redis */
  static async open(options: QueueOptions): Promise<QueueExecutor> {
    const connection = await openConnection(options.url, (event) => options.onEvent?.(event));
    return new QueueExecutor(connection, options);
  }

  /**
   * @param work always of the same plan
   * @throws BotpitError `connection/lost` where the workers gave up; `strategy/not-found` where a strategy
   * has changed since the plan was made
   */
  async run({ plan, next, done, signal, stop }: Work): Promise<void> {
    if (!this.#coordinator) {
      const { sources: snapshots, onEvent = () => undefined } = this.#options;
      for (const snapshot of snapshots) requireUnchanged(snapshot);
      const sources = await Promise.all(snapshots.map(sourceOf));
      this.#coordinator = new Coordinator(this.#connection, { plan, sources }, onEvent);
    }
    await this.#coordinator.run(next, done, stop ? AbortSignal.any([signal, stop]) : signal);
  }

  /** Removes from Redis what is there of the run, where no other coordinator has it: to be called when it is safe. */
  async discard(): Promise<void> {
    await this.#connection.farewell(this.#coordinator?.leave(false));
  }

  /** Withdraws what waits in the queue, where no other coordinator has the run. */
  async close(): Promise<void> {
    await this.#connection.farewell(this.#coordinator?.leave(true));
    await this.#connection.farewell(this.#coordinator?.close());
    this.#connection.close();
  }
}
