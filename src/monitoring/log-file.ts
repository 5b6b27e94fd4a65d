import { appendFileSync, constants, statSync } from 'node:fs';
import { access, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { createStream, type RotatingFileStream } from 'rotating-file-stream';
import { BotpitError } from '../errors.js';
import type { Clock, Timer } from '../lib/clock.js';
import type { RunnerEvent } from '../runner/index.js';
import type { Formatters, Monitor, Warn } from './events.js';

const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LogFileOptions {
  readonly path: string;
  /** The least weighty events that are logged. */
  readonly level: LogLevel;
  readonly format: 'text' | 'json';
  /** The file is put aside when it has grown to this. */
  readonly maxSizeBytes: number;
  /** How many old files are kept, from 1: `<path>.1` is the youngest. */
  readonly keep: number;
}

interface LogFileDeps {
  readonly clock: Clock;
  readonly format: Formatters;
  readonly warn: Warn;
}

const MODE = 0o600;
/** Written at once, and no more than fits into a file of its own. */
const CHUNK_LENGTH = 64 * 1024;
/** Lines that are kept while nothing can be written. */
const MOST_WAITING = 10_000;
const RETRY_MS = 60_000;
const CLOSE_MS = 2_000;
/** How long the process's end waits for what it has asked the system to write. */
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
 * Writes events to a file that is put aside when it has grown large. When it cannot be written to, the latest lines are
 * kept and it is tried again every minute.
 * @throws BotpitError `config/invalid` where the file cannot be written to from the start
 */
export async function openLogFile(options: LogFileOptions, deps: LogFileDeps): Promise<Monitor> {
  const path = resolve(options.path);
  await check(path);
  return new LogFile({ ...options, path }, deps);
}

async function check(path: string): Promise<void> {
  try {
    const file = await open(path, 'a', MODE);
    const isFile = (await file.stat()).isFile();
    await file.close();
    if (!isFile) throw new Error('it is not a regular file');
    // Old files are put aside by renaming.
    await access(dirname(path), constants.W_OK);
  } catch (cause) {
    throw new BotpitError(
      'config/invalid',
      `cannot write the log file ${path}: ${(cause as Error).message}`,
      {
        hint: 'The folder has to be there, and both it and the file have to be writable.',
        cause,
      },
    );
  }
}

/** What the system was asked to write, and how large the file was before. */
interface Writing {
  readonly chunk: Buffer;
  readonly sizeBefore: number;
}

class LogFile implements Monitor {
  readonly #options: LogFileOptions;
  readonly #deps: LogFileDeps;
  #waiting: string[] = [];
  #lost = 0;
  #stream: RotatingFileStream | null = null;
  #writing: Writing | null = null;
  #busy = false;
  #size = 0;
  #warned = false;
  #closed = false;
  #retry: Timer | undefined;
  #onIdle: () => void = () => undefined;

  constructor(options: LogFileOptions, deps: LogFileDeps) {
    this.#options = options;
    this.#deps = deps;
    process.on('exit', this.#lastWords);
    this.#open();
  }

  take(event: RunnerEvent, timeMs: number): void {
    if (this.#closed) return;
    const level = LEVELS[event.event] ?? 'info';
    // The words for one event may depend on those before it, logged or not.
    const lines = this.#lines(event, timeMs, level);
    if (LOG_LEVELS.indexOf(level) > LOG_LEVELS.indexOf(this.#options.level)) return;
    const first = this.#waiting.length === 0;
    for (const line of lines) this.#waiting.push(`${line}\n`);
    const excess = this.#waiting.length - MOST_WAITING;
    // While it can be written, the file keeps up in the end.
    if (excess > 0 && this.#stream === null) {
      this.#waiting.splice(0, excess);
      this.#lost += excess;
    }
    // Events come in batches: the first one waits for the others.
    if (first) queueMicrotask(() => this.#write());
  }

  async close(): Promise<void> {
    const { clock } = this.#deps;
    this.#closed = true;
    clock.clearTimeout(this.#retry);
    await new Promise<void>((done) => {
      const impatience = clock.setTimeout(done, CLOSE_MS);
      this.#onIdle = () => {
        clock.clearTimeout(impatience);
        done();
      };
      this.#write();
    });
    this.#lastWords();
    process.off('exit', this.#lastWords);
    const stream = this.#stream;
    this.#stream = null;
    if (stream && !this.#busy) await new Promise<void>((done) => stream.end(done));
  }

  #lines(event: RunnerEvent, timeMs: number, level: LogLevel): readonly string[] {
    const { json, text } = this.#deps.format;
    if (this.#options.format === 'json') return [json({ event: { ...event, level }, timeMs })];
    const head = `${new Date(timeMs).toISOString()} ${level.toUpperCase().padEnd(5)}`;
    return text({ event, timeMs }).map((line) => `${head} ${line}`);
  }

  #open(): void {
    const { path, maxSizeBytes, keep } = this.#options;
    const stream = createStream(path, { size: `${maxSizeBytes}B`, rotate: keep, mode: MODE });
    this.#stream = stream;
    this.#busy = true;
    stream.once('open', () => {
      this.#size = sizeOf(path);
      this.#busy = false;
      this.#write();
    });
    // A file is put aside once all of a chunk has been written.
    stream.on('rotation', () => {
      this.#writing = null;
      this.#size = 0;
    });
    stream.on('error', (error) => this.#failed(stream, error));
  }

  #write(): void {
    const stream = this.#stream;
    if (this.#busy) return;
    if (!stream || this.#waiting.length === 0) {
      this.#onIdle();
      return;
    }
    const most = Math.min(CHUNK_LENGTH, this.#options.maxSizeBytes);
    let text = '';
    let taken = 0;
    while (taken < this.#waiting.length && text.length < most) text += this.#waiting[taken++];
    this.#waiting.splice(0, taken);
    const chunk = Buffer.from(text);
    this.#busy = true;
    this.#writing = { chunk, sizeBefore: this.#size };
    stream.write(chunk, (error) => {
      // The stream's `error` event reports what went wrong.
      if (error) return;
      if (this.#writing) this.#size += chunk.length;
      this.#writing = null;
      this.#busy = false;
      this.#recovered();
      this.#write();
    });
  }

  #failed(stream: RotatingFileStream, error: Error): void {
    if (this.#stream !== stream) return;
    const { path } = this.#options;
    this.#stream = null;
    this.#busy = false;
    const unwritten = this.#writing === null ? '' : rest(path, this.#writing).toString();
    this.#writing = null;
    if (unwritten !== '') this.#waiting.unshift(unwritten);
    if (!this.#closed) this.#retry = this.#deps.clock.setTimeout(() => this.#open(), RETRY_MS);
    if (!this.#warned) {
      this.#warned = true;
      this.#deps.warn(
        'log_file',
        `The log file ${path} cannot be written (${error.message}). Play goes on, and so do attempts.`,
      );
    }
    this.#onIdle();
  }

  #recovered(): void {
    this.#warned = false;
    if (this.#lost === 0) return;
    const lost = this.#lost;
    this.#lost = 0;
    this.#deps.warn('log_file', `The log file lacks ${lost} lines from when it could not be written.`);
  }

  /** Writes what is left before it returns: a process that ends has no later turn. */
  readonly #lastWords = (): void => {
    const { path } = this.#options;
    const writing = this.#writing;
    if (writing) waitFor(() => rest(path, writing).length === 0);
    const underWay = writing === null ? '' : rest(path, writing).toString();
    const left = underWay + this.#waiting.join('');
    this.#writing = null;
    this.#waiting = [];
    if (left === '') return;
    try {
      appendFileSync(path, left, { mode: MODE });
    } catch {
      // That it cannot be written has been told, or there is nobody left to tell.
    }
  };
}

/** What of a chunk has not arrived in the file. */
function rest(path: string, { chunk, sizeBefore }: Writing): Buffer {
  return chunk.subarray(Math.max(0, sizeOf(path) - sizeBefore));
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    // Not there, or out of reach: then nothing that was written can be relied on.
    return 0;
  }
}

function waitFor(isDone: () => boolean): void {
  const until = performance.now() + LAST_WRITE_MS;
  const cell = new Int32Array(new SharedArrayBuffer(4));
  while (!isDone() && performance.now() < until) Atomics.wait(cell, 0, 0, 2);
}
