import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { BotpitError } from '../errors.js';
import { closing } from '../lib/closing.js';
import { lockProcess, type ProcessLock } from '../lib/process-lock.js';
import { lockFolders, ownFolder } from '../lib/user-folders.js';
import { problemOfPlan, problemOfResult } from './check-run.js';
import { planId, type RunPlan, taskCount } from './plan.js';
import type { TaskResult } from './task.js';

/** More than a plan, or what came of a series, can be. */
const MOST_LINE_BYTES = 16 * 2 ** 20;
const CHUNK_BYTES = 2 ** 20;
const NEWLINE = 0x0a;
/** Longer than the line that ends a finished run's file. */
const END_BYTES = 128;

interface Opened {
  readonly plan: RunPlan;
  readonly handle: FileHandle;
  readonly lock: ProcessLock;
}

/**
 * A run on disk: its plan in the first line, then one line for each task, in the order in which they were finished, and a
 * line with the time when nothing is left to be played. Lines are only ever added; a last line that a crash cut short is
 * taken off when the file is opened again.
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

/** When the run in a file was finished; null where it was not, or where this is not the file of a run. */
export async function finishedAt(path: string): Promise<Date | null> {
  await using handle = await open(path, 'r').catch(() => null);
  if (handle === null) return null;
  const { size } = await handle.stat();
  const tail = Buffer.alloc(Math.min(size, END_BYTES));
  await handle.read(tail, 0, tail.length, size - tail.length);
  return endIn(jsonIn(tail.toString('utf8').trimEnd().split('\n').at(-1) ?? ''));
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

async function lockRun(path: string): Promise<ProcessLock | null> {
  const name = `botpit-lab-${createHash('sha256').update(path).digest('hex').slice(0, 16)}`;
  const folders = lockFolders(process.env);
  try {
    return await lockProcess(name, folders.some(ownFolder) ? folders : [dirname(path)]);
  } catch (cause) {
    throw cannot('lock', path, cause);
  }
}

/** When the run was finished, where this is the value of its last line; else null. */
function endIn(value: unknown): Date | null {
  const end = (value as { botpit_lab_end?: unknown } | null | undefined)?.botpit_lab_end;
  const at = typeof end === 'string' ? new Date(end) : null;
  return at === null || Number.isNaN(at.getTime()) ? null : at;
}

/** The plan that a run's file is of. @throws BotpitError `lab/run-file` */
export async function planIn(path: string): Promise<RunPlan> {
  const first = await firstLine(path);
  const head = first === null ? undefined : jsonIn(first);
  const plan = (head as { botpit_lab?: unknown } | null | undefined)?.botpit_lab;
  const problem =
    plan === undefined ? 'its first line does not say what was to be played' : problemOfPlan(plan);
  if (problem === null) return plan as RunPlan;
  throw new BotpitError('lab/run-file', `${path} is not the file of a lab run: ${problem}`);
}

/**
 * What came of the tasks in a run's file, each once; a last line that was cut short does not count.
 * @throws BotpitError `lab/run-file` at a line that is not what the plan promises
 */
export async function* resultsIn(path: string, plan: RunPlan): AsyncIterable<TaskResult> {
  const seen = new Uint8Array(taskCount(plan));
  let number = 0;
  let ended = false;
  const refused = (reason: string) =>
    new BotpitError('lab/run-file', `line ${number} of ${path} is not of this run: ${reason}`, {
      hint: 'The file was damaged or edited. Play the run again, with another file.',
    });
  for await (const line of linesOf(path)) {
    number++;
    if (number === 1) continue;
    if (line === null) throw refused(`it has more than ${MOST_LINE_BYTES / 2 ** 20} MB`);
    if (ended) throw refused('it comes after the end');
    const value = jsonIn(line);
    ended = endIn(value) !== null;
    if (ended) continue;
    const problem = value === undefined ? 'it is not JSON' : problemOfResult(plan, value);
    if (problem !== null) throw refused(problem);
    const result = value as TaskResult;
    if (seen[result.task] !== 0) throw refused(`series ${result.task} is there twice`);
    seen[result.task] = 1;
    yield result;
  }
}

/** The whole lines of a file; null, and then no more, for one that is too long to be of a run. */
async function* linesOf(path: string): AsyncIterable<string | null> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    const bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
      yield bytes.toString('utf8', from, end);
      from = end + 1;
    }
    rest = bytes.subarray(from);
    if (rest.length > MOST_LINE_BYTES) {
      yield null;
      return;
    }
  }
}

/** Undefined where it is not JSON. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Cut short by a crash, edited, or nested deeper than can be read.
    return undefined;
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

/** Null where there is none. */
async function firstLine(path: string): Promise<string | null> {
  try {
    if (!(await stat(path)).isFile()) return null;
    for await (const line of linesOf(path)) return line;
    return null;
  } catch (error) {
    throw cannot('read', path, error);
  }
}

function cannot(what: string, path: string, cause: unknown): BotpitError {
  return new BotpitError('lab/run-file', `cannot ${what} ${path}: ${(cause as Error).message}`, { cause });
}
