import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { BotpitError } from '../errors.js';
import { lockProcess, type ProcessLock } from '../lib/process-lock.js';
import { lockFolders, ownFolder } from '../lib/user-folders.js';
import { isTaskResult } from './executor.js';
import { isRunPlan, planId, type RunPlan } from './plan.js';

/** The longest first line that a run's file can have. */
const MOST_HEADER_BYTES = 2 ** 20;
/** Longer than the line that ends a finished run's file. */
const END_BYTES = 128;

/**
 * A run on disk: its plan in the first line, then one line for each task, in the order in which they were finished, and a
 * line with the time when nothing is left to be played. Lines are only ever added; a last line that a crash cut short is
 * taken off when the file is opened again.
 */
export class RunFile {
  readonly path: string;
  /** When it was written to before it was opened: now where it is new. */
  readonly writtenAt: Date;
  readonly #handle: FileHandle;
  readonly #lock: ProcessLock;
  /** Whether something could not be written; `close` tells what. */
  failed = false;
  /** When the run was finished; null while there is something left to play. */
  #finishedAt: Date | null;
  #waiting: string[] = [];
  #writing: Promise<void> = Promise.resolve();

  private constructor(
    path: string,
    handle: FileHandle,
    lock: ProcessLock,
    writtenAt: Date,
    finishedAt: Date | null,
  ) {
    this.path = path;
    this.writtenAt = writtenAt;
    this.#handle = handle;
    this.#lock = lock;
    this.#finishedAt = finishedAt;
  }

  /**
   * Opens the file of a run, new or to go on with.
   * @param fresh whether to begin again, without the results that are there
   * @throws BotpitError `lab/run-file` where it is of another run, in use, or cannot be read or written
   */
  static async open(path: string, plan: RunPlan, fresh = false): Promise<RunFile> {
    const full = resolve(path);
    const lock = await lockRun(full);
    if (!lock) throw new BotpitError('lab/run-file', `another process is at work on ${path}`);
    let handle: FileHandle | undefined;
    try {
      handle = await open(full, 'a+');
      const { mtime } = await handle.stat();
      await begin(handle, full, plan, fresh);
      return new RunFile(full, handle, lock, mtime, await finishedAt(full));
    } catch (error) {
      await handle?.close();
      lock.release();
      if (error instanceof BotpitError) throw error;
      throw new BotpitError('lab/run-file', `cannot use ${path}: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }

  /** The lines of tasks that are there. */
  lines(): AsyncIterable<string> {
    return taskLines(this.path);
  }

  get finishedAt(): Date | null {
    return this.#finishedAt;
  }

  /** Marks the run as finished: from then on its file may be removed to make room. */
  finish(): void {
    if (this.#finishedAt !== null) return;
    this.#finishedAt = new Date();
    this.add(JSON.stringify({ botpit_lab_end: this.#finishedAt.toISOString() }));
  }

  /** Writes soon; what is added meanwhile goes with the next write. */
  add(line: string): void {
    this.#waiting.push(line);
    if (this.#waiting.length > 1) return;
    this.#writing = this.#writing.then(() => this.#write());
    this.#writing.catch(() => {
      this.failed = true;
    });
  }

  /** @throws BotpitError where something could not be written */
  async close(): Promise<void> {
    try {
      await this.#writing;
      await this.#handle.sync();
    } catch (error) {
      throw new BotpitError('lab/run-file', `cannot write ${this.path}: ${(error as Error).message}`, {
        cause: error,
      });
    } finally {
      await this.#handle.close();
      this.#lock.release();
    }
  }

  async #write(): Promise<void> {
    const lines = this.#waiting;
    this.#waiting = [];
    // Not `write`, which leaves it to the caller to see that only a part fitted on the disk.
    await this.#handle.appendFile(lines.map((line) => `${line}\n`).join(''));
  }
}

/** When the run in a file was finished; null where it was not, or where this is not the file of a run. */
export async function finishedAt(path: string): Promise<Date | null> {
  const handle = await open(path, 'r').catch(() => null);
  if (handle === null) return null;
  try {
    const { size } = await handle.stat();
    const tail = Buffer.alloc(Math.min(size, END_BYTES));
    await handle.read(tail, 0, tail.length, size - tail.length);
    return endIn(tail.toString('utf8').trimEnd().split('\n').at(-1) ?? '');
  } finally {
    await handle.close();
  }
}

/** Removes the file of a run that is finished and that no process has open. @returns whether it did */
export async function removeFinished(path: string): Promise<boolean> {
  const full = resolve(path);
  const lock = await lockRun(full);
  if (!lock) return false;
  try {
    if ((await finishedAt(full)) === null) return false;
    await rm(full, { force: true });
    return true;
  } finally {
    lock.release();
  }
}

async function lockRun(path: string): Promise<ProcessLock | null> {
  const name = `botpit-lab-${createHash('sha256').update(path).digest('hex').slice(0, 16)}`;
  const folders = lockFolders(process.env);
  try {
    return await lockProcess(name, folders.some(ownFolder) ? folders : [dirname(path)]);
  } catch (cause) {
    throw new BotpitError('lab/run-file', `cannot lock ${path}: ${(cause as Error).message}`, { cause });
  }
}

function endIn(line: string): Date | null {
  try {
    const { botpit_lab_end: end } = JSON.parse(line) as { botpit_lab_end?: unknown };
    const at = new Date(String(end));
    return typeof end === 'string' && !Number.isNaN(at.getTime()) ? at : null;
  } catch {
    // Cut short, or a line of a task that is longer than what was read.
    return null;
  }
}

/** The plan that a run's file is of. @throws BotpitError `lab/run-file` */
export async function planIn(path: string): Promise<RunPlan> {
  const first = await firstLine(path);
  const plan = first === null ? null : planFrom(first);
  if (plan === null) throw new BotpitError('lab/run-file', `${path} is no file of a lab run`);
  return plan;
}

/**
 * The lines of tasks in a run's file; a last one that was cut short is not among them.
 * @throws BotpitError `lab/run-file` where any other is damaged
 */
export async function* taskLines(path: string): AsyncIterable<string> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
  let number = 0;
  let damaged = 0;
  for await (const line of lines) {
    if (damaged > 0) throw new BotpitError('lab/run-file', `line ${damaged} of ${path} is damaged`);
    number++;
    if (number === 1 || endIn(line) !== null) continue;
    if (isWhole(line)) yield line;
    else damaged = number;
  }
}

function isWhole(line: string): boolean {
  try {
    return isTaskResult(JSON.parse(line));
  } catch {
    // Cut short by a crash, or edited.
    return false;
  }
}

async function begin(handle: FileHandle, path: string, plan: RunPlan, fresh: boolean): Promise<void> {
  const { size } = await handle.stat();
  const head = Buffer.from(`${JSON.stringify({ botpit_lab: plan })}\n`);
  // New, or a crash cut short the very first line.
  if (size === 0 || (size < head.length && head.subarray(0, size).equals(await readFile(path)))) {
    if (size > 0) await handle.truncate(0);
    await handle.appendFile(head);
    return;
  }
  if (planId(await planIn(path)) !== planId(plan)) {
    throw new BotpitError('lab/run-file', `${path} is the file of another run`, {
      hint: 'Name another file, or run what it was begun with: strategies that were changed since make another run.',
    });
  }
  await handle.truncate(fresh ? head.length : await wholeLines(handle, size));
}

/** How much of the file ends with a line end. */
async function wholeLines(handle: FileHandle, size: number): Promise<number> {
  const chunk = Buffer.alloc(64 * 1024);
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - chunk.length);
    const { bytesRead } = await handle.read(chunk, 0, end - start, start);
    const at = chunk.subarray(0, bytesRead).lastIndexOf(0x0a);
    if (at >= 0) return start + at + 1;
    end = start;
  }
  return 0;
}

async function firstLine(path: string): Promise<string | null> {
  try {
    if (!(await stat(path)).isFile()) return null;
    for await (const line of createInterface({ input: createReadStream(path, { end: MOST_HEADER_BYTES }) }))
      return line;
    return null;
  } catch (error) {
    throw new BotpitError('lab/run-file', `cannot read ${path}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function planFrom(line: string): RunPlan | null {
  try {
    const head = JSON.parse(line) as { botpit_lab?: unknown } | null;
    return isRunPlan(head?.botpit_lab) ? head.botpit_lab : null;
  } catch {
    // Not even JSON.
    return null;
  }
}
