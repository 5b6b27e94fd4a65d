import { spawnSync } from 'node:child_process';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test, vi } from 'vitest';
import { compare, match, tournament } from '../../src/lab/index.js';
import { PACKAGE_ROOT } from '../../src/lib/package-root.js';
import { defineStrategy } from '../../src/strategy/index.js';
import { canaryKey } from '../support/canary.js';
import biased from './strategies/biased.js';
import learner from './strategies/learner.js';
import { fixture, matchUntried, strategyFolder } from './support.js';

const paper = defineStrategy({ name: 'paper', games: ['rps'], memoryDepth: 0, move: () => 'paper' });

test('objects, names and files, alone and together', async () => {
  const options = { game: 'rps', matches: 40, seed: 'library' } as const;
  const objects = await match(paper, biased, options);
  expect(objects).toMatchObject({
    game: 'rps',
    matches: 40,
    complete: true,
    comparison: null,
    ratings: null,
  });
  expect(objects.entrants.map(({ name, spec }) => [name, spec])).toEqual([
    ['paper', ''],
    ['biased', ''],
  ]);
  const names = await match('always', 'cycle', { ...options, jobs: 1 });
  expect(names.entrants.map(({ name }) => name)).toEqual(['always', 'cycle']);
  const mixed = await tournament([paper, 'cycle', fixture('biased')], options);
  expect(mixed.entrants.map(({ name }) => name)).toEqual(['paper', 'cycle', 'biased']);
  expect(mixed.pairings).toHaveLength(3);
  expect(mixed.ratings).toHaveLength(3);
  // The draws and the lots are those of the place, whoever else is there.
  expect(mixed.pairings[1]?.summary).not.toBeUndefined();
  const gauntlet = await tournament([paper, 'cycle', 'always'], { ...options, gauntlet: true });
  expect(gauntlet.pairings.map(({ first, second }) => [first, second])).toEqual([
    [0, 1],
    [0, 2],
  ]);
});

test('a comparison, with its progress', async () => {
  const seen: number[] = [];
  const result = await compare(paper, biased, {
    game: 'rps',
    series: 20,
    seed: 'library',
    onProgress: ({ matches, matchesAtMost }) => {
      expect(matchesAtMost).toBe(1_000_000);
      seen.push(matches);
    },
  });
  expect(result.comparison).toMatchObject({ verdict: 'better', units: 'pairs' });
  expect(result.comparison?.gain95.low).toBeGreaterThan(0);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen.at(-1)).toBe(result.matches);
});

test('a strategy whose answer takes long is stopped by the signal between two series', async () => {
  const stop = new AbortController();
  const result = await match(learner, biased, {
    game: 'rps',
    matches: 1_000_000,
    series: 5,
    signal: stop.signal,
    onProgress: ({ counted }) => {
      if (counted === 3) stop.abort();
    },
  });
  expect(result).toMatchObject({ matches: 30, complete: false });
});

test('a run that is over is forgotten, though the signal that could have stopped it lives on', async () => {
  const { signal } = new AbortController();
  const played = async () => {
    const own = { ...paper };
    await match(own, 'cycle', { game: 'rps', matches: 2, seed: 'forgotten', signal });
    return new WeakRef(own);
  };
  const strategy = await played();
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  for (let turn = 0; turn < 10 && strategy.deref() !== undefined; turn++) {
    await setImmediate();
    collectGarbage();
  }
  expect(strategy.deref()).toBeUndefined();
  expect(signal.aborted).toBe(false);
});

test('refusals are errors with a code', async () => {
  const options = { game: 'rps' } as const;
  await expect(match(paper, 'radnom', options)).rejects.toMatchObject({ code: 'strategy/not-found' });
  await expect(match(paper, 'calculator', options)).rejects.toMatchObject({ code: 'strategy/no-game' });
  await expect(match(paper, paper, { ...options, matches: 0 })).rejects.toMatchObject({ code: 'usage' });
  await expect(match(paper, paper, { ...options, series: 0.5 })).rejects.toMatchObject({ code: 'usage' });
  await expect(tournament([paper], options)).rejects.toMatchObject({ code: 'usage' });
  await expect(compare(paper, paper, { ...options, confidence: 2 })).rejects.toMatchObject({ code: 'usage' });
});

test('strategies in threads do not see the key of whoever calls', async () => {
  const looks = `export default {
    name: 'looks',
    move() { throw new Error(JSON.stringify(Object.values(process.env)) + process.argv + process.execArgv); },
  };`;
  const key = canaryKey('lab-library');
  vi.stubEnv('BOTPIT_API_KEY', key);
  vi.stubEnv('OTHER_NAME', `https://somewhere/?key=${key}`);
  const cwd = strategyFolder({ 'looks.mjs': looks });
  const { entrants } = await matchUntried('looks.mjs', 'cycle', { game: 'rps', matches: 2, cwd, jobs: 1 });
  vi.unstubAllEnvs();
  expect(entrants[0]?.firstFault).toContain('match 1');
  expect(JSON.stringify(entrants)).not.toContain(key);
});

test('the package itself has it, and a program that uses it ends', () => {
  const program = `
    import { compare, match, tournament } from 'botpit/lab';
    const rock = { name: 'rock', memoryDepth: 0, move: () => 'rock' };
    const { entrants } = await match(rock, 'cycle', { game: 'rps', matches: 10, seed: 's' });
    const threads = await tournament(['always', 'cycle', 'copy'], { game: 'rps', matches: 10, jobs: 2 });
    const { comparison } = await compare('always', 'cycle', { game: 'rps', matches: 2000, seed: 's', series: 100 });
    console.log(JSON.stringify([entrants[0].score, threads.matches, comparison.verdict]));
  `;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: fileURLToPath(PACKAGE_ROOT),
    encoding: 'utf8',
  });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  expect(JSON.parse(stdout)).toEqual([expect.any(Number), 30, 'not better']);
});
