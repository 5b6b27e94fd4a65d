import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { COMPILED, strategyFolder } from '../lab/support.js';
import { jsonLines, spawnCli } from '../support/run-cli.js';

const BIN = fileURLToPath(new URL('../../bin/botpit.js', import.meta.url));

/**
 * Sends its own process a signal, once, while it plays: when the run's file has some lines, so that there is something to
 * go on from. It says so by a file, which it takes away before.
 */
const SIGNALS = `
  import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
  const there = (name) => new URL(name, import.meta.url);
  const wait = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  const lines = () => (existsSync(there('run.jsonl')) ? readFileSync(there('run.jsonl'), 'utf8').split('\\n').length : 0);
  export default {
    name: 'signals',
    games: ['rps'],
    matchStart({ matchId }) {
      if (matchId !== 'lab-1' || !existsSync(there('armed'))) return;
      // A series takes longer than its result is held back. So after some of them, enough lines are on their way to the file.
      wait(25);
      appendFileSync(there('begun'), '.');
      while (lines() < 8) {
        if (readFileSync(there('begun'), 'utf8').length < 24) return;
        wait(5);
      }
      if (!existsSync(there('armed'))) return;
      const signal = readFileSync(there('armed'), 'utf8');
      rmSync(there('armed'));
      process.kill(process.pid, signal);
      // Until this thread is ended: the run must not be over before botpit has heard of the signal.
      wait(Infinity);
    },
    move: ({ random }) => (random() < 0.5 ? 'rock' : 'paper'),
  };
`;

const LEARNS = `
  let seen = 0;
  export default { name: 'learns', games: ['rps'], move: () => (++seen % 3 === 0 ? 'scissors' : 'paper') };
`;

/** Names that a shell would take apart. */
const NAMES = { signals: "it's a $HOME of signals.mjs", learns: 'learns "a lot" & more.mjs' };

function folder(signal?: NodeJS.Signals): string {
  return strategyFolder({
    [NAMES.signals]: SIGNALS,
    [NAMES.learns]: LEARNS,
    ...(signal ? { armed: signal } : {}),
    'own config.json': '{ "profiles": { "apart": { "dataDir": "./kept" } } }',
    'bin/botpit': `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`,
  });
}

const LINE = ['--game', 'rps', '--seed', 'a seed', '--matches', '4000', '--series', '10'];

function plays(cwd: string, jobs: number, ...more: string[]) {
  return spawnCli(
    [
      'lab',
      'match',
      `./${NAMES.signals}`,
      NAMES.learns,
      ...LINE,
      '--jobs',
      String(jobs),
      '--run',
      'run.jsonl',
      ...more,
    ],
    { cwd, env: COMPILED },
  );
}

/** What is pasted into a shell. */
async function pasted(command: string, cwd: string) {
  chmodSync(join(cwd, 'bin/botpit'), 0o755);
  const env = { PATH: `${join(cwd, 'bin')}:${process.env.PATH}`, HOME: cwd, ...COMPILED };
  const child = spawn('sh', ['-c', command], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.on('close', resolve));
  const [stdout, stderr] = await Promise.all([textOf(child.stdout), textOf(child.stderr)]);
  return { exitCode: await ended, stdout, stderr };
}

/** The result, without the moment, the times, and what of it was kept. */
function result(stdout: string): string {
  return stdout
    .split('\n')
    .filter((line) => !/within|^kept run of/.test(line))
    .map((line) =>
      line
        .replace(/"time":"[^"]*",/, '')
        .replace(/--jobs \d+/, '')
        .replace(/,"kept_run":(?:null|"[^"]*")/, ''),
    )
    .join('\n');
}

let reference: Promise<string> | undefined;
function undisturbed(): Promise<string> {
  reference ??= plays(folder(), 2, '--json').ended.then(({ stdout }) => result(stdout));
  return reference;
}

describe.skipIf(process.platform === 'win32')('a run that is stopped', () => {
  test('by a kill in the middle goes on by the same command, to the same result', async () => {
    const cwd = folder('SIGKILL');
    const killed = await plays(cwd, 2, '--json').ended;
    expect(killed).toMatchObject({ exitCode: null, stdout: '' });
    expect(existsSync(join(cwd, 'armed'))).toBe(false);
    const before = linesOf(cwd);
    expect(before.length).toBeGreaterThan(6);
    expect(before.length).toBeLessThan(200);
    const { exitCode, stdout } = await plays(cwd, 1, '--json').ended;
    expect(exitCode).toBe(0);
    expect(result(stdout)).toBe(await undisturbed());
    expect(jsonLines(stdout).at(-1)).toMatchObject({ a: 'signals', b: 'learns', matches: 4000 });
    // All that was there whole is there still, and has not been played again.
    const after = linesOf(cwd);
    expect(after.slice(0, before.length - 1)).toEqual(before.slice(0, -1));
    expect(after).toHaveLength(1 + 200 + 1);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s tells the result so far, and a command for the shell that goes on',
    async (signal) => {
      const cwd = folder(signal);
      const { exitCode, stdout, stderr } = await plays(cwd, 2).ended;
      expect(exitCode).toBe(91);
      const [, command = ''] = /^Stopped\. To go on: (.*)$/m.exec(stderr) ?? [];
      expect(command).toMatch(/^botpit lab match /);
      expect(stdout).toContain('learns');
      const so = linesOf(cwd).length;
      expect(so).toBeLessThan(200);
      const again = await pasted(`${command} --json`, cwd);
      expect(again).toMatchObject({ exitCode: 0, stderr: '' });
      expect(result(again.stdout)).toBe(await undisturbed());
      expect(linesOf(cwd)).toHaveLength(1 + 200 + 1);
    },
  );

  test('as a part says that it is not whole', async () => {
    const cwd = folder('SIGINT');
    const { exitCode, stdout, stderr } = await plays(cwd, 1, '--shard', '1/2').ended;
    expect({ exitCode, stdout }).toEqual({ exitCode: 91, stdout: '' });
    const [, command = ''] = /^Stopped\. To go on: (.*)$/m.exec(stderr) ?? [];
    expect(command).toContain('--shard 1/2');
    const again = await pasted(command, cwd);
    expect(again).toMatchObject({ exitCode: 0, stdout: '' });
    expect(again.stderr).toContain('Part 1 of 2');
    expect(linesOf(cwd)).toHaveLength(1 + 100);
    const other = await plays(cwd, 2, '--shard', '2/2', '--run', 'other.jsonl').ended;
    expect(other.exitCode).toBe(0);
    const { stdout: merged } = await spawnCli(['lab', 'merge', 'run.jsonl', 'other.jsonl', '--json'], { cwd })
      .ended;
    expect(result(merged)).toBe(await undisturbed());
  });

  test('by a disk that is full: exit 74, and goes on when there is room', async () => {
    const cwd = folder();
    const command =
      `botpit lab match './it'"'"'s a $HOME of signals.mjs' 'learns "a lot" & more.mjs' ${LINE.map((word) => `'${word}'`).join(' ')} --run run.jsonl --json`.replace(
        '$HOME',
        '$HOME',
      );
    const full = await pasted(`ulimit -f 40; ${command}`, cwd);
    expect(full).toMatchObject({ exitCode: 74, stderr: expect.stringContaining('EFBIG') });
    expect(full.stderr).not.toMatch(/^ +at /m);
    const again = await pasted(command, cwd);
    expect(again).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result(again.stdout)).toBe(await undisturbed());
  });
});

test('a comparison is gone on with by what it printed', async () => {
  const cwd = folder();
  const options = [
    '--game',
    'rps',
    '--matches',
    '400',
    '--series',
    '40',
    '--elo0',
    '-5',
    '--elo1',
    '7.5',
    '--confidence',
    '0.9',
  ];
  const line = [
    'lab',
    'compare',
    NAMES.learns,
    'cycle',
    '--against',
    'copy',
    `./${NAMES.signals}`,
    ...options,
    '--jobs',
    '2',
    '--config',
    'own config.json',
    '--profile',
    'apart',
  ];
  const { exitCode, stdout } = await spawnCli(line, { cwd, env: COMPILED }).ended;
  expect(readdirSync(join(cwd, 'kept/lab'))).toHaveLength(1);
  const [, command = ''] = /^Again: (.*)$/m.exec(stdout) ?? [];
  const again = await pasted(command, cwd);
  expect(again).toMatchObject({ exitCode, stderr: '' });
  expect(result(again.stdout)).toBe(result(stdout));
  expect(readdirSync(join(cwd, 'kept/lab'))).toHaveLength(1);
  expect(existsSync(join(cwd, '.local/share/botpit/lab'))).toBe(false);
});

function linesOf(cwd: string): string[] {
  return readFileSync(join(cwd, 'run.jsonl'), 'utf8').trimEnd().split('\n');
}
