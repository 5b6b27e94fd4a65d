import { appendFileSync, constants, statSync } from 'node:fs';
import { access, appendFile, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Config } from '../config/index.js';
import { BotpitError } from '../errors.js';
import { type Timer, within } from '../lib/clock.js';
import type { RunnerEvent, Stamped } from '../runner/index.js';
import type { Monitor, MonitorDeps } from './monitor.js';

export type LogFileSettings = Pick<Config, 'logLevel' | 'logFormat' | 'logMaxSizeBytes' | 'logKeep'>;

type LogLevel = Config['logLevel'];

/** The weightiest first. */
const LOG_LEVELS: readonly LogLevel[] = ['error', 'warn', 'info', 'debug'];

type LogFileDeps = Pick<MonitorDeps, 'clock' | 'format' | 'warn'>;

const MODE = 0o600;
/** Written at once, and no more than fits into a file of its own. */
const CHUNK_LENGTH = 64 * 1024;
/** Lines that are kept while nothing can be written. */
const MOST_WAITING = 10_000;
const RETRY_MS = 60_000;
/** How long the end waits for what the system has been asked to write. */
const LAST_WRITE_MS = 2_000;

const LEVELS: Readonly<Partial<Record<RunnerEvent['event'], LogLevel>>> = {
  turn: 'debug',
  move: 'debug',
  queue_update: 'debug',
  strategy_output: 'debug',
  unknown_message: 'debug',
  warning: 'warn',
  limit: 'warn',
  error: 'error',
};

/**
 * Writes events to a file that is put aside when it has grown large. A file system that takes its time delays the log and
 * nothing else. When the file cannot be written to, the latest lines are kept and it is tried again every minute.
 * @throws BotpitError `config/invalid` where the file cannot be written to from the start
 */
export async function openLogFile(
  path: string,
  settings: LogFileSettings,
  deps: LogFileDeps,
): Promise<Monitor> {
  try {
    const file = await open(path, 'a', MODE);
    const isFile = (await file.stat()).isFile();
    await file.close();
    if (!isFile) throw new Error('it is not a regular file');
    // Old files are put aside by renaming.
    await access(dirname(path), constants.W_OK);
  } catch (cause) {
    const message = `cannot write the log file ${path}: ${(cause as Error).message}`;
    const hint = 'The folder has to be there, and both it and the file have to be writable.';
    throw new BotpitError('config/invalid', message, { hint, cause });
  }
  return new LogFile(path, settings, deps);
}

/** What the system was asked to write, and how large the file was before. */
interface Writing {
  readonly chunk: Buffer;
  readonly sizeBefore: number;
}

class LogFile implements Monitor {
  readonly #path: string;
  readonly #settings: LogFileSettings;
  readonly #deps: LogFileDeps;
  #waiting: string[] = [];
  #lost = 0;
  #size: number;
  #writing: Writing | null = null;
  /** Settled once all that waits is written, or cannot be. */
  #busy: Promise<void> | null = null;
  /** Where it cannot be written to: when it is tried again. */
  #retry: Timer | null = null;
  #warned = false;
  #closed = false;

  constructor(path: string, settings: LogFileSettings, deps: LogFileDeps) {
    this.#path = path;
    this.#settings = settings;
    this.#deps = deps;
    this.#size = sizeOf(path);
    process.on('exit', this.#end);
  }

  take(stamped: Stamped): void {
    if (this.#closed) return;
    const level = LEVELS[stamped.event.event] ?? 'info';
    // The words for an event may depend on the events before it, logged or not.
    const lines = this.#lines(stamped, level);
    if (LOG_LEVELS.indexOf(level) > LOG_LEVELS.indexOf(this.#settings.logLevel)) return;
    for (const line of lines) this.#waiting.push(`${line}\n`);
    const excess = this.#waiting.length - MOST_WAITING;
    if (this.#retry !== null && excess > 0) {
      this.#waiting.splice(0, excess);
      this.#lost += excess;
    }
    this.#write();
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#retry !== null) this.#tryAgain();
    if (this.#busy !== null) await within(LAST_WRITE_MS, this.#busy);
    this.#end();
    process.off('exit', this.#end);
  }

  /** Writes what is left before it returns: a process that ends has no later turn. */
  readonly #end = (): void => {
    this.#closed = true;
    const writing = this.#writing;
    if (writing) waitFor(() => this.#rest(writing).length === 0);
    const left = (writing ? this.#rest(writing).toString() : '') + this.#waiting.splice(0).join('');
    this.#writing = null;
    if (left === '') return;
    try {
      appendFileSync(this.#path, left, { mode: MODE });
    } catch {
      // That it cannot be written has been told, or there is nobody left to tell.
    }
  };

  #lines(stamped: Stamped, level: LogLevel): readonly string[] {
    const { json, text } = this.#deps.format;
    const { event, timeMs } = stamped;
    if (this.#settings.logFormat === 'json') return [json({ event: { ...event, level }, timeMs })];
    const head = `${new Date(timeMs).toISOString()} ${level.toUpperCase().padEnd(5)}`;
    return text(stamped).map((line) => `${head} ${line}`);
  }

  #tryAgain(): void {
    this.#deps.clock.clearTimeout(this.#retry ?? undefined);
    this.#retry = null;
    this.#size = sizeOf(this.#path);
    this.#write();
  }

  #write(): void {
    if (this.#retry !== null || this.#busy !== null) return;
    this.#busy = this.#writeAll()
      .catch((error: Error) => this.#failed(error))
      .finally(() => {
        this.#busy = null;
        if (this.#waiting.length > 0 && !this.#closed) this.#write();
      });
  }

  async #writeAll(): Promise<void> {
    // Events come in batches, and a turn is answered first.
    await setImmediate();
    while (this.#waiting.length > 0) {
      await this.#append(this.#nextChunk());
      if (this.#size >= this.#settings.logMaxSizeBytes) await this.#putAside();
    }
    this.#recovered();
  }

  #nextChunk(): Buffer {
    const most = Math.min(CHUNK_LENGTH, this.#settings.logMaxSizeBytes);
    let text = '';
    let taken = 0;
    while (taken < this.#waiting.length && text.length < most) text += this.#waiting[taken++];
    this.#waiting.splice(0, taken);
    return Buffer.from(text);
  }

  async #append(chunk: Buffer): Promise<void> {
    const writing = { chunk, sizeBefore: this.#size };
    this.#writing = writing;
    try {
      await appendFile(this.#path, chunk, { mode: MODE });
      this.#size += chunk.length;
    } catch (error) {
      // At the end, whoever ends writes the rest.
      if (this.#writing) this.#waiting.unshift(this.#rest(writing).toString());
      throw error;
    } finally {
      this.#writing = null;
    }
  }

  /** What of a chunk has not arrived in the file. */
  #rest({ chunk, sizeBefore }: Writing): Buffer {
    return chunk.subarray(Math.max(0, sizeOf(this.#path) - sizeBefore));
  }

  async #putAside(): Promise<void> {
    const path = this.#path;
    for (let age = this.#settings.logKeep - 1; age > 0; age--)
      await renameIfThere(`${path}.${age}`, `${path}.${age + 1}`);
    await renameIfThere(path, `${path}.1`);
    // There always is a file under the name that was asked for, if nothing more is written too.
    await appendFile(path, '', { mode: MODE });
    this.#size = 0;
  }

  #failed(error: Error): void {
    if (!this.#closed) this.#retry = this.#deps.clock.setTimeout(() => this.#tryAgain(), RETRY_MS);
    if (this.#warned) return;
    this.#warned = true;
    const message = `The log file ${this.#path} cannot be written (${error.message}). Play goes on, and so do attempts.`;
    this.#deps.warn('log_file', message);
  }

  #recovered(): void {
    this.#warned = false;
    if (this.#lost === 0) return;
    const lost = this.#lost;
    this.#lost = 0;
    this.#deps.warn('log_file', `The log file lacks ${lost} lines from when it could not be written.`);
  }
}

async function renameIfThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    // Not there, or out of reach.
    return 0;
  }
}

function waitFor(isDone: () => boolean): void {
  const until = performance.now() + LAST_WRITE_MS;
  const cell = new Int32Array(new SharedArrayBuffer(4));
  while (!isDone() && performance.now() < until) Atomics.wait(cell, 0, 0, 2);
}
