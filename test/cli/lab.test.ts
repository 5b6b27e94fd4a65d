import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { prepareMatch, RunFile } from '../../src/lab/index.js';
import { strategyFolder } from '../lab/support.js';
import { jsonLines, runCli, spawnCli, tempFolder } from '../support/run-cli.js';

const FILES = {
  'rock.mjs': "export default { name: 'rock', games: ['rps'], memoryDepth: 0, move: () => 'rock' };",
  'paper.mjs': "export default { name: 'paper', games: ['rps'], memoryDepth: 0, move: () => 'paper' };",
  'slip.mjs':
    "export default { name: 'slip', move({ matchId }) { if (matchId === 'lab-2') throw new Error('no'); return 'rock'; } };",
  'guess.mjs': "export default { games: ['hi_lo'], move: () => 'higher' };",
  'v1/bot.mjs': "export default { memoryDepth: 0, move: () => 'rock' };",
  'v2/bot.mjs': "export default { memoryDepth: 0, move: () => 'paper' };",
};

const RUN = ['--game', 'rps', '--seed', 's', '--jobs', '1'];
const FIELDS =
  'event time game a b matches wins losses draws score score_low score_high elo elo_low elo_high verdict unit units seed kept_run nothing_played';

/** One folder for all that only read it, in which the strategies are compiled once. */
const FOLDER = strategyFolder(FILES);

/** @param home where runs are kept */
function lab(line: string, cwd = FOLDER, home = tempFolder()) {
  return runCli(['lab', ...line.split(' ')], { cwd, env: { HOME: home } });
}

describe('help', () => {
  test.each(['match', 'tournament', 'compare', 'merge', 'exploit'])('lab %s', async (command) => {
    const { exitCode, stdout, stderr } = await runCli(['lab', command, '--help']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^Usage: botpit lab ${command} \\[options\\] <`));
    if (command !== 'merge')
      for (const flag of ['--game', '--matches', '--seed']) expect(stdout).toContain(flag);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('lab', async () => {
    const { exitCode, stdout } = await runCli(['lab', '--help']);
    expect(exitCode).toBe(0);
    for (const command of ['match', 'tournament', 'compare', 'exploit', 'merge'])
      expect(stdout).toContain(command);
  });

  test.each(['match', 'tournament', 'compare'])(
    '--game, --seed and --jobs mean the same: %s',
    async (command) => {
      const { stdout } = await runCli(['lab', command, '--help']);
      const { stdout: other } = await runCli(['lab', 'match', '--help']);
      const lines = (text: string) => text.split('\n').filter((line) => /^ +--(game|seed|jobs) /.test(line));
      expect(lines(stdout)).toEqual(lines(other));
      expect(lines(stdout)).toHaveLength(3);
    },
  );

  test.each([
    ['match', 'matches to play (default: 10000,', '100, or 1000 where'],
    ['tournament', 'matches of each pairing (default: 1000,', '100, or 1000 where'],
    ['compare', 'the most matches of each pairing (default: 1000000,', '100, or 25 or less where'],
    ['tune', 'matches in all (default: 200000)', 'what suits the number of matches'],
  ])('%s tells its own defaults of --matches and --series', async (command, matches, series) => {
    const words = (await runCli(['lab', command, '--help'])).stdout.replace(/\s+/g, ' ');
    expect(words).toContain(`--matches <n> ${matches}`);
    expect(words).toContain(`start afresh (default: ${series}`);
  });
});

describe('is refused', () => {
  test.each([
    ['lab', 64],
    ['lab fly', 64],
    ['lab match', 64],
    ['lab match rock.mjs --game rps', 64],
    ['lab match rock.mjs paper.mjs slip.mjs --game rps', 64],
    ['lab match rock.mjs paper.mjs', 64],
    ['lab match rock.mjs paper.mjs --game rsp', 64],
    ['lab match rock.mjs paper.mjs --game rps --matches 0', 64],
    ['lab match rock.mjs paper.mjs --game rps --matches 1.5', 64],
    ['lab match rock.mjs paper.mjs --game rps --matches many', 64],
    ['lab match rock.mjs paper.mjs --game rps --series none', 64],
    ['lab match rock.mjs paper.mjs --game rps --jobs 0', 64],
    ['lab match rock.mjs paper.mjs --game rps --jobs', 64],
    ['lab match rock.mjs paper.mjs --game rps --shard 4/3', 64],
    ['lab match rock.mjs paper.mjs --game rps --shard 0/3', 64],
    ['lab match rock.mjs paper.mjs --game rps --move-timeout soon', 64],
    ['lab match rock.mjs paper.mjs --game rps --against cycle', 64],
    ['lab tournament rock.mjs --game rps', 64],
    ['lab compare rock.mjs paper.mjs --game rps --elo0 5 --elo1 5', 64],
    ['lab compare rock.mjs paper.mjs --game rps --elo1 1e-20', 64],
    ['lab compare rock.mjs paper.mjs --game rps --elo1 1e9', 64],
    ['lab compare rock.mjs paper.mjs --game rps --confidence 1', 64],
    ['lab compare rock.mjs paper.mjs --game rps --confidence 0.9 --alpha 0.1', 64],
    ['lab compare rock.mjs paper.mjs --game rps --alpha 5', 64],
    ['lab compare rock.mjs paper.mjs --game rps --beta 0', 64],
    ['lab merge', 64],
    ['lab match rock.mjs ./nowhere.mjs --game rps', 65],
    ['lab match rock.mjs radnom --game rps', 65],
    ['lab match rock.mjs . --game rps', 65],
    ['lab match guess.mjs rock.mjs --game rps', 65],
    ['lab tournament calculator roller --game rps', 65],
    ['lab match broken.mjs rock.mjs --game rps', 65],
    ['lab match empty.mjs rock.mjs --game rps', 65],
    ['lab match throws.mjs rock.mjs --game rps', 65],
    ['lab match nogames.mjs rock.mjs --game rps', 65],
    ['lab merge rock.mjs', 74],
    ['lab merge nowhere.jsonl', 74],
    ['lab match rock.mjs paper.mjs --game rps --matches 2 --run no/where.jsonl', 74],
    ['lab match rock.mjs paper.mjs --game rps --matches 2 --run rock.mjs', 74],
    ['lab match rock.mjs paper.mjs --game rps --matches 2 --report no/where.html', 74],
    ['lab match rock.mjs paper.mjs --game rps --matches 2 --run run.jsonl --report ./run.jsonl', 64],
    ['lab match rock.mjs paper.mjs --game rps --matches 2 --report v1/../rock.mjs', 64],
    ['lab merge rock.mjs --report rock.mjs', 64],
  ])('%s: exit %i', async (line, code) => {
    const cwd = tempFolder({
      ...FILES,
      'broken.mjs': 'export default {{',
      'empty.mjs': 'export const nothing = 1;',
      'throws.mjs': "throw new Error('not today');",
      'nogames.mjs': "export default { games: 42, move: () => 'rock' };",
    });
    const { exitCode, stderr } = await runCli(line.split(' '), { cwd });
    expect(exitCode, stderr).toBe(code);
    expect(stderr).not.toBe('');
    expect(stderr).not.toMatch(/^ +at |a bug in botpit/m);
    expect(readFileSync(join(cwd, 'rock.mjs'), 'utf8')).toBe(FILES['rock.mjs']);
  });

  test('in the words of --json, too', async () => {
    const { exitCode, stderr, stdout } = await lab('match rock.mjs paper.mjs --json');
    expect(exitCode).toBe(64);
    const all = jsonLines(stdout === '' ? stderr : stdout);
    expect(all.at(-1)).toMatchObject({ event: 'error', code: 'usage' });
  });

  test('where the data folder cannot be written to: 74', async () => {
    const line = ['lab', 'match', 'rock.mjs', 'paper.mjs', ...RUN, '--matches', '2'];
    const env = { XDG_DATA_HOME: join(FOLDER, 'rock.mjs') };
    const { exitCode, stderr } = await runCli(line, { cwd: FOLDER, env });
    expect(exitCode).toBe(74);
    expect(stderr).toContain('--run');
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test('where another process is at work on the run: 74', async () => {
    const cwd = strategyFolder(FILES);
    const line = ['lab', 'match', 'rock.mjs', 'paper.mjs', ...RUN, '--matches', '2', '--run', 'run.jsonl'];
    expect((await runCli(line, { cwd })).exitCode).toBe(0);
    const { planIn } = await import('../../src/lab/index.js');
    // Both are of one user, whose locks are in one place.
    const env = { XDG_STATE_HOME: join(cwd, 'state') };
    vi.stubEnv('XDG_STATE_HOME', env.XDG_STATE_HOME);
    const file = await RunFile.open(join(cwd, 'run.jsonl'), await planIn(join(cwd, 'run.jsonl')));
    try {
      const { exitCode, stderr } = await spawnCli(line, { cwd, env }).ended;
      expect(exitCode).toBe(74);
      expect(stderr).toContain('another process');
    } finally {
      vi.unstubAllEnvs();
      await file.close();
    }
  });
});

describe('--json', () => {
  test('of a match: one line, with just these fields', async () => {
    const { exitCode, stdout, stderr } = await lab(
      `match paper.mjs rock.mjs ${RUN.join(' ')} --matches 40 --json`,
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const [line, ...more] = jsonLines(stdout);
    expect(more).toEqual([]);
    expect(Object.keys(line ?? {}).join(' ')).toBe(FIELDS);
    expect(line).toMatchObject({
      event: 'lab_result',
      game: 'rps',
      a: 'paper',
      b: 'rock',
      matches: 40,
      wins: 40,
    });
    expect(line).toMatchObject({ losses: 0, draws: 0, score: 1, elo: null, verdict: 'better', seed: 's' });
  });

  test('all from the side of a', async () => {
    const { stdout } = await lab(`match rock.mjs paper.mjs ${RUN.join(' ')} --matches 40 --json`);
    expect(jsonLines(stdout)[0]).toMatchObject({
      wins: 0,
      losses: 40,
      score: 0,
      score_low: 0,
      verdict: 'worse',
    });
  });

  test('what went wrong comes before the result', async () => {
    const { exitCode, stdout } = await lab(
      `match slip.mjs rock.mjs ${RUN.join(' ')} --matches 8 --series 4 --json`,
    );
    // It forfeits one match of four.
    expect(exitCode).toBe(92);
    expect(jsonLines(stdout)).toMatchObject([
      { event: 'lab_faults', name: 'slip', faults: { threw: 2 }, first: expect.stringMatching(/^match 2/) },
      { event: 'lab_result', losses: 2, draws: 6 },
    ]);
  });

  test('of a tournament: pairings, ratings, and the best', async () => {
    const { stdout } = await lab(`tournament rock.mjs paper.mjs cycle ${RUN.join(' ')} --matches 40 --json`);
    const lines = jsonLines(stdout);
    const events = lines.map(({ event }) => event);
    expect(events).toEqual([...Array(3).fill('lab_pairing'), ...Array(3).fill('lab_rating'), 'lab_result']);
    expect(Object.keys(lines.at(-1) ?? {}).join(' ')).toBe(FIELDS);
    expect(lines.at(-1)).toMatchObject({ a: 'paper', b: null, matches: 80, wins: 80 });
  });

  test('of a gauntlet: the first against the others only', async () => {
    const { stdout } = await lab(
      `tournament paper.mjs rock.mjs cycle --gauntlet ${RUN.join(' ')} --matches 4 --json`,
    );
    const pairs = jsonLines(stdout).flatMap(({ event, a, b }) =>
      event === 'lab_pairing' ? [`${a} ${b}`] : [],
    );
    expect(pairs).toEqual(['paper rock', 'paper cycle']);
  });
});

describe('compare', () => {
  const against = (line: string) => lab(`compare ${line} ${RUN.join(' ')} --json`);

  test('better: exit 0', async () => {
    const { exitCode, stdout } = await against('paper.mjs rock.mjs');
    expect(exitCode).toBe(0);
    const line = jsonLines(stdout).at(-1);
    const tested =
      'units elo0 elo1 alpha beta normalized evidence_better evidence_not_better normalized_elo normalized_elo_low normalized_elo_high seed';
    expect(Object.keys(line ?? {}).join(' ')).toBe(FIELDS.replace('units seed', tested));
    expect(line).toMatchObject({ a: 'paper', b: 'rock', verdict: 'better', losses: 0 });
    expect(Number(line?.matches)).toBeLessThan(100_000);
  });

  test('not better: exit 90', async () => {
    const { exitCode, stdout } = await against('rock.mjs paper.mjs');
    expect(exitCode).toBe(90);
    expect(jsonLines(stdout).at(-1)).toMatchObject({ verdict: 'not_better', wins: 0 });
  });

  test('the question is that of the flags', async () => {
    const flags = '--elo0 -2 --elo1 8 --alpha 0.01 --beta 0.1 --normalized';
    const { stdout } = await lab(`compare paper.mjs rock.mjs ${RUN.join(' ')} ${flags}`);
    expect(stdout).toContain('--elo0 -2 --elo1 8 --alpha 0.01 --beta 0.1 --normalized');
    expect(stdout).toMatch(/^normalized +/m);
  });

  test('matches run out: exit 91', async () => {
    const { exitCode, stdout } = await against('random random --matches 200');
    expect(exitCode).toBe(91);
    expect(jsonLines(stdout).at(-1)).toMatchObject({ verdict: 'undecided', matches: 200 });
  });

  test('through a field, which may be all that is built in', async () => {
    const { exitCode, stdout } = await against('paper.mjs rock.mjs --against zoo --matches 20 --series 20');
    expect([0, 90, 91]).toContain(exitCode);
    const pairings = jsonLines(stdout).filter(({ event }) => event === 'lab_pairing');
    const opponents = new Set(pairings.map(({ b }) => b));
    for (const name of ['always', 'cycle', 'copy', 'random', 'equilibrium', 'adaptive'])
      expect(opponents).toContain(name);
    expect(opponents).not.toContain('calculator');
    expect(opponents).not.toContain('equilibrium-full');
    expect(pairings).toHaveLength(2 * opponents.size);
  });
});

describe('for people', () => {
  test('the verdict, the numbers and the command that makes them again', async () => {
    const line = `match paper.mjs rock.mjs ${RUN.join(' ')} --matches 40`;
    const { exitCode, stdout, stderr } = await lab(line);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^paper /);
    const [, again = ''] = /^Again: botpit (.*)$/m.exec(stdout) ?? [];
    expect(again).toContain('--seed s');
    const second = await runCli([...again.split(' '), '--fresh'], { cwd: FOLDER });
    const undated = (text: string) => text.replace(/^ *(decided|paper|rock) .*within.*$/gm, '');
    expect(undated(second.stdout)).toBe(undated(stdout));
  });

  test('--quiet tells the result alone', async () => {
    const { exitCode, stdout, stderr } = await lab(`compare rock.mjs paper.mjs ${RUN.join(' ')} --quiet`);
    expect({ exitCode, stderr }).toEqual({ exitCode: 90, stderr: '' });
    expect(stdout).toContain('is worse than');
    expect(stdout).not.toContain('Again:');
  });

  test('versions of the same file are told apart', async () => {
    const line = `tournament ./v1/bot.mjs ./v2/bot.mjs v1/bot.mjs ${RUN.join(' ')} --matches 4 --json`;
    const { stdout } = await lab(line);
    const names = jsonLines(stdout).flatMap(({ event, name }) =>
      event === 'lab_rating' ? [String(name)] : [],
    );
    expect(new Set(names).size).toBe(3);
    expect(names).toEqual(
      expect.arrayContaining(['bot (./v1/bot.mjs)', 'bot (./v2/bot.mjs)', 'bot (v1/bot.mjs)']),
    );
  });

  test('a fresh seed each time where none is given', async () => {
    const seeds = await Promise.all(
      [1, 2].map(
        async () =>
          jsonLines((await lab('match rock.mjs paper.mjs --game rps --matches 2 --json')).stdout)[0]?.seed,
      ),
    );
    expect(seeds[0]).toMatch(/^[0-9a-f]{8}$/);
    expect(seeds[0]).not.toBe(seeds[1]);
  });

  test('the game may come from the config', async () => {
    const cwd = strategyFolder({ ...FILES, 'botpit.config.json': '{ "game": "rps" }' });
    const { exitCode } = await lab('match rock.mjs paper.mjs --matches 2', cwd);
    expect(exitCode).toBe(0);
  });
});

test('of runs in the data folder the fifty newest finished ones are kept, and all that are unfinished or open', async () => {
  const home = tempFolder();
  const folder = join(home, '.local/share/botpit/lab');
  mkdirSync(folder, { recursive: true });
  const put = (name: string, content: string, second: number) => {
    writeFileSync(join(folder, name), content);
    utimesSync(join(folder, name), second, second);
  };
  const { plan } = await prepareMatch('always', 'cycle', { game: 'rps', matches: 20, series: 10, seed: 'x' });
  const head = `${JSON.stringify({ botpit_lab: plan })}\n`;
  const end = `${JSON.stringify({ botpit_lab_end: '2026-01-01T00:00:00.000Z' })}\n`;
  for (let i = 0; i < 60; i++) put(`finished-${i}.jsonl`, `${head}${end}`, 1_000 + i);
  for (let i = 0; i < 60; i++) put(`stopped-${i}.jsonl`, head, 10 + i);
  put('notes.txt', 'mine', 1);
  put('open.jsonl', `${head}${end}`, 1);
  const open = await RunFile.open(join(folder, 'open.jsonl'), plan);
  utimesSync(join(folder, 'open.jsonl'), 1, 1);
  try {
    expect((await lab(`match rock.mjs paper.mjs ${RUN.join(' ')} --matches 2`, FOLDER, home)).exitCode).toBe(
      0,
    );
  } finally {
    await open.close();
  }
  const names = readdirSync(folder);
  expect(names.filter((name) => name.startsWith('stopped'))).toHaveLength(60);
  expect(names).toContain('open.jsonl');
  expect(names).toContain('notes.txt');
  // With the run that was just played there are fifty.
  const finished = names.filter((name) => name.startsWith('finished')).toSorted();
  expect(finished).toEqual(Array.from({ length: 49 }, (_, i) => `finished-${11 + i}.jsonl`).toSorted());
});

test.skipIf(process.platform !== 'linux')(
  'a home folder that takes no folders is said to be none',
  async () => {
    const args = ['lab', 'match', 'always', 'cycle', '--game', 'rps', '--matches', '2'];
    const { exitCode, stderr } = await runCli(args, { env: { HOME: '/proc/none' } });
    expect(exitCode).toBe(74);
    expect(stderr).toContain('--run <file>');
  },
);
