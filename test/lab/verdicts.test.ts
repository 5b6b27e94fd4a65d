import { describe, expect, test } from 'vitest';
import { compare, match, prepareCompare } from '../../src/lab/index.js';
import { jsonLines, runCli } from '../support/run-cli.js';
import { matchUntried, strategyFolder } from './support.js';

/** A program that plays paper in six rounds of ten; it says what `says` is before its first move, after a while. */
const program = (says: string, waitMs = 0) => `
  import { createInterface } from 'node:readline';
  import { setTimeout } from 'node:timers/promises';
  await setTimeout(${waitMs});
  let state = 7;
  for await (const line of createInterface({ input: process.stdin })) {
    const { type } = JSON.parse(line);
    state = (state * 16807) % 2147483647;
    if (type === 'session_start') process.stdout.write(${JSON.stringify(says === '' ? '' : `${says}\n`)});
    if (type === 'turn') console.log(JSON.stringify({ move: state % 10 < 6 ? 'paper' : 'rock' }));
  }
`;

const FILES = {
  'rock.mjs': "export default { name: 'rock', games: ['rps'], memoryDepth: 0, move: () => 'rock' };",
  'rock-too.mjs': "export default { name: 'rock', games: ['rps'], memoryDepth: 0, move: () => 'rock' };",
  'plain.mjs': "export default ({ random }) => (random() < 0.94 ? 'paper' : 'scissors');",
  'throws.mjs': "export default { name: 'throws', move() { throw new Error('no idea'); } };",
  'slips.mjs': `export default { name: 'slips', games: ['rps'], memoryDepth: 0,
    move({ random }) { if (random() < 0.05) throw new Error('slipped'); return 'paper'; } };`,
  // Once it has been asked: on a busy machine, a time would say nothing.
  'dies.sh': `while read -r line; do case "$line" in *'"turn"'*) exit 3;; esac; done`,
  'says.mjs': program('{"memoryDepth":0}'),
  'says-late.mjs': program('{"memoryDepth":0}', 600),
  'silent.mjs': program(''),
};

/** One folder for all, in which they are compiled once. */
const cwd = strategyFolder(FILES);

/** A second thread would tell no more, and has as much to start. */
const OPTIONS = { game: 'rps', seed: 's', jobs: 1, cwd } as const;

const lab = (...words: string[]) =>
  runCli(['lab', ...words, '--game', 'rps', '--seed', 's', '--jobs', '1'], { cwd });

describe('a side that does not play', () => {
  test.each(['throws.mjs', 'cmd: sh dies.sh'])(
    'in its trial match ends a run before it begins: %s',
    async (bad) => {
      for (const line of [
        ['compare', bad, 'rock.mjs'],
        ['compare', 'rock.mjs', bad],
        ['tournament', 'rock.mjs', 'cycle', bad],
      ]) {
        const spec = line.map((word) => word.replace('dies.sh', `${cwd}/dies.sh`));
        const { exitCode, stderr, stdout } = await lab(...spec);
        expect(exitCode, stderr).toBe(92);
        expect(stdout).toBe('');
        expect(stderr).toContain('did not play');
      }
    },
  );

  test('and forfeits more than 3 % has no verdict, and ends a comparison', async () => {
    const { exitCode, stdout } = await lab('compare', 'slips.mjs', 'rock.mjs', '--json');
    expect(exitCode).toBe(92);
    expect(jsonLines(stdout).at(-1)).toMatchObject({ verdict: 'no_verdict' });
    expect(Number(jsonLines(stdout).at(-1)?.matches)).toBeLessThan(10_000);
    const told = await lab('match', 'slips.mjs', 'rock.mjs');
    expect(told.exitCode).toBe(92);
    expect(told.stdout).toMatch(/^No verdict: slips forfeited more than 3 %/);
  });
});

describe('what counts', () => {
  test.each([
    ['says.mjs', 'pairs'],
    ['says-late.mjs', 'pairs'],
    ['silent.mjs', 'series'],
  ] as const)('for a program that declares itself, or does not: %s', async (name, units) => {
    const { plan } = await prepareCompare(`cmd: node ${cwd}/${name}`, 'rock.mjs', { game: 'rps', cwd });
    expect(plan.test?.units).toBe(units);
  });

  test('a declaration changes no move', async () => {
    const options = { ...OPTIONS, matches: 8, series: 4 };
    const [says, silent] = [
      await matchUntried(`cmd: node ${cwd}/says.mjs`, 'rock.mjs', options),
      await matchUntried(`cmd: node ${cwd}/silent.mjs`, 'rock.mjs', options),
    ];
    expect(says.entrants[0]?.faults).toEqual({});
    expect(says.pairings[0]?.summary.wins).toBe(silent.pairings[0]?.summary.wins);
  });

  test('the defaults make twenty units at least, and the result says how many', async () => {
    for (const matches of [40, 1_000, 5_000]) {
      const { pairings } = await match('plain.mjs', 'rock.mjs', { ...OPTIONS, matches });
      expect(pairings[0]?.summary).toMatchObject({ unit: 'series', enough: true });
      expect(pairings[0]?.summary.units).toBeGreaterThanOrEqual(20);
    }
    const { stdout } = await lab('match', 'plain.mjs', 'rock.mjs', '--matches', '1000');
    expect(stdout).toMatch(/errors +from 20 series/);
  });

  test('from fewer than ten there is no interval and no verdict', async () => {
    const line = ['match', 'plain.mjs', 'rock.mjs', '--matches', '1000', '--series', 'all'];
    const { stdout } = await lab(...line);
    expect(stdout).toMatch(/^No verdict from 1 series: it takes ten at least/);
    expect(stdout).not.toContain('95 %');
    const json = await lab(...line, '--json');
    expect(jsonLines(json.stdout).at(-1)).toMatchObject({
      ...{ verdict: 'undecided', score_low: null, score_high: null, unit: 'series', units: 1 },
    });
  });
});

test('a plain difference is decided quickly, for a plain function too', async () => {
  const { comparison, matches } = await compare('plain.mjs', 'rock.mjs', OPTIONS);
  expect(comparison).toMatchObject({ verdict: 'better', units: 'series' });
  expect(matches).toBeLessThan(5_000);
});

describe('the same code on both sides', () => {
  test('that draws nothing is told after the first series', async () => {
    const { comparison, matches } = await compare('rock.mjs', 'rock-too.mjs', OPTIONS);
    expect(comparison).toMatchObject({ same: true, verdict: 'not better', gain: 0 });
    expect(matches).toBeLessThanOrEqual(2_000);
    const { exitCode, stdout } = await lab('compare', 'rock.mjs', 'rock-too.mjs');
    expect(exitCode).toBe(90);
    expect(stdout).toContain('are the same code and draw no random');
  });

  test('that draws is played', async () => {
    const { comparison } = await compare('plain.mjs', 'plain.mjs', { ...OPTIONS, matches: 4_000 });
    expect(comparison).toMatchObject({ same: false, verdict: 'undecided' });
    const builtIn = await compare('always', 'cycle', { ...OPTIONS, matches: 4_000 });
    expect(builtIn.comparison?.same).toBe(false);
  });
});
