import { randomUUID } from 'node:crypto';
import { requireUnchanged, resolveStrategy, type StrategySnapshot } from '../../strategy/index.js';
import type { Executor, Work } from '../executor.js';
import { planId, type RunPlan } from '../plan.js';
import { type Connection, openConnection, within } from './connection.js';
import { Coordinator } from './coordinator.js';
import type { QueueEvent } from './events.js';
import { type Parcel, pack } from './parcel.js';
import type { Source } from './store.js';

/** At the end, Redis may be gone for good. */
const FAREWELL_MS = 5_000;

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
 */
export class QueueExecutor implements Executor {
  readonly #connection: Connection;
  readonly #options: QueueOptions;
  readonly #id = randomUUID();
  readonly #runs = new Map<string, Coordinator>();

  private constructor(connection: Connection, options: QueueOptions) {
    this.#connection = connection;
    this.#options = options;
  }

  /** @throws BotpitError `connection/unreachable`; `usage` where the address is none */
  static async open(options: QueueOptions): Promise<QueueExecutor> {
    const connection = await openConnection(options.url, (event) => options.onEvent?.(event));
    return new QueueExecutor(connection, options);
  }

  /**
   * @throws BotpitError `connection/lost` where the workers gave up; `strategy/not-found` where a strategy
   * has changed since the plan was made
   */
  async run({ plan, next, done, signal, stop }: Work): Promise<void> {
    const coordinator = this.#runs.get(planId(plan)) ?? (await this.#open(plan));
    // What workers have in hand is finished there, and in Redis for whoever goes on.
    await coordinator.run(next, done, stop ? AbortSignal.any([signal, stop]) : signal);
  }

  /** Removes from Redis what is there of the runs, where no other coordinator has them: to be called when they are safe. */
  async discard(): Promise<void> {
    await this.#leave(false);
  }

  /** Withdraws what waits in the queue, where no other coordinator has the run. */
  async close(): Promise<void> {
    await this.#leave(true);
    if (this.#connection.redis.status === 'ready')
      await within(FAREWELL_MS, Promise.all([...this.#runs.values()].map((run) => run.close())));
    this.#connection.close();
  }

  async #leave(keepsResults: boolean): Promise<void> {
    // Without Redis there is nobody to take leave of: what is there expires.
    if (this.#connection.redis.status !== 'ready') return;
    await within(FAREWELL_MS, Promise.all([...this.#runs.values()].map((run) => run.leave(keepsResults))));
  }

  async #open(plan: RunPlan): Promise<Coordinator> {
    const parcels: Parcel[] = [];
    const sources: Source[] = [];
    for (const snapshot of this.#options.sources) {
      requireUnchanged(snapshot);
      const { spec } = snapshot;
      const source = resolveStrategy(spec);
      if (source.kind !== 'file') {
        sources.push({ kind: 'named', spec });
        continue;
      }
      const parcel = await pack(source.file, snapshot.files);
      parcels.push(parcel);
      sources.push({ kind: 'parcel', hash: parcel.hash, folder: parcel.folder });
    }
    const { onEvent = () => undefined } = this.#options;
    const coordinator = await Coordinator.open({
      connection: this.#connection,
      id: this.#id,
      plan,
      sources,
      parcels,
      onEvent,
    });
    this.#runs.set(planId(plan), coordinator);
    return coordinator;
  }
}
