import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resultIn } from '../../src/lab/executor.js';
import { estimateExploit, prepareCompare, prepareMatch, prepareTune } from '../../src/lab/index.js';
import { ThreadLine } from '../../src/lab/pool.js';
import { runCli } from '../support/run-cli.js';
import { strategyFolder } from './support.js';

const THINKS_MS = 50;

/** Marks what it is asked, and thinks so long about each move that 10,000 matches would take hours. */
const slow = (name: string, move: string) => `
  import { appendFileSync } from 'node:fs';
  import { setTimeout } from 'node:timers/promises';
  export default {
    name: '${name}', games: ['rps'], memoryDepth: 0,
    async move() {
      appendFileSync(new URL('asked', import.meta.url), '.');
      await setTimeout(${THINKS_MS});
      return '${move}';
    },
  };`;

const FILES = { 'one.mjs': slow('one', 'rock'), 'two.mjs': slow('two', 'paper') };

/** Whoever wins, it takes two turns of a match. A timer may end a millisecond early. */
const MOST_PER_SECOND = 1_000 / (2 * (THINKS_MS - 1));

const OPTIONS = { game: 'rps', jobs: 1, fitsAMinute: true } as const;

test.each(['match', 'compare'] as const)(
  'of slow strategies a %s plays what fits into about a minute, in enough series',
  async (kind) => {
    const cwd = strategyFolder(FILES);
    const prepare = kind === 'match' ? prepareMatch : prepareCompare;
    const { plan, perSecond } = await prepare('./one.mjs', './two.mjs', { ...OPTIONS, cwd });
    expect(perSecond).toBeLessThan(MOST_PER_SECOND);
    expect(plan.matches).toBeGreaterThanOrEqual(40);
    expect(plan.matches).toBeLessThanOrEqual(60 * MOST_PER_SECOND);
    expect(plan.matches / (2 * plan.series)).toBeGreaterThanOrEqual(20);
  },
);

test('a tune of a slow strategy against several plays what fits into a minute in all, and never too little', async () => {
  const tuned = FILES['one.mjs'].replace(
    'memoryDepth: 0,',
    "memoryDepth: 0, params: { a: { type: 'boolean', default: true } },",
  );
  const cwd = strategyFolder({ 'tuned.mjs': tuned });
  const against = ['always', 'cycle', 'random', 'frequency', 'copy'];
  const { plan, perSecond } = await prepareTune('./tuned.mjs', { ...OPTIONS, cwd, against });
  expect(perSecond).toBeLessThan(MOST_PER_SECOND);
  expect(plan.matches * against.length).toBeLessThanOrEqual(60 * MOST_PER_SECOND);
  expect(plan.tune?.settings).toBeGreaterThanOrEqual(16);
});

test('of a slow strategy an exploit watches and proves what fits into about a minute', async () => {
  const cwd = strategyFolder(FILES);
  const over = new AbortController();
  const told: unknown[] = [];
  const onFitted = (matches: { readonly watched: number; readonly proof: number }, perSecond: number) => {
    told.push(matches);
    expect(matches.proof).toBeGreaterThanOrEqual(40);
    expect(perSecond).toBeLessThan(MOST_PER_SECOND);
    // Half of the time is for watching.
    expect(matches.proof).toBeLessThanOrEqual(30 * MOST_PER_SECOND);
    expect(matches.watched).toBeLessThanOrEqual(matches.proof / 2 + 1);
    over.abort(new Error('enough'));
  };
  const options = { ...OPTIONS, cwd, signal: over.signal, onFitted };
  await expect(estimateExploit('./one.mjs', options)).rejects.toThrow('enough');
  expect(told).toHaveLength(1);
});

test('a thread that was stopped plays the next tasks to their end: a field is measured on one', async () => {
  const { plan, sources } = await prepareMatch('always', 'cycle', { game: 'rps', matches: 400, series: 50 });
  const line = new ThreadLine(plan, sources ?? []);
  const played: unknown[] = [];
  const stop = new AbortController();
  const take = (text: string) => {
    const { task, stopped } = resultIn(text);
    played.push([task, stopped ?? false]);
    stop.abort();
  };
  const never = new AbortController().signal;
  await line.play([0, 1], take, never, stop.signal);
  played.length = 0;
  await line.play([2, 3], take, never);
  await line.end();
  expect(played).toEqual([
    [2, false],
    [3, false],
  ]);
});

test("a fault of our own in a thread ends the run with its stack, and is nobody else's", async () => {
  const { plan, sources } = await prepareMatch('always', 'cycle', { game: 'rps', matches: 40, series: 10 });
  // No plan is of a game that there is not.
  const line = new ThreadLine({ ...plan, game: 'chess' as 'rps' }, sources ?? []);
  const never = new AbortController().signal;
  const failed = line.play([0], () => undefined, never);
  await expect(failed).rejects.toMatchObject({ stack: expect.stringMatching(/TypeError.*\n +at /) });
  await line.end();
});

test('whoever says how many, or that others play the same run, is not measured', async () => {
  const cwd = strategyFolder(FILES);
  const given = await prepareMatch('./one.mjs', './two.mjs', { ...OPTIONS, cwd, matches: 5_000 });
  expect(given).toMatchObject({ plan: { matches: 5_000 } });
  const fixed = await prepareMatch('./one.mjs', './two.mjs', { ...OPTIONS, cwd, fitsAMinute: false });
  expect(fixed).toMatchObject({ plan: { matches: 10_000 } });
  expect(existsSync(join(cwd, 'asked'))).toBe(false);
});

test('a command says how many it plays, and why', async () => {
  const cwd = strategyFolder({ ...FILES, 'stops.mjs': FILES['one.mjs'] });
  const signals = new (await import('node:events')).EventEmitter();
  const asked = () => (existsSync(join(cwd, 'asked')) ? readFileSync(join(cwd, 'asked'), 'utf8').length : 0);
  const running = runCli(['lab', 'match', 'one.mjs', 'two.mjs', '--game', 'rps', '--jobs', '1'], {
    cwd,
    signals,
  });
  await expect.poll(() => signals.listenerCount('SIGINT')).toBe(1);
  expect(asked()).toBeGreaterThan(0);
  signals.emit('SIGINT');
  const { exitCode, stderr } = await running;
  expect(exitCode).toBe(91);
  expect(stderr).toMatch(
    /^\d+ matches, in lanes of \d+: .* about a minute at the measured [\d.]+ matches a second/m,
  );
});
