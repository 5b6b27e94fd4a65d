import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { BotpitError } from '../errors.js';
import { problemOfPlan, problemOfResult } from './check-run.js';
import { type KeptMatches, problemOfKept } from './kept.js';
import { numberOf, type RunPlan, taskCount, taskOf } from './plan.js';
import type { TaskResult } from './tally.js';
import type { Setting } from './tune/space.js';

/** More than a plan, or what came of a series, can be. */
const MOST_LINE_BYTES = 16 * 2 ** 20;
const CHUNK_BYTES = 2 ** 20;
const NEWLINE = 0x0a;
/** Longer than the line that ends a finished run's file. */
const END_BYTES = 128;

/** When the run in a file was finished; null where it was not, or where this is not the file of a run. */
export async function finishedAt(path: string): Promise<Date | null> {
  await using handle = await open(path, 'r').catch(() => null);
  if (handle === null) return null;
  const { size } = await handle.stat();
  const tail = Buffer.alloc(Math.min(size, END_BYTES));
  await handle.read(tail, 0, tail.length, size - tail.length);
  return endIn(jsonIn(tail.toString('utf8').trimEnd().split('\n').at(-1) ?? ''));
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
  const refused = (reason: string) => notOfRun(path, number, reason);
  for await (const line of linesOf(path)) {
    number++;
    if (number === 1) continue;
    if (line === null) throw refused(`it has more than ${MOST_LINE_BYTES / 2 ** 20} MB`);
    if (ended) throw refused('it comes after the end');
    if (line.startsWith(KEPT_HEAD)) continue;
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

const KEPT_HEAD = '{"kept":{"task":';
const KEPT_COUNTS = /^\{"kept":\{"task":\d+,"count":(\d+),"leftOut":(\d+),/;

/**
 * The lines of matches that are kept, in the order in which their tasks were finished. One that no result of its task follows
 * does not count: it was not finished when the run was stopped.
 */
async function* keptLines(path: string): AsyncIterable<{
  readonly task: number;
  readonly line: string;
  readonly number: number;
  /** The line of the task's result. */
  readonly result: string;
}> {
  let number = 0;
  let held = '';
  for await (const line of linesOf(path)) {
    if (line === null) return;
    number++;
    const task = Number.parseInt(held.slice(KEPT_HEAD.length), 10);
    if (held !== '' && line.startsWith(`{"task":${task},`))
      yield { task, line: held, number: number - 1, result: line };
    held = line.startsWith(KEPT_HEAD) ? line : '';
  }
}

/**
 * The matches that a run's file keeps, task by task; of a tune with what the parameters were set to.
 * @param wanted the number of the only task that is looked for
 * @throws BotpitError `lab/run-file` at a line that is not what the plan promises
 */
export async function* keptIn(
  path: string,
  plan: RunPlan,
  wanted?: number,
): AsyncIterable<KeptMatches & { readonly task: number; readonly setting?: Setting | undefined }> {
  for await (const { task, line, number, result } of keptLines(path)) {
    if (wanted !== undefined && wanted !== task) continue;
    const value = (jsonIn(line) as { kept?: unknown } | undefined)?.kept;
    const isOfRun = Number.isSafeInteger(task) && task < taskCount(plan);
    const problem = isOfRun
      ? problemOfKept(plan, taskOf(plan, task), value)
      : 'it is of no series of this run';
    if (problem !== null) throw notOfRun(path, number, problem);
    const { setting } = plan.tune ? ((jsonIn(result) ?? {}) as TaskResult) : {};
    yield { ...(value as KeptMatches), task, setting };
    if (wanted !== undefined) return;
  }
}

/** The matches that a run's file keeps, counted. */
export interface KeptCount {
  readonly count: number;
  /** Those that it could not keep, as there are too many in a series. */
  readonly leftOut: number;
  /** The number of the first; null where there is none. */
  readonly example: number | null;
}

/** Counts without reading the matches themselves. Throws as `keptIn`. */
export async function keptCount(path: string, plan: RunPlan): Promise<KeptCount> {
  let [count, leftOut, earliest] = [0, 0, Number.POSITIVE_INFINITY];
  for await (const { task, line } of keptLines(path)) {
    const [, kept, left] = KEPT_COUNTS.exec(line) ?? [];
    count += Number(kept ?? 0);
    leftOut += Number(left ?? 0);
    if (Number(kept ?? 0) > 0) earliest = Math.min(earliest, task);
  }
  for await (const { task, matches } of keptIn(path, plan, earliest)) {
    for (const [pairing, [first]] of matches.entries())
      if (first) return { count, leftOut, example: numberOf(plan, { ...first, task, pairing }) };
  }
  return { count, leftOut, example: null };
}

function notOfRun(path: string, line: number, reason: string): BotpitError {
  return new BotpitError('lab/run-file', `line ${line} of ${path} is not of this run: ${reason}`, {
    hint: 'The file was damaged or edited. Play the run again, with another file.',
  });
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

export function cannot(what: string, path: string, cause: unknown): BotpitError {
  return new BotpitError('lab/run-file', `cannot ${what} ${path}: ${(cause as Error).message}`, { cause });
}
