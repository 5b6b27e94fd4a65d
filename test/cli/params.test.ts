import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { strategyFolder } from '../lab/support.js';
import { jsonLines, runCli, tempFolder } from '../support/run-cli.js';

const BOT = `export default {
  games: ['rps'],
  memoryDepth: 0,
  params: {
    choice: { type: 'choice', options: ['rock', 'paper', 'scissors'], default: 'rock', about: 'What it plays.' },
    caution: { type: 'number', default: 0.5, min: 0, max: 1, step: 0.05 },
  },
  matchStart(_match, params) { if (!params.choice) throw new Error('no params'); },
  roundEnd(_round, params) { if (!params.choice) throw new Error('no params'); },
  matchEnd(_match, params) { if (!params.choice) throw new Error('no params'); },
  move: ({ params }) => params.choice,
};`;

const PROGRAM = `
let choice = 'rock';
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const message = JSON.parse(line);
  if (message.type === 'session_start') {
    choice = message.params?.choice ?? choice;
    const params = { choice: { type: 'choice', options: ['rock', 'paper', 'scissors'], default: 'rock' } };
    console.log(JSON.stringify({ memoryDepth: 0, params }));
  }
  if (message.type === 'turn') console.log(JSON.stringify({ move: choice }));
});`;

/** For all that only read it. */
const FOLDER = strategyFolder({ 'my.mjs': BOT, 'my.cjs': PROGRAM });
const PLAYED = strategyFolder({ 'my.mjs': BOT });

const PLAY = ['play', 'rps', '--matches', '1', '--seed', 's'];

function run(args: readonly string[], config?: object, env: Record<string, string> = {}) {
  const cwd = config === undefined ? FOLDER : strategyFolder({ 'my.mjs': BOT });
  if (config) writeFileSync(join(cwd, 'botpit.config.json'), JSON.stringify(config));
  return runCli(args, { cwd, env: { HOME: tempFolder(), ...env } });
}

describe('is refused before anything is played', () => {
  const STRATEGY = ['--strategy', './my.mjs'];
  const LOCAL = [...PLAY, '--local'];

  test.each([
    ['play', [...LOCAL, ...STRATEGY, '--param', 'cauton=0.4']],
    ['play', [...LOCAL, '--strategy', './my.mjs?cauton=0.4']],
    ['play', [...PLAY, ...STRATEGY, '--local', './my.mjs?cauton=0.4']],
    [
      'play',
      [...LOCAL, ...STRATEGY, '--isolation', 'process', '--param', 'choice=rock', '--param', 'cauton=1'],
    ],
    ['check', ['check', '--strategy', './my.mjs?cauton=0.4']],
    ['strategies', ['strategies', './my.mjs?cauton=0.4']],
    ['arena', ['arena', '--port', '0', '--house', './my.mjs?cauton=0.4']],
    ['lab match', ['lab', 'match', './my.mjs?cauton=0.4', 'random', '--game', 'rps']],
    [
      'lab compare',
      ['lab', 'compare', './my.mjs', 'random', '--against', './my.mjs?cauton=1', '--game', 'rps'],
    ],
    ['lab exploit', ['lab', 'exploit', './my.mjs?cauton=0.4', '--game', 'rps']],
  ])('by %s with 64: %j', async (_command, args) => {
    const { exitCode, stdout, stderr } = await run(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: expect.not.stringContaining('match') });
    expect(stderr).toContain('my has no parameter cauton\n');
    expect(stderr).toContain('Expected choice or caution. Did you mean caution?');
  });

  test('with the range, and 78 where the config says it', async () => {
    const config = {
      strategy: './my.mjs',
      params: { caution: 2 },
      profiles: { a: { params: { caution: 1 } } },
    };
    const { exitCode, stderr } = await run(LOCAL, config);
    expect(exitCode).toBe(78);
    expect(stderr).toMatch(
      /botpit\.config\.json: the parameter caution of my is 2: expected a number from 0 to 1\n/,
    );
    expect((await run(['doctor', '--local'], config)).exitCode).toBe(78);
    expect((await run([...LOCAL, '--profile', 'a'], config)).exitCode).toBe(0);
    expect((await run([...LOCAL, '--param', 'caution=3'], config)).exitCode).toBe(64);
  });

  test.each([
    [{ strategy: './my.mjs' }, { BOTPIT_PARAMS: 'caution=2' }, 'BOTPIT_PARAMS: the parameter caution'],
    [{ strategy: './my.mjs?caution=2' }, {}, 'botpit.config.json: the parameter caution'],
    [{ strategy: './my.mjs?caution' }, {}, 'the parameters in '],
    [{ strategy: './my.mjs', local: 'frequency?prior=0' }, {}, 'json: the parameter prior of frequency is 0'],
  ])('78 for %j %j', async (config, env, message) => {
    const { exitCode, stderr } = await run('local' in config ? PLAY : LOCAL, config, env);
    expect(exitCode).toBe(78);
    expect(stderr).toContain(message);
  });
});

test('botpit strategies shows them', async () => {
  const { exitCode, stdout } = await run(['strategies', './my.mjs?caution=0.4']);
  expect(exitCode).toBe(0);
  expect(stdout).toBe(
    [
      'my?caution=0.4',
      expect.stringMatching(/^rps +\d+ turns? +slowest [\d.]+ ms +sound$/),
      '',
      'PARAMETER  VALUE  WHAT IT TAKES AND DOES',
      'choice     rock   rock, paper or scissors; default rock. What it plays.',
      'caution    0.4    a number from 0 to 1, step 0.05; default 0.5',
      '',
    ]
      .map((line, i) => (typeof line === 'string' ? line : stdout.split('\n')[i]))
      .join('\n'),
  );
  const { stdout: json } = await run(['strategies', './my.mjs?caution=0.4', '--json']);
  expect(jsonLines(json).at(-1)).toMatchObject({
    event: 'strategy_params',
    name: 'my?caution=0.4',
    params: [
      {
        name: 'choice',
        type: 'choice',
        default: 'rock',
        options: ['rock', 'paper', 'scissors'],
        value: 'rock',
      },
      { name: 'caution', type: 'number', default: 0.5, min: 0, max: 1, step: 0.05, value: 0.4 },
    ],
  });
  const { stdout: listed } = await run(['strategies', '--json']);
  expect(jsonLines(listed).find(({ name }) => name === 'frequency')).toMatchObject({
    params: [{ name: 'prior', default: 1 }],
  });
  const { stdout: program } = await run([
    'strategies',
    `cmd: ${process.execPath} ${join(FOLDER, 'my.cjs')}`,
    'rps',
  ]);
  expect(program).toMatch(/^choice +rock +rock, paper or scissors; default rock$/m);
});

test('they are part of what is recorded: the name, the version, the rows of stats', async () => {
  const home = tempFolder();
  const play = (...args: string[]) =>
    runCli([...PLAY, '--local', 'always', '--json', ...args], { cwd: PLAYED, env: { HOME: home } });
  const [first] = jsonLines((await play('--strategy', './my.mjs?choice=paper')).stdout);
  expect(first).toMatchObject({ event: 'session_start', strategy: 'my?choice=paper' });
  await play('--strategy', './my.mjs', '--param', 'choice=scissors', '--param', 'caution=0.1');
  await play('--strategy', './my.mjs?choice=rock');
  const records = async (...args: string[]) =>
    jsonLines((await runCli([...args, '--json'], { env: { HOME: home } })).stdout);
  const rows = (await records('stats', '--by', 'strategy')).filter(({ by }) => by === 'strategy');
  expect(rows.map(({ key }) => String(key).replace(/@[0-9a-f]{12}$/, '')).sort()).toEqual([
    'my',
    'my?choice=paper',
    'my?choice=scissors&caution=0.1',
  ]);
  expect(new Set(rows.map(({ key }) => String(key).split('@')[1])).size).toBe(3);
  expect(await records('history', '--strategy', 'my?choice=paper')).toMatchObject([{ outcome: 'win' }]);
  expect(await records('history', '--strategy', 'my')).toHaveLength(3);
});

test('the lab plays settings of one file side by side, whoever plays them', async () => {
  const home = tempFolder();
  const lab = (...args: string[]) => runCli(['lab', ...args], { cwd: FOLDER, env: { HOME: home } });
  const program = `cmd?choice=paper: ${process.execPath} ${join(FOLDER, 'my.cjs')}`;
  const field = ['./my.mjs', './my.mjs?choice=paper', program, 'random'];
  const options = ['--game', 'rps', '--matches', '4', '--series', '2', '--seed', 's', '--json'];
  const { stdout, stderr } = await lab('tournament', ...field, ...options, '--jobs', '2');
  expect(stderr).toBe('');
  const pairings = jsonLines(stdout).filter(({ event }) => event === 'lab_pairing');
  expect(pairings).toHaveLength(6);
  expect(jsonLines(stdout).filter(({ event }) => event === 'lab_faults')).toEqual([]);
  const [rock, paper] = ['my', 'my?choice=paper'];
  expect(pairings[0]).toMatchObject({ a: rock, b: paper, wins: 0, losses: 4 });
  expect(pairings[1]).toMatchObject({ a: rock, wins: 0, losses: 4 });
  expect(pairings[3]).toMatchObject({ a: paper, draws: 4 });

  const again = await lab('tournament', ...field, ...options, '--jobs', '1', '--fresh');
  const scores = (text: string) =>
    jsonLines(text).map(({ a, b, wins, losses, draws }) => [a, b, wins, losses, draws]);
  expect(scores(again.stdout)).toEqual(scores(stdout));

  // A run is kept by what its strategies are set to.
  const match = (b: string) => lab('match', './my.mjs', b, ...options);
  const kept = async (b: string) => jsonLines((await match(b)).stdout).at(-1)?.nothing_played;
  expect(await kept('./my.mjs?choice=paper')).toBe(false);
  expect(await kept('./my.mjs?choice=paper')).toBe(true);
  expect(await kept('./my.mjs?choice=scissors')).toBe(false);
  const { stdout: told } = await lab('match', './my.mjs', './my.mjs?choice=paper', ...options.slice(0, -1));
  expect(told).toContain('my?choice=paper');
  expect(told).toContain("/my.mjs?choice=paper' --game rps");
});

test('lab exploit looks at the mix that its parameters make', async () => {
  const cwd = strategyFolder({
    'mixed.mjs': `export default {
      games: ['rps'], memoryDepth: 0,
      params: { rock: { type: 'number', default: 0.5, min: 0, max: 1 } },
      mix: (_at, { rock }) => [{ move: 'rock', probability: rock }, { move: 'paper', probability: 1 - rock }],
      move: ({ params, random }) => (random() < params.rock ? 'rock' : 'paper'),
    };`,
  });
  const exploit = async (query: string) => {
    const args = ['lab', 'exploit', `./mixed.mjs${query}`, '--game', 'rps', '--json'];
    return jsonLines((await runCli(args, { cwd })).stdout).at(-1);
  };
  expect(await exploit('?rock=1')).toMatchObject({ strategy: 'mixed?rock=1', exploitability: 0.5 });
  expect((await exploit(''))?.exploitability).toBeLessThan(0.5);
});

test('the built-in ones have parameters, also as the opponent of --local', async () => {
  const { exitCode, stderr } = await run([
    ...[...PLAY, '--strategy', 'pattern?length=1', '--local', 'frequency?prior=3'],
  ]);
  expect(exitCode).toBe(0);
  expect(stderr).toContain('house-frequency?prior=3');
});
