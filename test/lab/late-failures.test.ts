import { describe, expect, test } from 'vitest';
import type { LabOptions } from '../../src/lab/index.js';
import type { Strategy } from '../../src/strategy/index.js';
import { jsonLines, spawnCli, tempFolder } from '../support/run-cli.js';
import { badStrategy } from '../support/strategy-host.js';
import { COMPILED, fixture, HANGS, matchUntried as match, strategyFolder } from './support.js';

const OPTIONS = {
  game: 'rps',
  matches: 24,
  series: 8,
  seed: 'faults',
  moveTimeoutMs: 100,
  jobs: 1,
} satisfies LabOptions & { jobs: number };

const written = (body: string) =>
  strategyFolder({ 'faulty.mjs': `export default { name: 'faulty', games: ['rps'], ${body} };` });

describe('the right one is named', () => {
  test.each([
    ['roundEnd that hangs', `move: () => 'rock', roundEnd({ round }) { if (round === 1) ${HANGS} }`],
    ['roundEnd that exits', "move: () => 'rock', roundEnd() { process.exit(1); }"],
    [
      'matchStart that exits',
      "move: () => 'rock', matchStart({ matchId }) { if (matchId === 'lab-2') process.exit(1); }",
    ],
    ['matchEnd that exits', "move: () => 'rock', matchEnd() { process.exit(1); }"],
    [
      'timer while it is awaited',
      "move() { setTimeout(() => { throw new Error('x'); }); return new Promise(() => {}); }",
    ],
    [
      'rejection while it is awaited',
      "move() { void Promise.reject(new Error('x')); return new Promise(() => {}); }",
    ],
  ])('first of the two, %s', async (_, body) => {
    const { entrants } = await match('faulty.mjs', fixture('biased'), {
      ...OPTIONS,
      cwd: written(body),
      matches: 8,
    });
    expect(entrants[1]?.faults).toEqual({});
    const kinds = Object.keys(entrants[0]?.faults ?? {}).filter((kind) => kind !== 'unplayed');
    expect(kinds).toHaveLength(1);
  });

  test('a hook that throws, and what it has left running: both are counted', async () => {
    const body =
      "move: () => 'rock', matchEnd() { void Promise.reject(new Error('x')); throw new Error('y'); }";
    const { entrants } = await match('faulty.mjs', fixture('biased'), { ...OPTIONS, cwd: written(body) });
    expect(entrants[0]?.faults).toEqual({ hook: 48 });
  });

  test('an answer whose `then` throws, in a match that is not sampled', async () => {
    const get = () => {
      throw new Error('trap');
    };
    const trap: Strategy<'rps'> = {
      name: 'trap',
      games: ['rps'],
      move: ({ matchId }) =>
        (matchId === 'lab-950' ? Object.defineProperty({}, 'then', { get }) : 'rock') as 'rock',
    };
    const { entrants } = await match(trap, 'cycle', { game: 'rps', matches: 2000, series: 1000, seed: 's' });
    // In both of the lanes.
    expect(entrants[0]?.faults).toEqual({ threw: 2 });
  });
});

describe('as in play', () => {
  test('one that writes to its state plays all the same', async () => {
    const { entrants } = await match(badStrategy('mutates-input'), 'cycle', { ...OPTIONS });
    expect(entrants[0]?.faults).toEqual({});
  });

  test('a copy of a turn has the same keys, and JSON the same text', async () => {
    const keys: string[] = [];
    const looks: Strategy<'rps'> = {
      name: 'looks',
      games: ['rps'],
      move(turn) {
        keys.push(Object.keys({ ...turn }).join(' '));
        return 'rock';
      },
    };
    await match(looks, 'cycle', { game: 'rps', matches: 2 });
    expect(keys[0]).toBe(
      'game matchId side opponent wager round state score rounds deadline random memory params',
    );
  });
});

describe('a file that does something when it is loaded', () => {
  test('exits: that is not a verdict', async () => {
    const cwd = tempFolder({ 'exits.mjs': 'process.exit(0);' });
    const { exitCode } = await spawnCli(['lab', 'compare', 'exits.mjs', 'cycle', '--game', 'rps'], { cwd })
      .ended;
    expect(exitCode).toBe(65);
  });

  test('prints: that is no JSON', async () => {
    const cwd = strategyFolder({
      'prints.mjs': "console.log('hello'); export default { move: () => 'rock' };",
    });
    const { stdout } = await spawnCli(
      ['lab', 'match', 'prints.mjs', 'cycle', '--game', 'rps', '--matches', '2', '--json'],
      { cwd, env: COMPILED },
    ).ended;
    expect(jsonLines(stdout)).toHaveLength(1);
  });
});
