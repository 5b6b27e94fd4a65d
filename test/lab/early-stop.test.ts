import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  type CompareOptions,
  compare,
  type EarlierTest,
  InlineExecutor,
  mergeRun,
  playRun,
  prepareCompare,
  RunFile,
  type RunPlan,
  Standings,
  taskCount,
} from '../../src/lab/index.js';
import type { Strategy } from '../../src/strategy/index.js';
import { tempFolder } from '../support/run-cli.js';
import biased from './strategies/biased.js';
import learner from './strategies/learner.js';
import { figures, fixture, made, Shuffled, text } from './support.js';

/** Beats `biased` by some two hundred Elo, with as little memory as that. */
const paper = {
  name: 'paper',
  games: ['rps'],
  memoryDepth: 0,
  move: () => 'paper',
} satisfies Strategy<'rps'>;
const OPTIONS = { game: 'rps', matches: 20_000, series: 20, seed: 'early' } satisfies CompareOptions;

/** Loading files takes longer than playing short series. */
const LONGER = { ...OPTIONS, matches: 60_000, series: 200 };

test('a comparison decides after the same match for any number of threads', async () => {
  const [one, two, four] = [
    await compare(fixture('learner'), fixture('biased'), { ...LONGER, jobs: 1 }),
    await compare(fixture('learner'), fixture('biased'), { ...LONGER, jobs: 2 }),
    await compare(fixture('learner'), fixture('biased'), { ...LONGER, jobs: 4 }),
  ];
  expect(one.comparison).toMatchObject({ verdict: 'better', units: 'series' });
  expect(one.complete).toBe(true);
  expect(one.matches).toBeLessThan(50_000);
  expect(text(two)).toBe(text(one));
  expect(text(four)).toBe(text(one));
  expect(figures(await compare(learner, biased, LONGER))).toBe(figures(one));
});

test('results that come from beyond the decision do not count, in whatever order', async () => {
  const { plan, openers } = await prepareCompare(paper, biased, OPTIONS);
  const inOrder = await playRun(plan, { executor: new InlineExecutor(openers) });
  expect(inOrder.comparison).toMatchObject({ verdict: 'better', units: 'pairs' });
  // All hundred are played, the last first, before any of them is told.
  const executor = new Shuffled(new InlineExecutor(openers), 100, (lines) => lines.reverse());
  expect(inOrder.matches).toBeLessThan(1_000);
  expect(text(await playRun(plan, { executor }))).toBe(text(inOrder));
});

test('what is added after the decision changes nothing', async () => {
  const plan = planOf({ units: 'pairs' });
  const standings = new Standings(plan);
  let task = 0;
  while (!standings.complete) standings.add(made(task++, 10, 8));
  const decided = text(standings.result());
  expect(task).toBeLessThan(taskCount(plan));
  for (let late = 0; late < task + 50; late++) standings.add(made(late, 10, 0));
  expect(text(standings.result())).toBe(decided);
  expect(standings.counted).toBe(task);
});

test('the same through a field: both meet each opponent equally often at every look', async () => {
  const against = [biased, { ...paper, name: 'rock', move: () => 'rock' } satisfies Strategy<'rps'>];
  const { plan, openers } = await prepareCompare(learner, paper, { ...OPTIONS, against });
  const inOrder = await playRun(plan, { executor: new InlineExecutor(openers) });
  const executor = new Shuffled(new InlineExecutor(openers), 77, (lines) => lines.reverse());
  expect(text(await playRun(plan, { executor }))).toBe(text(inOrder));
  expect(inOrder.comparison?.verdict).not.toBe('undecided');
  expect(new Set(inOrder.pairings.map(({ summary }) => summary.matches)).size).toBe(1);
  expect(inOrder.pairings.map(({ first, second }) => [first, second])).toEqual([
    [0, 2],
    [1, 2],
    [0, 3],
    [1, 3],
  ]);
});

test('a strategy is not better than itself, and when matches run out it is undecided', async () => {
  const even = await compare(biased, { ...biased }, { ...OPTIONS, matches: 2_000 });
  expect(even).toMatchObject({ matches: 2_000, complete: true, comparison: { verdict: 'undecided' } });
  const worse = await compare(biased, paper, OPTIONS);
  expect(worse.comparison?.verdict).toBe('not better');
});

test('against the same opponent, with the same lots, a strategy gains nothing on itself', async () => {
  const result = await compare(biased, { ...biased }, { ...OPTIONS, matches: 400, against: [learner] });
  // Their own lots differ; the opponent's do not.
  expect(result.pairings).toHaveLength(2);
  const fixed = await compare(paper, { ...paper }, { ...OPTIONS, matches: 400, against: [biased] });
  expect(fixed.comparison).toMatchObject({ gain: 0, verdict: 'undecided' });
  expect(fixed.pairings[0]?.summary).toEqual(fixed.pairings[1]?.summary);
});

test('a comparison that an earlier version kept is read as that version decided it', async () => {
  const { plan: asked, openers } = await prepareCompare(paper, biased, OPTIONS);
  const test: EarlierTest = { elo0: 0, elo1: 5, confidence: 0.95, units: 'pairs', sameCode: false };
  const plan: RunPlan = { ...asked, test };
  const path = join(tempFolder(), 'earlier.jsonl');
  const file = await RunFile.open(path, plan);
  const played = await playRun(plan, { executor: new InlineExecutor(openers), file });
  await file.close();
  expect(played.comparison).toMatchObject({ verdict: 'better', units: 'pairs' });
  const read = await mergeRun([path]);
  expect(text(read)).toBe(text(played));
  // Its numbers are those that were seen, and its interval is the one that is always valid.
  const summary = read.pairings[0]?.summary;
  expect(read.comparison?.gain).toBe((summary?.score ?? 0) - 0.5);
  expect(read.comparison?.gain95.low).toBeGreaterThan(0);
});

function planOf({ units }: { units: 'pairs' | 'series' }): RunPlan {
  const entrant = { spec: '', version: '', forgetful: units === 'pairs' };
  return {
    format: 2,
    kind: 'compare',
    botpit: '0',
    game: 'rps',
    entrants: [
      { ...entrant, name: 'new' },
      { ...entrant, name: 'old' },
    ],
    slots: [[[0, 1]]],
    matches: 20_000,
    series: 10,
    seed: 's',
    moveTimeoutMs: 1000,
    startTimeoutMs: 10_000,
    test: { elo0: 0, elo1: 5, alpha: 0.05, beta: 0.05, normalized: false, units, sameCode: false },
  };
}
