import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  InlineExecutor,
  type LabOptions,
  match,
  mergeRun,
  playRun,
  prepareTournament,
  RunFile,
  type RunResult,
  taskCount,
  tournament,
} from '../../src/lab/index.js';
import { createRng } from '../../src/lib/rng.js';
import { tempFolder } from '../support/run-cli.js';
import biased from './strategies/biased.js';
import learner from './strategies/learner.js';
import looksBack from './strategies/looks-back.js';
import { figures, fixture, type Order, Shuffled, text, timeless } from './support.js';

const OBJECTS = [learner, biased, looksBack];
const FILES = ['learner', 'biased', 'looks-back'].map(fixture);
const OPTIONS = { game: 'rps', matches: 160, series: 10, seed: 'same' } satisfies LabOptions;
const TASKS = 24;

const inThreads = (jobs: number) => tournament(FILES, { ...OPTIONS, jobs });
const inThisThread = (file?: string) => tournament(OBJECTS, { ...OPTIONS, ...(file ? { file } : {}) });

const references = new Map<unknown, Promise<string>>();
/** What came of the run when nothing was the matter. */
function undisturbed(play: () => Promise<RunResult>): Promise<string> {
  const reference = references.get(play) ?? play().then(text);
  references.set(play, reference);
  return reference;
}
const oneThread = () => inThreads(1);
const objects = () => inThisThread();

/** Plays until it was told of so many results, and no further: they count in order, so all may do so with the last. */
function interrupted(
  field: typeof OBJECTS | typeof FILES,
  file: string,
  results: number,
): Promise<RunResult> {
  const stop = new AbortController();
  // The first time, of what the file has.
  let told = -1;
  return tournament(field, {
    ...OPTIONS,
    jobs: 2,
    file,
    signal: stop.signal,
    onProgress: () => {
      if (++told >= results) stop.abort();
    },
  });
}

describe('one seed, one result', () => {
  test('for one thread, two and four', async () => {
    const [two, four] = [await inThreads(2), await inThreads(4)];
    expect(two.matches).toBe(480);
    expect(text(two)).toBe(await undisturbed(oneThread));
    expect(text(four)).toBe(text(two));
  });

  test('another seed, another result', async () => {
    const other = await tournament(OBJECTS, { ...OPTIONS, seed: 'other' });
    expect(other.pairings).not.toEqual((await objects()).pairings);
  });

  test('for objects in this thread and files of the same code in others', async () => {
    expect(figures(await objects())).toBe(figures(await oneThread()));
  });

  test('for whatever order tasks are finished in', async () => {
    const { plan, openers } = await prepareTournament(OBJECTS, OPTIONS);
    const seed = String(Math.random());
    const random = createRng(seed);
    const orders: Record<string, Order> = {
      reversed: (results) => [...results].reverse(),
      shuffled: (results) =>
        results
          .map((result) => ({ result, at: random() }))
          .sort((one, other) => one.at - other.at)
          .map(({ result }) => result),
    };
    for (const order of Object.values(orders)) {
      for (const width of [7, taskCount(plan)]) {
        const result = await playRun(plan, {
          executor: new Shuffled(new InlineExecutor(openers), width, order),
        });
        expect(text(result), seed).toBe(await undisturbed(objects));
      }
    }
  });

  test('for a task that is played again', async () => {
    const { plan, openers } = await prepareTournament(OBJECTS, OPTIONS);
    const lines: string[][] = [[], []];
    for (const kept of lines) {
      const tasks = [4, 0, 17];
      const { signal } = new AbortController();
      await new InlineExecutor(openers).run({
        plan,
        next: () => tasks.shift(),
        done: (result) => kept.push(timeless(result)),
        signal,
      });
    }
    expect(lines[0]).toHaveLength(3);
    expect(lines[1]).toEqual(lines[0]);
  });
});

describe('a run that was interrupted', () => {
  test('goes on where it stopped, and comes to the same', async () => {
    const file = join(tempFolder(), 'run.jsonl');
    const first = await interrupted(FILES, file, 5);
    expect(first.complete).toBe(false);
    expect(first.matches).toBeLessThan(480);
    const before = tasksIn(file);
    expect(before.length).toBeGreaterThanOrEqual(5);
    expect(before.length).toBeLessThan(TASKS);
    const second = await interrupted(FILES, file, 9);
    expect(second.matches).toBeGreaterThanOrEqual(first.matches);
    expect(text(await tournament(FILES, { ...OPTIONS, file, jobs: 1 }))).toBe(await undisturbed(oneThread));
    const after = tasksIn(file);
    expect(after.slice(0, before.length)).toEqual(before);
    expect([...after].sort((a, b) => a - b)).toEqual(Array.from({ length: TASKS }, (_, task) => task));
  });

  test('plays nothing where everything is there', async () => {
    const file = join(tempFolder(), 'run.jsonl');
    await inThisThread(file);
    const before = readFileSync(file, 'utf8');
    const { plan } = await prepareTournament(OBJECTS, OPTIONS);
    const open = await RunFile.open(file, plan);
    const executor = {
      run: () => Promise.reject(new Error('played again')),
      close: async () => undefined,
    };
    try {
      expect(text(await playRun(plan, { executor, file: open }))).toBe(await undisturbed(objects));
    } finally {
      await open.close();
    }
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  test('is ended at once where it is aborted beforehand', async () => {
    const result = await tournament(OBJECTS, { ...OPTIONS, signal: AbortSignal.abort() });
    expect(result).toMatchObject({ matches: 0, complete: false });
  });

  test.each([
    ['in the middle of a word', (line: string) => line.slice(0, 14)],
    ['after a bracket', (line: string) => line.slice(0, line.indexOf('}') + 1)],
    ['before its line end', (line: string) => line],
  ])('does not mind a last line that is torn %s', async (_, tear) => {
    const file = join(tempFolder(), 'run.jsonl');
    await interrupted(OBJECTS, file, 5);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    const last = lines.pop() ?? '';
    writeFileSync(file, `${lines.join('\n')}\n${tear(last)}`);
    expect(text(await inThisThread(file))).toBe(await undisturbed(objects));
    expect(new Set(tasksIn(file)).size).toBe(TASKS);
  });

  test('counts its lines in whatever order', async () => {
    const file = join(tempFolder(), 'run.jsonl');
    await interrupted(OBJECTS, file, 12);
    const [head = '', ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
    writeFileSync(file, `${[head, ...lines.reverse()].join('\n')}\n`);
    expect(text(await inThisThread(file))).toBe(await undisturbed(objects));
  });
});

describe('a run in parts', () => {
  async function part(index: number, of: number, folder: string): Promise<string> {
    const { plan, openers } = await prepareTournament(OBJECTS, OPTIONS);
    const path = join(folder, `part-${index}.jsonl`);
    const file = await RunFile.open(path, plan);
    const executor = new InlineExecutor(openers);
    const { complete } = await playRun(plan, { executor, file, shard: { index, of } });
    expect(complete).toBe(false);
    await file.close();
    return path;
  }

  test('comes to the same as in one go', async () => {
    const folder = tempFolder();
    const parts = [await part(0, 3, folder), await part(1, 3, folder), await part(2, 3, folder)];
    expect(parts.map((path) => tasksIn(path).length)).toEqual([8, 8, 8]);
    expect(text(await mergeRun(parts))).toBe(await undisturbed(objects));
    expect(text(await mergeRun([...parts].reverse()))).toBe(await undisturbed(objects));
    const whole = join(folder, 'whole.jsonl');
    await inThisThread(whole);
    expect(text(await mergeRun([whole, ...parts, whole]))).toBe(await undisturbed(objects));
  });

  test('is not complete without all of them', async () => {
    const folder = tempFolder();
    const parts = [await part(0, 3, folder), await part(2, 3, folder)];
    await expect(mergeRun(parts)).rejects.toMatchObject({
      code: 'lab/run-file',
      message: expect.stringContaining('missing'),
    });
    appendFileSync(parts[0] ?? '', '{"task":1,"tallies":[{"pairs":[1,2],"curve":[],"conduct":[{}');
    await expect(mergeRun(parts)).rejects.toMatchObject({ code: 'lab/run-file' });
  });

  test('a part that was killed in a line is read up to there', async () => {
    const folder = tempFolder();
    const parts = [await part(0, 2, folder), await part(1, 2, folder)];
    appendFileSync(parts[0] ?? '', '{"task":1,"tallies":[{"pairs":[1,2],"curve":[],"conduct":[{}');
    expect(text(await mergeRun(parts))).toBe(await undisturbed(objects));
  });

  test('parts of different runs do not belong together', async () => {
    const folder = tempFolder();
    const [ours, other] = [await part(0, 2, folder), join(folder, 'other.jsonl')];
    await match(learner, biased, { ...OPTIONS, file: other });
    await expect(mergeRun([ours, other])).rejects.toMatchObject({ code: 'lab/run-file' });
    await expect(mergeRun([ours, fixture('biased')])).rejects.toMatchObject({ code: 'lab/run-file' });
    await expect(mergeRun([])).rejects.toMatchObject({ code: 'usage' });
  });
});

/** The numbers of the tasks in a run's file. */
function tasksIn(file: string): number[] {
  const [, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  // The last line of a finished run is of no task.
  return lines.flatMap((line) => (JSON.parse(line) as { task?: number }).task ?? []);
}
