import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { canaryKey } from '../support/canary.js';
import { expectSession } from '../support/event-fields.js';
import {
  jsonLines,
  type RunningCli,
  spawnArena,
  spawnCli,
  startArena,
  tempFolder,
} from '../support/run-cli.js';
import { startScriptedServer } from '../support/scripted-server.js';

const env = { BOTPIT_API_KEY: canaryKey('signals') };

/** A strategy that tells where it runs. */
const TELLS_PID = `
  export default {
    init() { console.log('runs in', process.pid); },
    move: () => 'rock',
  };`;

/** The same as a program, with a child of its own that would run for ever. */
const PROGRAM = `
  import { spawn } from 'node:child_process';
  import { writeFileSync } from 'node:fs';
  import { createInterface } from 'node:readline';
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  const pids = process.pid + ' ' + child.pid;
  process.stderr.write('runs in ' + pids + '\\n');
  writeFileSync('pids', pids);
  for await (const line of createInterface({ input: process.stdin })) {
    const { type } = JSON.parse(line);
    if (type === 'turn') console.log(JSON.stringify({ move: { choice: 'rock' } }));
  }`;

const isolations = [
  { isolation: 'worker', flags: ['--strategy', './bot.mjs', '--isolation', 'worker'] },
  { isolation: 'process', flags: ['--strategy', './bot.mjs', '--isolation', 'process'] },
  { isolation: 'program', flags: ['--strategy', `cmd: ${process.execPath} program.mjs`] },
];

async function playAgainstSlowHouse(flags: readonly string[]): Promise<{ bot: RunningCli; pids: number[] }> {
  const { url } = await startArena(['--house-wait', '1ms', '--house-delay', '250ms']);
  const cwd = tempFolder({ 'bot.mjs': TELLS_PID, 'program.mjs': PROGRAM });
  const bot = spawnCli(['play', 'rps', '--url', url, '--json', ...flags], { cwd, env });
  const { line } = await bot.event('strategy_output');
  await bot.event('turn');
  return { bot, pids: String(line).match(/\d+/g)?.map(Number) ?? [] };
}

/** Whether it still does anything: a zombie that nobody has reaped yet does not. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return (
      process.platform !== 'linux' || !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
    );
  } catch {
    return false;
  }
}

describe('in a match', () => {
  test.each(isolations)('the first Ctrl-C lets it be played to its end ($isolation)', async ({ flags }) => {
    const { bot, pids } = await playAgainstSlowHouse(flags);
    bot.kill('SIGINT', 'group');
    expect(await bot.event('stopping')).toMatchObject({
      message: expect.stringContaining('resigns'),
    });
    const { exitCode, stdout, stderr } = await bot.ended;
    expect(stderr).toBe('');
    const lines = jsonLines(stdout);
    expectSession(lines);
    expect(lines.at(-1)).toMatchObject({ reason: 'signal', exit_code: 0, matches: 1, fallbacks: 0 });
    expect(lines.filter(({ event }) => event === 'match_start')).toHaveLength(1);
    expect(exitCode).toBe(0);
    expect(pids.length).toBeGreaterThan(0);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  test.each([
    { first: 'SIGINT', second: 'SIGTERM', code: 143 },
    { first: 'SIGTERM', second: 'SIGINT', code: 130 },
  ] as const)('the second one ($second) resigns: exit $code', async ({ first, second, code }) => {
    for (const { flags } of isolations.slice(1)) {
      const { bot, pids } = await playAgainstSlowHouse(flags);
      bot.kill(first, 'group');
      await bot.event('stopping');
      bot.kill(second, 'group');
      const { exitCode, stdout, stderr } = await bot.ended;
      expect({ exitCode, stderr }).toEqual({ exitCode: code, stderr: '' });
      expect(jsonLines(stdout).at(-1)).toMatchObject({
        event: 'session_end',
        reason: 'forced',
        exit_code: code,
      });
      expect(pids.filter(isAlive)).toEqual([]);
    }
  });

  test('the arena is told of the resignation', async () => {
    const { arena, url } = await spawnArena(['--house-wait', '1ms', '--house-delay', '5s']);
    const bot = spawnCli(['play', 'rps', '--url', url, '--json'], { env });
    await bot.event('move');
    bot.kill('SIGINT');
    await bot.event('stopping');
    bot.kill('SIGTERM');
    expect(await arena.event('match_ended')).toMatchObject({ termination: 'resign' });
    expect((await bot.ended).exitCode).toBe(143);
  });
});

describe('otherwise', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('%s in the queue: leaves it, exit 0', async (signal) => {
    const { url } = await startArena(['--house', 'none']);
    const bot = spawnCli(['play', 'rps', '--url', url, '--json'], { env });
    await bot.event('queue_joined');
    bot.kill(signal, 'group');
    const { exitCode, stdout, stderr } = await bot.ended;
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(jsonLines(stdout).at(-1)).toMatchObject({ reason: 'signal', matches: 0 });
  });

  test('with an open challenge: withdraws it, exit 0', async () => {
    const { url } = await startArena(['--house', 'none']);
    const bot = spawnCli(['challenge', 'create', 'rps', '--url', url, '--json'], { env });
    const { challenge_id } = await bot.event('challenge_created');
    bot.kill('SIGTERM');
    const { exitCode, stdout } = await bot.ended;
    expect(exitCode).toBe(0);
    expect(jsonLines(stdout)).toContainEqual(
      expect.objectContaining({ event: 'challenge_cancelled', challenge_id }),
    );
  });

  test('while the arena does not answer the key: exit 0', async () => {
    const server = await startScriptedServer();
    const bot = spawnCli(['play', 'rps', '--url', server.url, '--json'], { env });
    const peer = await server.accept();
    await peer.receive('authenticate');
    bot.kill('SIGINT');
    expect((await bot.ended).exitCode).toBe(0);
    await server.close();
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'the arena ends on %s with exit 0, and its house with it',
    async (signal) => {
      const cwd = tempFolder({ 'program.mjs': PROGRAM });
      const { arena, url } = await spawnArena(
        ['--house', `cmd: ${process.execPath} program.mjs`, '--house-wait', '1ms', '--house-delay', '5s'],
        { cwd },
      );
      const bot = spawnCli(['play', 'rps', '--url', url, '--give-up-after', '0s', '--json'], { env });
      await bot.event('move');
      const pids = readFileSync(`${cwd}/pids`, 'utf8').match(/\d+/g)?.map(Number) ?? [];
      expect(pids.filter(isAlive)).toHaveLength(2);
      arena.kill(signal, 'group');
      const { exitCode, stderr } = await arena.ended;
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      expect(pids.filter(isAlive)).toEqual([]);
      expect((await bot.ended).exitCode).toBe(69);
    },
  );
});
