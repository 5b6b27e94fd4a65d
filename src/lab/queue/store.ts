import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { RunPlan } from '../plan.js';
import type { Connection } from './connection.js';
import type { Parcel } from './parcel.js';
import { CLAIM, JOIN, LEAVE, LOOK, MISSING, REFUSE, REPORT } from './scripts.js';

/** What stands before every key; BullMQ's are below it too. */
export const PREFIX = 'botpit-lab';
/** A coordinator or worker that has not been heard of for so long is gone. */
const ALIVE_MS = 30_000;
/** A run that nobody has coordinated for so long is cleared away, and strategies that no run has named. */
const KEEP_MS = 24 * 60 * 60 * 1_000;

const RUNS = `${PREFIX}:runs`;
const WORKERS = `${PREFIX}:workers`;
/** Told when a run opens or closes. */
export const CHANGES = `${PREFIX}:changes`;

/** How a worker opens an entrant: by the files of a parcel, or as named. */
export type Source =
  | { readonly kind: 'parcel'; readonly hash: string; readonly folder: string }
  | { readonly kind: 'named'; readonly spec: string };

/** A run as Redis has it. */
export interface RunRecord {
  /** Another one where Redis lost the run and it was begun anew. */
  readonly token: string;
  readonly plan: RunPlan;
  /** By entrant. */
  readonly sources: readonly Source[];
}

export interface StoredResult {
  readonly kind: 'result';
  readonly line: string;
  /** How long the series took. */
  readonly ms: number;
}

/** A worker leaves the run to others. */
export interface StoredRefusal {
  readonly kind: 'refused';
  readonly worker: string;
  readonly reason: string;
}

/** One run in Redis: its record, who takes part, and what workers say: each task's first result, as they come. */
export class RunStore {
  readonly runId: string;
  readonly #connection: Connection;

  constructor(connection: Connection, runId: string) {
    this.#connection = connection;
    this.runId = runId;
  }

  get #record() {
    return this.#key('record');
  }
  get #coordinators() {
    return this.#key('coordinators');
  }
  get #claimed() {
    return this.#key('claimed');
  }
  get #done() {
    return this.#key('done');
  }
  get #results() {
    return this.#key('results');
  }

  /** To be repeated, as a sign of life; begins the run again where Redis has lost it. */
  async join(coordinator: string, { plan, sources }: Omit<RunRecord, 'token'>) {
    const keys = [this.#coordinators, this.#record, this.#claimed, this.#done, this.#results];
    const found = await this.#connection.ask((redis) =>
      redis.eval(
        JOIN,
        keys.length + 2,
        RUNS,
        WORKERS,
        ...keys,
        this.runId,
        coordinator,
        // A new one each time: it counts only where there is no record.
        randomUUID(),
        JSON.stringify(plan),
        JSON.stringify(sources),
        ALIVE_MS,
        KEEP_MS,
      ),
    );
    const [token, opened, workers] = found as [string, number, string[]];
    if (opened === 1) await this.#publish();
    return { token, threads: workers.map((worker) => Number(worker.split(' ')[1])) };
  }

  /** @returns whether no other coordinator takes part */
  async leave(coordinator: string, keepsResults: boolean): Promise<boolean> {
    const keys = [this.#coordinators, this.#claimed, this.#record, this.#done, this.#results];
    const kept = keepsResults ? 1 : 0;
    const last = await this.#connection.ask((redis) =>
      redis.eval(LEAVE, keys.length + 1, RUNS, ...keys, this.runId, coordinator, ALIVE_MS, kept),
    );
    if (last === 1) await this.#publish();
    return last === 1;
  }

  /** What is left of a run whose record has expired. */
  async remove(): Promise<void> {
    const keys = [this.#coordinators, this.#claimed, this.#done, this.#results];
    await this.#connection.ask((redis) => redis.del(keys));
  }

  async read(): Promise<RunRecord | null> {
    const [token, plan, sources] = await this.#connection.ask((redis) =>
      redis.hmget(this.#record, 'token', 'plan', 'sources'),
    );
    if (!token || !plan || !sources) return null;
    try {
      return { token, plan: JSON.parse(plan) as RunPlan, sources: JSON.parse(sources) as Source[] };
    } catch {
      // No coordinator of ours wrote it.
      return null;
    }
  }

  /** Of these tasks, those that no coordinator has put into the queue and nobody has played. */
  async claim(tasks: readonly number[]): Promise<number[]> {
    return this.#select(CLAIM, [this.#claimed, this.#done], tasks);
  }

  /** Of these tasks, those without a result. */
  async missing(tasks: readonly number[]): Promise<number[]> {
    return this.#select(MISSING, [this.#done], tasks);
  }

  /** @returns whether anybody wants it */
  async report(task: number, line: string, ms: number): Promise<boolean> {
    const keys = [this.#record, this.#done, this.#results];
    const isWanted = await this.#connection.ask((redis) =>
      redis.eval(REPORT, keys.length, ...keys, task, line, Math.round(ms)),
    );
    return isWanted === 1;
  }

  /**
   * What workers said after a place, `0` being the start; waits for the first.
   * @param reader a connection of its own where `waitMs` is not 0
   */
  async news(reader: Redis, after: string, waitMs: number) {
    const from = ['STREAMS', this.#results, after] as const;
    const found = await this.#connection.ask(() =>
      waitMs > 0 ? reader.xread('COUNT', 256, 'BLOCK', waitMs, ...from) : reader.xread('COUNT', 256, ...from),
    );
    const entries = found?.[0]?.[1] ?? [];
    const news = entries.map(([, [field, one = '', , other = '']]): StoredResult | StoredRefusal =>
      field === 'line'
        ? { kind: 'result', line: one, ms: Number(other) }
        : { kind: 'refused', worker: one, reason: other },
    );
    return { news, place: entries.at(-1)?.[0] ?? after };
  }

  async refuse(worker: string, reason: string): Promise<void> {
    await this.#connection.ask((redis) => redis.eval(REFUSE, 2, this.#record, this.#results, worker, reason));
  }

  async #select(script: string, keys: readonly string[], tasks: readonly number[]): Promise<number[]> {
    if (tasks.length === 0) return [];
    const found = await this.#connection.ask((redis) => redis.eval(script, keys.length, ...keys, ...tasks));
    return (found as string[]).map(Number);
  }

  async #publish(): Promise<void> {
    await this.#connection.ask((redis) => redis.publish(CHANGES, this.runId));
  }

  #key(what: string): string {
    return keyOf(this.runId, what);
  }
}

/** Puts strategies there that are not; those that are stay longer. */
export async function sendParcels(connection: Connection, parcels: readonly Parcel[]): Promise<void> {
  for (const { hash, text } of parcels) {
    const key = parcelKey(hash);
    const isThere = await connection.ask((redis) => redis.pexpire(key, KEEP_MS));
    if (isThere === 0) await connection.ask((redis) => redis.set(key, text, 'PX', KEEP_MS));
  }
}

/** Null where it is not there. */
export function fetchParcel(connection: Connection, hash: string): Promise<string | null> {
  return connection.ask((redis) => redis.get(parcelKey(hash)));
}

/**
 * A worker's sign of life.
 * @returns the runs that are open, and those that have expired: their queues are to be removed
 */
export async function look(connection: Connection, worker: string, threads: number) {
  const member = `${worker} ${threads}`;
  const [before, after] = keyOf('\n', 'record').split('\n') as [string, string];
  const found = await connection.ask((redis) =>
    redis.eval(LOOK, 2, RUNS, WORKERS, member, ALIVE_MS, before, after),
  );
  const [open, expired] = found as [string[], string[]];
  return { open, expired };
}

export async function unregister(connection: Connection, worker: string, threads: number): Promise<void> {
  await connection.ask((redis) => redis.zrem(WORKERS, `${worker} ${threads}`));
}

function keyOf(runId: string, what: string): string {
  return `${PREFIX}:run:${runId}:${what}`;
}

function parcelKey(hash: string): string {
  return `${PREFIX}:strategy:${hash}`;
}
