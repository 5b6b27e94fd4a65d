import { createHash } from 'node:crypto';
import { type FileHandle, open, readFile, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { BotpitError } from '../errors.js';
import { closing } from '../lib/closing.js';
import { isHeld, lockProcess, type ProcessLock } from '../lib/process-lock.js';
import { lockFolders, ownFolder } from '../lib/user-folders.js';
import { planId, type RunPlan } from './plan.js';
import { cannot, finishedAt, planIn, resultsIn } from './read-run.js';
import type { TaskResult } from './tally.js';

interface Opened {
  readonly plan: RunPlan;
  readonly handle: FileHandle;
  readonly lock: ProcessLock;
}

/**
 * A run on disk: its plan in the first line, then one line for each task, in the order in which they were finished, and a
 * line with the time when nothing is left to be played. The matches that are kept of a task stand in a line before its own.
 * Lines are only ever added; a last line that a crash cut short is taken off when the file is opened again.
 */
export class RunFile {
  readonly path: string;
  /** When it was written to before it was opened: now where it is new. */
  readonly writtenAt: Date;
  readonly #opened: Opened;
  /** Whether something could not be written; `close` tells what. */
  failed = false;
  #finishedAt: Date | null;
  #waiting: string[] = [];
  #writing: Promise<void> = Promise.resolve();

  private constructor(path: string, opened: Opened, writtenAt: Date, finishedAt: Date | null) {
    this.path = path;
    this.#opened = opened;
    this.writtenAt = writtenAt;
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
      return new RunFile(full, { plan, handle, lock }, mtime, await finishedAt(full));
    } catch (error) {
      await handle?.close();
      lock.release();
      throw error instanceof BotpitError ? error : cannot('use', path, error);
    }
  }

  /** What came of the tasks that are there. @throws as `resultsIn` */
  results(): AsyncIterable<TaskResult> {
    return resultsIn(this.path, this.#opened.plan);
  }

  /** When the run was finished; null while there is something left to play. */
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
    this.#writing = this.#writing.then(async () => {
      const lines = this.#waiting;
      this.#waiting = [];
      // Not `write`, which leaves it to the caller to see that only a part fitted on the disk.
      await this.#opened.handle.appendFile(lines.map((one) => `${one}\n`).join(''));
    });
    this.#writing.catch(() => {
      this.failed = true;
    });
  }

  /** @throws BotpitError where something could not be written */
  async close(): Promise<void> {
    try {
      await this.#writing;
      await this.#opened.handle.sync();
    } catch (error) {
      throw cannot('write', this.path, error);
    } finally {
      await this.#opened.handle.close();
      this.#opened.lock.release();
    }
  }
}

/** Removes the file of a run that is finished and that no process has open. @returns whether it did */
export async function removeFinished(path: string): Promise<boolean> {
  const full = resolve(path);
  const lock = await lockRun(full);
  await using _lock = closing(() => lock?.release());
  if (!lock || (await finishedAt(full)) === null) return false;
  await rm(full, { force: true });
  return true;
}

/** Removes the file of a run, finished or not, that no process has open. @returns whether it is gone */
export async function removeRun(path: string): Promise<boolean> {
  const full = resolve(path);
  const lock = await lockRun(full);
  if (!lock) return false;
  await using _lock = closing(() => lock.release());
  await rm(full, { force: true });
  return true;
}

/** Whether a process is at work on the run. */
export function isOpen(path: string): boolean {
  const full = resolve(path);
  return isHeld(lockName(full), lockPlaces(full));
}

function lockName(path: string): string {
  return `botpit-lab-${createHash('sha256').update(path).digest('hex').slice(0, 16)}`;
}

function lockPlaces(path: string): readonly string[] {
  const folders = lockFolders(process.env);
  return folders.some(ownFolder) ? folders : [dirname(path)];
}

async function lockRun(path: string): Promise<ProcessLock | null> {
  try {
    return await lockProcess(lockName(path), lockPlaces(path));
  } catch (cause) {
    throw cannot('lock', path, cause);
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
  if (!fresh) return handle.truncate(await wholeLines(handle, size));
  // With its first line, which need not be written as it is here.
  await handle.truncate(0);
  await handle.appendFile(head);
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
