import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { BotpitError } from '../../errors.js';
import { GAME_IDS } from '../../games/index.js';
import { lockProcess, type ProcessLock } from '../../lib/process-lock.js';
import { isObject } from '../../lib/shape.js';
import { makeFolder } from '../../lib/user-folders.js';
import { Course, type Step } from './course.js';
import { differenceOf, type Plan, Secret } from './plan.js';

const NAME = 'tournament.jsonl';
const VERSION = 1;
/** What has been written reaches the disk after this time at the latest: a machine that loses power loses no more. */
const SYNC_MS = 1_000;

interface Head extends Plan {
  readonly botpit: 'tournament';
  readonly version: number;
  readonly secret: string;
}

/** A tournament on disk. */
export interface Journal {
  readonly secret: Secret;
  /** What has been played, up to now. */
  readonly course: Course;
  /** Whether it was begun by an earlier process. */
  readonly isResumed: boolean;
  /**
   * Takes a step and keeps it, before anybody is told of it.
   * @throws BotpitError `history/unavailable` where it cannot be written
   */
  take(step: Step): void;
  close(): void;
}

/**
 * Opens the tournament of a folder, or begins one there. A last line that was cut off when the process before was killed is
 * dropped: nobody was told of it. Each line has a sum over itself and those before it: one that was changed, or that is
 * missing, does not become another result.
 * @throws BotpitError `process/running` where another arena has it, `usage` where it holds another tournament,
 * `history/unavailable` where it cannot be read or written
 */
export async function openJournal(folder: string, plan: Plan): Promise<Journal> {
  const path = join(folder, NAME);
  let lock: ProcessLock | null = null;
  let fd: number | undefined;
  try {
    makeFolder(folder, 0o700);
    lock = await lockProcess('tournament', [folder]);
    if (!lock) throw running(folder);
    // Secret while matches are played: their seeds follow from it.
    fd = openSync(path, 'a+', 0o600);
    requireOwn(fd, path);
    chmodSync(path, 0o600);
    return begin(fd, path, plan, lock);
  } catch (error) {
    if (fd !== undefined) closeSync(fd);
    lock?.release();
    throw error instanceof BotpitError ? error : unavailable(path, (error as Error).message, error);
  }
}

/** Whoever owns the file can read it, whatever its mode: not even the administrator keeps secrets in that of another. */
function requireOwn(fd: number, path: string): void {
  const stat = fstatSync(fd);
  if (!stat.isFile()) throw unavailable(path, 'it is not a file');
  if (process.getuid !== undefined && stat.uid !== process.getuid())
    throw unavailable(path, 'it belongs to another user, who could read the seeds of matches to come');
}

function begin(fd: number, path: string, plan: Plan, lock: ProcessLock): Journal {
  let head: Head | undefined;
  let course = new Course(plan);
  let lineNumber = 0;
  let sum = '';
  const end = readWholeLines(fd, (line, isLast) => {
    lineNumber += 1;
    if (lineNumber === 1 && !isOurs(line)) throw unavailable(path, NO_HEAD);
    const entry = parsed(line, sum);
    // What a power cut leaves of the last block can be anything.
    if (entry === undefined && isLast) return false;
    if (entry === undefined)
      throw unavailable(path, `line ${lineNumber} is not as it was written, or one before it is missing`);
    sum = String(entry.sum);
    if (lineNumber === 1) {
      head = headOf(entry, path);
      const difference = differenceOf(plan, head);
      if (difference !== null) throw another(path, difference);
      course = new Course(head);
      return true;
    }
    try {
      course.apply(entry as unknown as Step);
    } catch (error) {
      throw unavailable(
        path,
        `line ${lineNumber} does not follow from those before (${(error as Error).message})`,
      );
    }
    return true;
  });
  // Somebody else's file is left alone.
  if (lineNumber === 0 && !isOurs(beginningOf(fd))) throw unavailable(path, NO_HEAD);
  ftruncateSync(fd, end);
  const secret = new Secret(head?.secret);
  const file = new Appended(fd, path, end, sum);
  if (!head) {
    const first: Head = { botpit: 'tournament', version: VERSION, ...plan, secret: secret.text };
    file.write(first);
  }
  return {
    secret,
    course,
    isResumed: head !== undefined,
    take(step) {
      file.write(step);
      course.apply(step);
    },
    close() {
      file.close();
      lock.release();
    },
  };
}

/** A file that only grows, by whole lines. */
class Appended {
  readonly #fd: number;
  readonly #path: string;
  #bytes: number;
  #sum: string;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(fd: number, path: string, bytes: number, sum: string) {
    this.#fd = fd;
    this.#path = path;
    this.#bytes = bytes;
    this.#sum = sum;
  }

  write(entry: object): void {
    const text = JSON.stringify(entry);
    const sum = sumOf(this.#sum, text);
    const line = Buffer.from(`${text.slice(0, -1)},"sum":"${sum}"}\n`);
    try {
      for (let written = 0; written < line.length; ) written += writeSync(this.#fd, line, written);
    } catch (error) {
      // A disk that is full took a part of the line.
      ftruncateSync(this.#fd, this.#bytes);
      throw unavailable(this.#path, (error as Error).message, error);
    }
    this.#bytes += line.length;
    this.#sum = sum;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      fdatasync(this.#fd, () => {
        // Whatever is wrong with the disk shows when it is written to next.
      });
    }, SYNC_MS).unref();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#timer);
    fdatasyncSync(this.#fd);
    closeSync(this.#fd);
  }
}

const CHUNK_BYTES = 2 ** 20;

/**
 * Reads a file by the line. A line without an end is not one.
 * @param take whether the line counts; the last one need not
 * @returns where what counts ends
 */
function readWholeLines(fd: number, take: (line: string, isLast: boolean) => boolean): number {
  const { size } = fstatSync(fd);
  let rest = Buffer.alloc(0);
  let end = 0;
  for (let at = 0; at < size; ) {
    const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, size - at));
    at += readSync(fd, chunk, 0, chunk.length, at);
    rest = Buffer.concat([rest, chunk]);
    for (let newline = rest.indexOf(10); newline !== -1; newline = rest.indexOf(10)) {
      const length = newline + 1;
      if (!take(rest.toString('utf8', 0, newline), end + length === size)) return end;
      end += length;
      rest = rest.subarray(length);
    }
  }
  return end;
}

/** @param before the sum of the line before */
function sumOf(before: string, text: string): string {
  return createHash('sha256').update(before).update(text).digest('hex').slice(0, 16);
}

const SUM = /,"sum":"([0-9a-f]{16})"\}$/;

/** @returns undefined for a line that is not as it was written */
function parsed(line: string, before: string): Record<string, unknown> | undefined {
  const [end = '', sum] = SUM.exec(line) ?? [];
  if (sum !== sumOf(before, `${line.slice(0, line.length - end.length)}}`)) return undefined;
  try {
    const entry: unknown = JSON.parse(line);
    return isObject(entry) ? entry : undefined;
  } catch {
    return undefined;
  }
}

const HEAD = '{"botpit":"tournament"';

/** Whether a file that begins so can be a journal, of which a power cut may have left the beginning or nothing but zeros. */
function isOurs(beginning: string): boolean {
  return HEAD.startsWith(beginning.slice(0, HEAD.length)) || /^\0+$/.test(beginning);
}

function beginningOf(fd: number): string {
  const bytes = Buffer.alloc(HEAD.length);
  return bytes.toString('utf8', 0, readSync(fd, bytes, 0, bytes.length, 0));
}

const NO_HEAD = 'it does not begin as the journal of a tournament does';

function headOf(entry: unknown, path: string): Head {
  const head = entry as Partial<Head> | undefined;
  const isHead =
    head?.botpit === 'tournament' &&
    head.version === VERSION &&
    /^[0-9a-f]{64}$/.test(String(head.secret)) &&
    Array.isArray(head.agents) &&
    Array.isArray(head.games) &&
    head.games.every((game) => GAME_IDS.includes(game));
  if (!isHead) throw unavailable(path, NO_HEAD);
  return head as Head;
}

function running(folder: string): BotpitError {
  return new BotpitError('process/running', `another arena plays the tournament in ${folder}`, {
    hint: 'Stop it first, or give this one a folder of its own: --data-dir.',
  });
}

function another(path: string, difference: string): BotpitError {
  return new BotpitError('usage', `${path} is another tournament: ${difference}`, {
    hint: 'Start the arena as it was started before to go on with it, or give a new one a folder of its own: --data-dir.',
  });
}

function unavailable(path: string, reason: string, cause?: unknown): BotpitError {
  return new BotpitError('history/unavailable', `the tournament in ${path} cannot be kept: ${reason}`, {
    hint: 'Nothing is played that cannot be kept. See that the file is whole and can be written, then start the arena again.',
    cause,
  });
}
