import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  InlineExecutor,
  mergeRun,
  playRun,
  prepareTune,
  RunFile,
  type RunResult,
  tune,
  tuneSpace,
} from '../../src/lab/index.js';
import { createRng } from '../../src/lib/rng.js';
import { type AnyStrategy, defineStrategy } from '../../src/strategy/index.js';
import { tempFolder } from '../support/run-cli.js';
import { Shuffled, strategyFolder, text } from './support.js';

const rock = defineStrategy({ name: 'rock', games: ['rps'], memoryDepth: 0, move: () => 'rock' });

/** Best at 0.3 and 40; far away from it, it loses. */
const peak = defineStrategy({
  name: 'peak',
  games: ['rps'],
  memoryDepth: 0,
  params: {
    near: { type: 'number', default: 0.8, min: 0, max: 1 },
    far: { type: 'integer', default: 90, min: 0, max: 100 },
  },
  move({ params, random }) {
    const square = ((params.near - 0.3) / 0.3) ** 2 + ((params.far - 40) / 30) ** 2;
    return random() < 0.3 + 0.5 * Math.exp(-square) ? 'paper' : 'scissors';
  },
}) as AnyStrategy;

/** Twenty settings in seven rounds. */
const OPTIONS = { game: 'rps', against: [rock], matches: 400, series: 10, seed: 'tuned' } as const;

/** The chance of a round, as a share of the best. */
function shareOfBest({ tuning }: RunResult): number {
  const { near = 0, far = 0 } = (tuning?.best.setting ?? {}) as Record<string, number>;
  return (0.3 + 0.5 * Math.exp(-(((near - 0.3) / 0.3) ** 2) - ((far - 40) / 30) ** 2)) / 0.8;
}

test('finds the best values of numbers, and tells how sure it is', async () => {
  const result = await tune(peak, { ...OPTIONS, matches: 40_000, series: 400 });
  expect(result).toMatchObject({ complete: true, matches: 40_000, comparison: null });
  const { tuning } = result;
  expect(shareOfBest(result)).toBeGreaterThan(0.97);
  expect(Number.isInteger(tuning?.best.setting.far)).toBe(true);
  expect(tuning?.start.setting).toEqual({ near: 0.8, far: 90 });
  expect(tuning?.trials).toHaveLength(50);
  expect(tuning?.course.map(({ matches }) => matches)).toEqual(
    [7, 14, 21, 28, 35, 42, 49, 50].map((n) => n * 800),
  );
  // Of what follows, most is near the best: the matches are spent where something is to be found.
  const [first, last] = [tuning?.course.at(0)?.tried ?? 1, tuning?.course.at(-1)?.tried ?? 0];
  expect(last).toBeGreaterThan(first + 0.2);
  expect(tuning?.slices.map((slice) => slice.length)).toEqual([33, 33]);
});

describe('one seed is one result', () => {
  let reference: Promise<string> | undefined;
  const undisturbed = () => (reference ??= tune(peak, OPTIONS).then(text));

  test('in threads, one or two, by files of the same code', async () => {
    const cwd = strategyFolder({
      'peak.mjs': `export default { ...${JSON.stringify(peak)}, move: (turn) => (${moveOf(peak)})(turn) };`,
      'rock.mjs': `export default { ...${JSON.stringify(rock)}, move: () => 'rock' };`,
    });
    const played = (jobs: number) => tune('peak.mjs', { ...OPTIONS, against: ['rock.mjs'], cwd, jobs });
    const [one, two] = [await played(1), await played(2)];
    expect(text(two)).toBe(text(one));
    expect(one.tuning).toEqual((await tune(peak, OPTIONS)).tuning);
  });

  test('whatever the order of the results', async () => {
    const { plan, openers } = await prepareTune(peak, OPTIONS);
    const random = createRng('order');
    const order = <Result>(results: Result[]) =>
      results
        .map((result) => ({ result, at: random() }))
        .sort((a, b) => a.at - b.at)
        .map(({ result }) => result);
    const result = await playRun(plan, { executor: new Shuffled(new InlineExecutor(openers), 7, order) });
    expect(text(result)).toBe(await undisturbed());
  });

  test('whatever was there of it when it was killed', async () => {
    const file = join(tempFolder({}), 'run.jsonl');
    await tune(peak, { ...OPTIONS, file });
    const whole = readFileSync(file, 'utf8');
    // In the middle of a round, of a line, and of the first line.
    for (const share of [0.55, 0.21, 0.001]) {
      writeFileSync(file, whole.slice(0, Math.round(share * whole.length)));
      const result = await tune(peak, { ...OPTIONS, file });
      expect(text(result)).toBe(await undisturbed());
    }
    const again = await tune(peak, { ...OPTIONS, file });
    expect(again.kept?.isWhole).toBe(true);
  });

  test('in parts, each of which waits for the others at the end of a round', async () => {
    const folder = tempFolder({});
    const { plan, openers } = await prepareTune(peak, OPTIONS);
    const paths = [0, 1, 2].map((index) => join(folder, `part-${index}.jsonl`));
    const playPart = async (index: number, parts: readonly string[]) => {
      const file = await RunFile.open(paths[index] ?? '', plan);
      const executor = new InlineExecutor(openers);
      const { complete } = await playRun(plan, { executor, file, shard: { index, of: 3 }, parts });
      await file.close();
      return complete;
    };
    // Each plays its part of the first round, and the last one goes on with the second.
    for (const index of [0, 1, 2]) expect(await playPart(index, paths.slice(0, index))).toBe(false);
    await expect(mergeRun(paths)).rejects.toThrow('parts are missing');
    let over = false;
    for (let turn = 0; turn < 21 && !over; turn++) {
      const index = turn % 3;
      over = await playPart(
        index,
        paths.filter((_, other) => other !== index),
      );
    }
    expect(text(await mergeRun(paths))).toBe(await undisturbed());
  });

  test('a file in which other parameters were played is refused', async () => {
    const file = join(tempFolder({}), 'run.jsonl');
    await tune(peak, { ...OPTIONS, file });
    const lines = readFileSync(file, 'utf8').split('\n');
    const at = lines.findIndex((line) => line.includes('"task":13,'));
    const edit = (line: string) =>
      writeFileSync(file, lines.map((one, i) => (i === at ? line : one)).join('\n'));
    edit((lines[at] ?? '').replace(/"near":[\d.]+/, '"near":0.55'));
    await expect(tune(peak, { ...OPTIONS, file })).rejects.toThrow('other parameters than those due');
    edit((lines[at] ?? '').replace(/,"setting":\{[^}]*\}/, ''));
    await expect(tune(peak, { ...OPTIONS, file })).rejects.toThrow('its parameters are missing');
  });
});

/** The source of its function, as a file may have it. */
function moveOf({ move }: AnyStrategy): string {
  return String(move).replace(/^(?:async )?move\(/, 'function (');
}

test('booleans, choices, whole numbers and steps take values that they can have', async () => {
  const mixed = defineStrategy({
    name: 'mixed',
    games: ['rps'],
    memoryDepth: 0,
    params: {
      brave: { type: 'boolean', default: false },
      move: { type: 'choice', options: ['rock', 'paper', 'scissors'], default: 'scissors' },
      depth: { type: 'integer', default: 1, min: 1, max: 5 },
      share: { type: 'number', default: 0.25, min: 0, max: 1, step: 0.25 },
      fixed: { type: 'number', default: 1, min: 1, max: 1 },
    },
    move({ params, random }) {
      const lost = Math.abs(params.depth - 4) * 0.05 + Math.abs(params.share - 0.75) * 0.2;
      return random() < (params.brave ? 0 : 0.2) + lost ? 'scissors' : params.move;
    },
  });
  const { tuning } = await tune(mixed as AnyStrategy, {
    game: 'rps',
    against: [rock],
    matches: 30_000,
    series: 250,
    seed: 'mixed',
  });
  expect(tuning?.best.setting).toEqual({ brave: true, move: 'paper', depth: 4, share: 0.75 });
  const values = (name: string) => [...new Set(tuning?.trials.map(({ setting }) => setting[name]))].sort();
  expect(values('brave')).toEqual([false, true]);
  expect(values('move')).toEqual(['paper', 'rock', 'scissors']);
  expect(values('depth')).toEqual([1, 2, 3, 4, 5]);
  expect(values('share')).toEqual([0, 0.25, 0.5, 0.75, 1]);
  // One that can have one value is left alone.
  expect(values('fixed')).toEqual([undefined]);
  expect(tuning?.slices.map((slice) => slice.length)).toEqual([2, 3, 5, 5]);
});

test('where nothing is better, what is there stays', async () => {
  const same = defineStrategy({
    name: 'same',
    games: ['rps'],
    memoryDepth: 0,
    params: { nothing: { type: 'number', default: 0.5, min: 0, max: 1 } },
    move: () => 'paper',
  });
  const options = { game: 'rps', against: [rock], matches: 4_000, series: 50, seed: 'same' } as const;
  const { tuning } = await tune(same as AnyStrategy, options);
  expect(tuning?.best.score).toBeGreaterThan(0.98);
  expect((tuning?.best.score ?? 0) - (tuning?.start.score ?? 1)).toBeLessThan(0.001);
});

test('against itself, a strategy as it is scores one half, whatever the matches say', async () => {
  const code = `export default { ...${JSON.stringify(peak)}, move: (turn) => (${moveOf(peak)})(turn) };`;
  const cwd = strategyFolder({ 'peak.mjs': code });
  const { tuning } = await tune('peak.mjs', { ...OPTIONS, against: [], cwd });
  expect(tuning?.start).toEqual({ setting: { near: 0.8, far: 90 }, score: 0.5, deviation: 0 });
  for (const { score } of tuning?.course ?? []) expect(score).toBeGreaterThanOrEqual(0.5);
});

test('a range over orders of magnitude is searched by its logarithm', async () => {
  const slow = defineStrategy({
    name: 'slow',
    games: ['rps'],
    memoryDepth: 0,
    params: { rate: { type: 'number', default: 0.5, min: 0.0001, max: 1 } },
    move: ({ params, random }) =>
      random() < 0.9 - 0.2 * Math.abs(Math.log10(params.rate / 0.002)) ? 'paper' : 'scissors',
  });
  const { tuning } = await tune(slow as AnyStrategy, {
    game: 'rps',
    against: [rock],
    matches: 20_000,
    series: 200,
    seed: '1',
  });
  const rate = Number(tuning?.best.setting.rate);
  expect(Math.abs(Math.log10(rate / 0.002))).toBeLessThan(0.3);
  expect(tuning?.trials.filter(({ setting }) => Number(setting.rate) < 0.01).length).toBeGreaterThan(9);
});

test('ranges around zero, very small ones, and whole numbers between others are looked at as they are', async () => {
  const params = {
    level: { type: 'number', default: -0, min: -1, max: 1 },
    tiny: { type: 'number', default: 0, min: 0, max: 1e-30 },
    orders: { type: 'number', default: 1e-40, min: 1e-50, max: 1 },
    between: { type: 'integer', default: 2, min: 0.5, max: 3.5, step: 1.4 },
  };
  const settings = `({ params: { level, tiny, orders, between } }) => {
    if (Object.is(level, -0) || !Number.isInteger(between)) throw new Error('not a value of mine');
    return Math.abs(level) < 0.4 ? 'paper' : 'scissors';
  }`;
  const cwd = strategyFolder({
    'around.mjs': `export default { name: 'around', games: ['rps'], memoryDepth: 0, params: ${JSON.stringify(params)}, move: ${settings} };`,
  });
  const file = join(cwd, 'run.jsonl');
  // A file keeps no -0: what is played must be what the file says.
  const options = { ...OPTIONS, against: ['cycle'], matches: 1_000, series: 10, cwd, file, jobs: 1 };
  const played = await tune('around.mjs', options);
  expect(played.entrants[0]?.faults).toEqual({});
  const values = (name: string) =>
    new Set(played.tuning?.trials.map(({ setting }) => Number(setting[name])) ?? []);
  expect([...values('level')].some((value) => Object.is(value, -0))).toBe(false);
  expect(values('tiny').size).toBeGreaterThan(20);
  expect([...values('orders')].filter((value) => value < 1e-30).length).toBeGreaterThan(5);
  expect([...values('between')].sort()).toEqual([1, 2, 3]);
  expect(text(await tune('around.mjs', options))).toBe(text(played));
});

describe('what cannot be tuned is refused', () => {
  const options = { game: 'rps', against: [rock], matches: 10_000 } as const;
  const declares = (params: object) =>
    ({ name: 'it', games: ['rps'], params, move: () => 'rock' }) as unknown as AnyStrategy;
  const number = { type: 'number', default: 0.5 };
  const asked = (params: object, words: readonly string[] = [], more: object = {}) =>
    prepareTune(declares(params), { ...options, ...more, tune: tuneSpace(words) });

  test.each([
    [{}, [], 'it declares no parameters, so there is nothing to tune'],
    [{ a: number }, [], 'a of it has no range to look in'],
    [{ a: number, b: { ...number, min: 0 } }, [], 'a and b of it have no range to look in'],
    [{ a: number }, ['b'], 'it has no parameter b'],
    [{ a: number }, ['a=0..1', 'a'], '--tune names a twice'],
    [{ a: number }, ['a=1..0'], '--tune a=1..0: this is not a parameter with a range'],
    [{ a: number }, ['a=0'], '--tune a=0: this is not a parameter with a range'],
    [{ a: { ...number, min: 0, max: 1 } }, ['a=0..2'], '--tune a=0..2: it takes 0 to 1 for a'],
    [{ a: number }, ['a=0.6..1'], '--tune a=0.6..1: a is 0.5 now, which lies outside; widen the range'],
    [{ a: number }, ['a=-1e308..1e308'], 'the range of a of it is too wide: -1e+308 to 1e+308'],
    [{ a: { type: 'integer', default: 1 } }, ['a=0.5..3'], '--tune a=0.5..3: a of it is a whole number'],
    [
      { a: { type: 'boolean', default: true } },
      ['a=0..1'],
      '--tune a=0..1: a of it is a boolean, which has no range; name it alone: --tune a',
    ],
    [
      { a: { type: 'choice', options: ['one'], default: 'one' } },
      [],
      'there is nothing to tune: a of it can have one value only',
    ],
    [
      Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`p${i}`, { type: 'boolean', default: true }])),
      [],
      '21 parameters are too many to tune at once',
    ],
  ])('%j, %j', async (params, words, message) => {
    await expect(async () => asked(params, words)).rejects.toMatchObject({ code: 'usage', message });
  });

  test('many parameters of one who learns get as many settings as they need', async () => {
    const params = Object.fromEntries(
      Array.from({ length: 16 }, (_, i) => [`p${i}`, { type: 'boolean', default: true }]),
    );
    const { plan } = await asked(params, [], { matches: 12_000 });
    expect(plan.tune?.settings).toBeGreaterThanOrEqual(64);
  });

  test('too few matches, with how many it takes', async () => {
    const few = asked({ a: { ...number, min: 0, max: 1 } }, [], { matches: 30 });
    await expect(few).rejects.toMatchObject({
      message: '30 matches are too few to tune by',
      hint: 'Play 32 at least: --matches 32.',
    });
    await expect(asked({ a: { ...number, min: 0, max: 1 } }, [], { matches: 32 })).resolves.toBeDefined();
  });
});
