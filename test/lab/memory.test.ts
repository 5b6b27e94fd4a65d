import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { type RunPlan, Standings } from '../../src/lab/index.js';
import { PACKAGE_ROOT } from '../../src/lib/package-root.js';
import { made } from './support.js';

const ENTRANT = { spec: '', version: '', forgetful: false };

/** A comparison that never ends early, of so many series. */
function planOf(series: number): RunPlan {
  return {
    format: 2,
    kind: 'compare',
    botpit: '0',
    game: 'rps',
    entrants: [
      { ...ENTRANT, name: 'new' },
      { ...ENTRANT, name: 'old' },
    ],
    slots: [[[0, 1]]],
    matches: 20 * series,
    series: 10,
    seed: 's',
    moveTimeoutMs: 1000,
    startTimeoutMs: 10_000,
    test: {
      ...{ elo0: 0, elo1: 1e-6, alpha: 0.05, beta: 0.05, normalized: false },
      ...{ units: 'series', sameCode: false },
    },
  };
}

/** By turns a little more won than lost, and less. */
const even = (task: number) => made(task, 10, task % 2 === 0 ? 3 : 2, task % 2 === 0 ? 2 : 3);

function resultSize(series: number): number {
  const standings = new Standings(planOf(series));
  for (let task = 0; task < series; task++) standings.add(even(task));
  const result = standings.result();
  expect(result).toMatchObject({ complete: true, matches: 20 * series });
  return JSON.stringify(result).length;
}

test('a result does not grow with the number of matches', () => {
  const [few, many] = [resultSize(2_000), resultSize(20_000)];
  // Larger numbers have more digits.
  expect(many).toBeLessThan(1.3 * few);
});

test('nor does the memory of a run', () => {
  const script = `
    const { Standings } = await import('${PACKAGE_ROOT.href}dist/src/lab/index.js');
    const planOf = ${planOf.toString()};
    const ENTRANT = ${JSON.stringify(ENTRANT)};
    const conduct = { faults: { hook: 1 }, moves: { level: { rock: 3, paper: 4 } }, times: { 100: 5 } };
    const used = (series) => {
      const standings = new Standings(planOf(series));
      for (let task = 0; task < series; task++) {
        const some = task % 3;
        const pairs = [5 - some, 0, 0, 2 * some, 0, 5 - some];
        standings.add({ task, tallies: [{ pairs, curve: [1, 2, 3], conduct: [conduct, conduct] }] });
      }
      globalThis.gc();
      const bytes = process.memoryUsage().heapUsed;
      return [bytes, standings.matches];
    };
    used(3_000);
    console.log(JSON.stringify([used(3_000), used(30_000)]));
  `;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--expose-gc', '--input-type=module', '-e', script],
    {
      encoding: 'utf8',
    },
  );
  expect(stderr).toBe('');
  const [[few], [many, matches]] = JSON.parse(stdout) as [[number, number], [number, number]];
  expect(matches).toBe(600_000);
  // One byte kept for each match would be more.
  expect(many - few).toBeLessThan(300_000);
});

test('results that come early wait, and no longer than for what is missing', () => {
  const standings = new Standings(planOf(100));
  for (let task = 99; task > 0; task--) standings.add(even(task));
  expect(standings).toMatchObject({ counted: 0, matches: 0, complete: false });
  standings.add(even(0));
  expect(standings).toMatchObject({ counted: 100, matches: 2_000, complete: true });
});
