import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { canaryKey } from '../support/canary.js';
import { runCli, spawnCli, startArena, tempFolder } from '../support/run-cli.js';

const BIN = fileURLToPath(new URL('../../bin/botpit.js', import.meta.url));
const CANARY = canaryKey('output');

const play = ['play', 'rps', '--local', '--matches', '1', '--isolation', 'inline'];
const ESC = '\u001b[';

describe('a reader that goes away', () => {
  test('play --json | head -1: the match in progress is finished, and the reason is told', async () => {
    const bot = spawnCli(['play', 'rps', '--local', '--json', '--house-delay', '20ms']);
    await bot.event('session_start');
    bot.closeStdout();
    const { exitCode, stderr } = await bot.ended;
    expect(exitCode).toBe(74);
    expect(stderr).toMatch(/^botpit: play stops, as the --json output cannot be written: .*EPIPE\n$/);
  });

  test('play 2>&1 >summary | head -1: play goes on for whoever reads the rest', async () => {
    const bot = spawnCli(['play', 'rps', '--local', '--matches', '20', '--house-delay', '5ms']);
    await bot.line(/connected/);
    bot.closeStderr();
    const { exitCode, stdout } = await bot.ended;
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^rps +20 matches/);
    expect(stdout).toMatch(/ended +the number of matches/);
  });

  test('arena --json | head -1: so does the arena', async () => {
    const arena = spawnCli(['arena', '--port', '0', '--json', '--house-wait', '1ms']);
    const { url } = await arena.event('arena_listening');
    arena.closeStdout();
    await runCli(['queue', 'rps', '--url', String(url), '--give-up-after', '0s'], {
      env: { BOTPIT_API_KEY: CANARY },
    });
    const { exitCode, stderr } = await arena.ended;
    expect(exitCode).toBe(74);
    expect(stderr).toMatch(/^botpit: the arena ends, as the --json output cannot be written: .*EPIPE\n$/);
  });

  test.each([['games'], ['config'], ['--help'], ['--version'], ['strategies', '--json'], play])(
    '%s: no stack',
    async (...args) => {
      const ran = spawnCli(args);
      ran.closeStdout();
      const { exitCode, stderr } = await ran.ended;
      expect(exitCode).toBe(0);
      expect(stderr).not.toMatch(/EPIPE|\n\s+at /);
    },
  );
});

describe('colours and terminals', () => {
  test.each([
    { name: 'no terminal', isTTY: false, env: {}, flags: [], colours: false },
    { name: 'FORCE_COLOR', isTTY: false, env: { FORCE_COLOR: '1' }, flags: [], colours: true },
    {
      name: 'FORCE_COLOR with --no-color',
      isTTY: false,
      env: { FORCE_COLOR: '1' },
      flags: ['--no-color'],
      colours: false,
    },
    {
      name: 'FORCE_COLOR=0 in a terminal',
      isTTY: true,
      env: { CI: '1', FORCE_COLOR: '0', TERM: 'xterm' },
      flags: [],
      colours: false,
    },
    { name: 'a terminal of a CI', isTTY: true, env: { CI: 'true', TERM: 'xterm' }, flags: [], colours: true },
    {
      name: 'NO_COLOR in a terminal',
      isTTY: true,
      env: { CI: '1', NO_COLOR: '1', TERM: 'xterm' },
      flags: [],
      colours: false,
    },
    {
      name: 'BOTPIT_COLOR=0',
      isTTY: true,
      env: { CI: '1', BOTPIT_COLOR: '0', TERM: 'xterm' },
      flags: [],
      colours: false,
    },
  ])('$name: plain lines, colours $colours', async ({ isTTY, env, flags, colours }) => {
    const { exitCode, stdout, stderr } = await runCli([...play, ...flags], { isTTY, env });
    expect(exitCode).toBe(0);
    expect(stdout.includes(ESC)).toBe(colours);
    expect(stderr.includes(ESC)).toBe(colours);
    // Nothing moves the cursor or draws over a line.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: style codes begin with one
    expect(stderr.replace(/\u001b\[[\d;]*m/g, '')).not.toMatch(/[\u001b\r]/);
    expect(stderr.split('\n').length).toBeGreaterThan(4);
  });

  test('a terminal gets the live view', async () => {
    const { stderr } = await runCli(play, { isTTY: true, env: { TERM: 'xterm' } });
    expect(stderr).toContain(`${ESC}?25h`);
  });

  test('the summary goes to stdout, all else to stderr', async () => {
    const normal = await runCli(play);
    expect(normal.stdout).toMatch(/^rps +1 match .*\nended /);
    expect(normal.stderr).toMatch(/round 1|1 {2}/);
    const quiet = await runCli([...play, '--quiet']);
    expect(quiet.stderr).toBe('');
    expect(quiet.stdout).toMatch(/^rps +1 match/);
    const verbose = await runCli([...play, '--verbose']);
    expect(verbose.stderr).toMatch(/round 1 +turn, 15/);
    expect(normal.stderr).not.toMatch(/turn, 15/);
  });

  test('the id of a challenge is told in every mode', async () => {
    const { url } = await startArena();
    const env = { BOTPIT_API_KEY: 'bp_sk_challenger_0001' };
    for (const [flags, pattern] of [
      [[], /challenge (\S{8,}) is open/],
      [['--json'], /"challenge_id":"[^"]{8,}"/],
    ] as const) {
      const bot = spawnCli(['challenge', 'create', 'rps', '--url', url, ...flags], { env });
      await bot.line(pattern);
      bot.kill('SIGINT');
      expect((await bot.ended).exitCode).toBe(0);
    }
  });
});

describe.runIf(existsSync('/dev/full'))('output that nothing takes', () => {
  test.each([
    ['--version'],
    ['games'],
    ['lab match always cycle --game rps --matches 20 --json'],
    ['config'],
  ])('%s: on a full disk exit 74', async (line) => {
    const full = openSync('/dev/full', 'w');
    onTestFinished(() => closeSync(full));
    const child = spawn(process.execPath, [BIN, ...line.split(' ')], {
      env: { PATH: process.env.PATH, HOME: tempFolder() },
      stdio: ['ignore', full, 'pipe'],
    });
    const ended = once(child, 'close');
    expect(await text(child.stderr as Readable)).toMatch(/not all of the output could be written: .*ENOSPC/);
    expect(await ended).toEqual([74, null]);
  });

  test.each([
    [[], 'stderr', 0, /the number of matches asked for was played/],
    [['--json'], 'stderr', 0, /"reason":"matches"/],
    [['--json'], 'stdout', 74, /play stops, as the --json output cannot be written: .*ENOSPC/],
  ] as const)('play %j whose %s is full ends with %i', async (flags, name, code, pattern) => {
    const full = openSync('/dev/full', 'w');
    onTestFinished(() => closeSync(full));
    const child = spawn(process.execPath, [BIN, ...play, '--matches', '3', ...flags], {
      env: { PATH: process.env.PATH, HOME: tempFolder() },
      stdio: ['ignore', name === 'stdout' ? full : 'pipe', name === 'stderr' ? full : 'pipe'],
    });
    const ended = once(child, 'close');
    expect(await text((name === 'stdout' ? child.stderr : child.stdout) as Readable)).toMatch(pattern);
    expect(await ended).toEqual([code, null]);
  });
});
