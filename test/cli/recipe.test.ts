import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Io } from '../../src/cli/command.js';
import type { Flags } from '../../src/config/index.js';
import { EXIT } from '../../src/exit-codes.js';
import { GAME_IDS } from '../../src/games/index.js';
import { RECIPE_KINDS } from '../../src/recipes/index.js';
import { commandIn, longestMatchS, NO_RESTART } from '../../src/recipes/plan.js';
import { runCli, tempFolder } from '../support/run-cli.js';
import { call, runNamed } from './command-io.js';

const yaml = createRequire(import.meta.url)('js-yaml') as {
  load(text: string): unknown;
  loadAll(text: string): unknown[];
};
const BIN = fileURLToPath(new URL('../../bin/botpit.js', import.meta.url));
const SECRET = 'bp_sk_recipe_canary_0815';
const CONFIG = JSON.stringify({
  ...{ game: 'rps', strategy: './my bot.ts', apiKeyFile: './botpit.key', metrics: 9999 },
  profiles: { live: { wager: '0.01', maxLoss: '0.05' } },
});
const STRATEGY = 'export default { games: ["rps"], move: () => "rock" };';
/** What trips quoting in one format or another. */
const ODD = 'a b%h$HOME\'"`id`#{{';

const printed = (kind: string | undefined, io: Io, flags: Flags = {}) =>
  runNamed('recipe', { flags, args: kind === undefined ? [] : [kind] }, io);
const hasProgram = (name: string) => spawnSync(name, ['--version']).error === undefined;

function packageJson(botpit: string): string {
  return JSON.stringify({ name: 'my', private: true, dependencies: { botpit } });
}

function project(name = 'bot'): string {
  const cwd = join(tempFolder(), name);
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'botpit.config.json'), CONFIG);
  writeFileSync(join(cwd, 'my bot.ts'), STRATEGY);
  writeFileSync(join(cwd, 'package.json'), packageJson('file:botpit-0.1.0.tgz'));
  writeFileSync(join(cwd, 'botpit.key'), SECRET);
  return cwd;
}

async function print(kind: string, flags: Flags, cwd: string): Promise<{ text: string; notes: string }> {
  const env = { BOTPIT_API_KEY: SECRET, BOTPIT_WEBHOOK: 'https://hooks.example.com/secret-hook' };
  const { result, stdout, stderr } = await call((io) => printed(kind, io, flags), { cwd, env });
  expect({ result, stderr: result === 0 ? '' : stderr }).toEqual({ result: 0, stderr: '' });
  return { text: stdout, notes: stderr };
}

/** Fields of parsed YAML, which has no types of its own. */
// biome-ignore lint/suspicious/noExplicitAny: a document of another program's format is walked through.
type Loose = any;

test.each(RECIPE_KINDS)('%s: holds no secret, and is filled in', async (kind) => {
  const cwd = project();
  const flags = { profile: 'live', webhook: 'https://hooks.example.com/other-hook' };
  const { text, notes } = await print(kind, flags, cwd);
  for (const secret of ['canary', 'secret-hook', 'other-hook']) {
    expect(text).not.toContain(secret);
    expect(notes).not.toContain(secret);
  }
  expect(text).toMatch(/play["\s,-]+rps/);
  expect(text).toMatch(/--profile"?[, \n-]+"?live/);
  expect(text.replaceAll('/dev/null', '')).not.toMatch(/undefined|null|\[object/);
  expect(text.endsWith('\n')).toBe(true);
  expect(notes).not.toBe('');
});

test.each([undefined, 'crn', 'upstart'])('%s is a usage error that names the kinds', async (kind) => {
  // A broken kind is reported by the command itself, which knows how errors are to be shown.
  const { result, stdout, stderr } = await call((io) => printed(kind, io), { cwd: tempFolder() });
  expect({ result, stdout }).toEqual({ result: EXIT.usage, stdout: '' });
  for (const each of RECIPE_KINDS) expect(stderr).toContain(each);
  if (kind === 'crn') expect(stderr).toContain('Did you mean cron?');
});

describe.each(RECIPE_KINDS)('%s', (kind) => {
  test('tells how it is printed again: with all that was asked, and no secret', async () => {
    const flags = { profile: 'live', maxLoss: '0.02', seed: 'a b', webhook: 'https://hooks.example.com/s' };
    const { notes, text } = await print(kind, flags, project());
    const again = `botpit recipe ${kind} --profile live --max-loss 0.02 --seed 'a b'`;
    // A crontab is pasted, the others are piped.
    expect(notes).toMatch(new RegExp(`${again}${kind === 'cron' ? '\\n' : ' [|>] '}`));
    expect(text).toMatch(/--max-loss[", \n-]+0\.02/);
  });

  test('names the commands that read its records, with their folder', async () => {
    const cwd = project();
    const { text } = await print(kind, { profile: 'live' }, cwd);
    const folder = {
      ...{
        cron: join(cwd, '.local/share/botpit'),
        github: 'botpit-data',
        docker: '/data',
        kubernetes: '/data',
      },
      systemd: `/var/lib/${settingIn(text, 'StateDirectory')}`,
    }[kind];
    for (const command of ['status', 'history', 'stats']) {
      expect(text).toMatch(new RegExp(`^#.* botpit ${command} --data-dir ${folder}(?: |$)`, 'm'));
    }
    // The one that it plays with.
    if (kind === 'cron' || kind === 'github') expect(text).toContain(`--data-dir ${folder} `.trimEnd());
  });

  test('carries games that take turns, and what else says when is played', async () => {
    const cwd = tempFolder({ 'package.json': packageJson('file:botpit-0.1.0.tgz') });
    const flags = {
      game: 'rps,blotto',
      rotate: '3',
      hours: '22:00-6:00',
      timeZone: 'UTC',
      strategy: 'random',
    };
    const { result, stdout } = await call((io) => printed(kind, io, flags), { cwd });
    expect(result).toBe(0);
    const plain = stdout.replaceAll(/["',\n-]+/g, ' ').replaceAll(/\s+/g, ' ');
    for (const words of ['play rps blotto', 'rotate 3', 'hours 22:00 06:00', 'time zone UTC'])
      expect(plain).toContain(words);
  });

  test('is refused where nothing names a game and a strategy', async () => {
    const cwd = tempFolder({
      'botpit.config.json':
        '{"profiles": {"live": {"wager": "0.01"}, "full": {"game": "rps", "strategy": "random"}}}',
      'package.json': packageJson('file:botpit-0.1.0.tgz'),
    });
    for (const [flags, says] of [
      [{}, `recipe ${kind} needs a game and a strategy: neither the command line nor the config names them`],
      [{ profile: 'live' }, 'neither the command line nor the config nor its profile live names them'],
      [{ game: 'rps' }, `recipe ${kind} needs a strategy: `],
      [{ strategy: 'random' }, `recipe ${kind} needs a game: `],
      [{ strategy: 'cmd: python3 bot.py' }, `recipe ${kind} needs a game: `],
    ] as const) {
      const { result, stdout, stderr } = await call((io) => printed(kind, io, flags), { cwd });
      expect({ result, stdout }).toEqual({ result: EXIT.usage, stdout: '' });
      expect(stderr).toContain(says);
      expect(stderr).toContain(`botpit recipe ${kind} rps --strategy`);
    }
    await print(kind, { profile: 'full' }, cwd);
    // It plays one game only, so that this is the game.
    await print(kind, { strategy: 'counter-last' }, cwd);
  });

  test('carries what variables say, as they are not there when the bot is started', async () => {
    const env = {
      BOTPIT_MAX_DAILY_LOSS: '0.07',
      BOTPIT_GAME: 'crash',
      BOTPIT_WEBHOOK: 'https://a.example/s',
    };
    const { stdout } = await call((io) => printed(kind, io), { cwd: project(), env });
    expect(stdout).toMatch(/play["\s,-]+crash/);
    expect(stdout).toMatch(/--max-daily-loss[", \n-]+0\.07/);
    expect(stdout).not.toContain('a.example');
  });

  test('carries parameters that the config does not set, each once', async () => {
    const cwd = project();
    const params = '{ a: { type: "integer", default: 1 }, b: { type: "boolean", default: false } }';
    writeFileSync(join(cwd, 'my bot.ts'), STRATEGY.replace('games', `params: ${params}, games`));
    writeFileSync(
      join(cwd, 'botpit.config.json'),
      JSON.stringify({ ...JSON.parse(CONFIG), params: { a: 2 } }),
    );
    const plain = async (flags: Flags) =>
      (await print(kind, flags, cwd)).text.replaceAll(/["',\n-]+/g, ' ').replaceAll(/\s+/g, ' ');
    // What the file says is in force there.
    expect(await plain({})).not.toContain('param');
    expect(await plain({ params: 'b=true' })).toContain('param b=true');
    const named = await plain({ strategy: './my bot.ts?b=true' });
    expect(named.match(/b=true/g)).toHaveLength(kind === 'github' ? 3 : 1);
    for (const [wrong, says] of [
      ['b=1', 'expected true or false'],
      ['c=1', 'has no parameter c'],
    ] as const) {
      const { result, stdout, stderr } = await call((io) => printed(kind, io, { params: wrong }), { cwd });
      expect({ result, stdout }).toEqual({ result: EXIT.usage, stdout: '' });
      expect(stderr).toContain(says);
    }
  });

  test('makes no switch of a variable that turns one off', async () => {
    const env = { BOTPIT_SANDBOX: 'false', BOTPIT_RECORD: 'true', BOTPIT_LIMITS: 'false' };
    const { stdout } = await call((io) => printed(kind, io, { wager: '0.01' }), { cwd: project(), env });
    expect(stdout).toContain('--no-limits');
    expect(stdout).not.toContain('--no-record');
    if (kind !== 'github') expect(stdout).not.toContain('--sandbox');
  });
});

test('profiles of one config get a port each, but where they name one', async () => {
  const cwd = project();
  const ports = async (config: object, profile?: string) => {
    writeFileSync(
      join(cwd, 'botpit.config.json'),
      JSON.stringify({ game: 'rps', strategy: 'random', ...config }),
    );
    const { text } = await print('systemd', profile === undefined ? {} : { profile }, cwd);
    return Number(/--metrics (\d+)$/m.exec(settingIn(text, 'ExecStart'))?.[1]);
  };
  const config = { profiles: { live: {}, test: {}, night: { metrics: 9100 } } };
  expect([await ports(config), await ports(config, 'live'), await ports(config, 'test')]).toEqual([
    9464, 9464, 9465,
  ]);
  expect(await ports(config, 'night')).toBe(9100);
  expect([
    await ports({ metrics: 7000, ...config }, 'live'),
    await ports({ metrics: 7000, ...config }, 'test'),
  ]).toEqual([7000, 7001]);
});

test.each(['systemd', 'cron'] as const)('%s logs and serves where it was asked to', async (kind) => {
  const cwd = project();
  const { text } = await print(kind, { logFile: './a.log', metricsHost: '127.0.0.2' }, cwd);
  expect(text).toContain(`--log-file ${cwd}/a.log`);
  expect(text).toContain('--metrics-host 127.0.0.2');
});

test('a container and a workflow run a supported Node', async () => {
  expect((await print('docker', {}, project())).text).toContain('FROM node:24-slim\n');
  expect((await print('github', {}, project())).text).toContain('node-version: 24\n');
  // The oldest that works.
  const { engines } = JSON.parse(
    readFileSync(fileURLToPath(new URL('../../package.json', import.meta.url)), 'utf8'),
  );
  expect(engines.node).toBe('>=20.11');
});

test.each([
  ['/bots/my', '/bots/my/node_modules/botpit/bin/botpit.js', 'npx --no botpit'],
  ['/bots/my', '/usr/lib/node_modules/botpit/bin/botpit.js', 'botpit'],
  ['/src/botpit', '/src/botpit/bin/botpit.js', 'botpit'],
])('in %s, what is installed as %s is run by %s', (folder, bin, command) => {
  expect(commandIn(folder, bin)).toBe(command);
});

test('a path with a line break is refused', async () => {
  const { result, stderr } = await call((io) => printed('cron', io), { cwd: project('two\nlines') });
  expect(result).toBe(EXIT.usage);
  expect(stderr).toMatch(/line break/);
});

describe.each(['docker', 'github'])('%s installs the botpit that the project carries', (kind) => {
  test('and runs no other', async () => {
    const cwd = project();
    const { text } = await print(kind, {}, cwd);
    expect(text).toMatch(/npm install --no-audit/);
    expect(text).not.toMatch(/--global|--yes|botpit@/);
    expect(text).toMatch(
      kind === 'docker' ? /PATH=\/bot\/node_modules\/\.bin:\$\$PATH/ : /npx --no botpit play/,
    );
    writeFileSync(join(cwd, 'package-lock.json'), '{}');
    expect((await print(kind, {}, cwd)).text).toMatch(/npm ci --no-audit/);
  });

  test.each([
    ['a version of the registry', packageJson('^0.1.0'), /asks the npm registry for botpit/],
    ['a file outside the folder', packageJson('file:../botpit'), /lies outside/],
    ['no botpit', '{}', /does not list botpit as a dependency/],
    ['what is not JSON', '{', /cannot be read/],
  ])('refused: %s', async (_what, text, message) => {
    const cwd = project();
    writeFileSync(join(cwd, 'package.json'), text);
    const { result, stderr } = await call((io) => printed(kind, io), { cwd });
    expect(result).toBe(EXIT.usage);
    expect(stderr).toMatch(message);
  });
});

test('every exit code is either restarted on or not', () => {
  expect(Object.values(EXIT).filter((code) => !NO_RESTART.includes(code) && code < 90)).toEqual([0, 70, 69]);
});

test('the longest match: every turn of every round, in every game', () => {
  // First to 2 of 3: nine rounds of 15 s at most, twice that in a slower arena, and half a minute.
  expect(longestMatchS(['rps'])).toBe(9 * 15 * 2 + 30);
  expect(longestMatchS(['blotto'])).toBe(5 * 15 * 2 + 30);
  expect(longestMatchS(['blotto', 'rps'])).toBe(longestMatchS(['rps']));
  expect(longestMatchS(null)).toBe(Math.max(...GAME_IDS.map((game) => longestMatchS([game]))));
});

/** Splits a command line of a unit as systemd does: double quotes, C escapes, doubled percent and dollar signs. */
function splitExec(line: string): string[] {
  const words = line.match(/(?:"(?:\\.|[^"\\])*"|[^\s"])+/g) ?? [];
  return words.map((word, index) => {
    const bare = word.replace(/"((?:\\.|[^"\\])*)"/g, (_all, inner) => inner.replace(/\\(.)/g, '$1'));
    const plain = bare.replaceAll('%%', '%');
    return index === 0 ? plain : plain.replaceAll('$$', '$');
  });
}

function settingIn(unit: string, name: string): string {
  return new RegExp(`^${name}=(.*)$`, 'm').exec(unit)?.[1] ?? '';
}

describe('systemd', () => {
  test('what systemd is told', async () => {
    const { text, notes } = await print('systemd', { profile: 'live' }, project());
    expect(settingIn(text, 'Restart')).toBe('on-failure');
    expect(settingIn(text, 'RestartPreventExitStatus')).toBe('64 65 74 76 77 78 80 81 82 83 130 143');
    expect(settingIn(text, 'Type')).toBe('notify');
    expect(settingIn(text, 'NotifyAccess')).toBe('all');
    expect(settingIn(text, 'TimeoutStopSec')).toBe(String(longestMatchS(['rps'])));
    // The socket and the answer to the key, ten seconds each, and a minute for the strategy.
    expect(settingIn(text, 'TimeoutStartSec')).toBe('80');
    expect(text).toMatch(/for 20 s at most/);
    expect(settingIn(text, 'KillMode')).toBe('mixed');
    expect(settingIn(text, 'LoadCredential')).toMatch(/^botpit-api-key:\/.*\/botpit\.key$/);
    expect(settingIn(text, 'ExecStart')).toMatch(/ --metrics 9999$/);
    expect(text).not.toMatch(/^MemoryDenyWriteExecute/m);
    expect(notes).toMatch(/systemctl/);
  });

  test('an outage of any length is outlived', async () => {
    const { text } = await print('systemd', { profile: 'live' }, project());
    expect(settingIn(text, 'StartLimitIntervalSec')).toBe('0');
    expect(text).not.toMatch(/^StartLimitBurst/m);
    expect(settingIn(text, 'RestartSec')).toBe('30');
    expect(settingIn(text, 'RestartPreventExitStatus').split(' ')).not.toContain(String(EXIT.unreachable));
  });

  test('a longer wait for the arena is told to systemd', async () => {
    const cwd = project();
    writeFileSync(join(cwd, 'botpit.config.json'), CONFIG.replace('{', '{"authTimeout": "45s", '));
    const { text } = await print('systemd', {}, cwd);
    expect(settingIn(text, 'TimeoutStartSec')).toBe('150');
    expect(text).toMatch(/for 90 s at most/);
  });

  test.each(['bot', ODD])('its operator is told commands that find its records: %s', async (name) => {
    const cwd = project(name);
    const { text } = await print('systemd', { profile: 'live' }, cwd);
    const folder = `/var/lib/${settingIn(text, 'StateDirectory')}`;
    const commands = commandsIn(text);
    expect(commands.map(([, command]) => command)).toEqual(['status', 'history', 'stats', 'stop', 'resume']);
    for (const words of commands) expect(words.slice(words.indexOf('--data-dir'))[1]).toBe(folder);
    await expectTaken(commands, cwd, (word) => word.replace(folder, join(cwd, 'data')));
  });

  test('a key for root alone where no file is named', async () => {
    const { text, notes } = await print('systemd', { game: 'rps', strategy: 'random' }, tempFolder());
    expect(settingIn(text, 'LoadCredential')).toMatch(/^botpit-api-key:\/etc\/botpit\/botpit-.*\.key$/);
    expect(notes).toMatch(/sudo install -D -m 600/);
  });

  test.skipIf(!hasProgram('systemd-analyze')).each(['bot', ODD])('systemd accepts it: %s', async (name) => {
    const { text } = await print('systemd', { profile: 'live' }, project(name));
    const folder = tempFolder({ 'botpit-test.service': text });
    const { stdout, stderr, status } = spawnSync(
      'systemd-analyze',
      ['verify', join(folder, 'botpit-test.service')],
      {
        encoding: 'utf8',
      },
    );
    expect({ said: stdout + stderr, status }).toEqual({ said: '', status: 0 });
  });

  test.each(['bot', ODD])('its ExecStart plays: %s', async (name) => {
    const cwd = project(name);
    const seed = 'a\\b "c" \'d\' $e %f';
    const flags = { local: true, matches: '1', seed, metrics: await freePort() };
    const { text } = await print('systemd', flags, cwd);
    const [program = '', ...args] = splitExec(settingIn(text, 'ExecStart'));
    expect(program).toBe(process.execPath);
    expect(args[0]).toBe(BIN);
    expect(args).toContain(seed);
    expect(settingIn(text, 'WorkingDirectory').replaceAll('%%', '%')).toBe(cwd);
    const { status, stdout, stderr } = spawnSync(program, args, { cwd, env: bare(cwd), encoding: 'utf8' });
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/1 match /);
  });
});

/** The commands in the comments of a recipe, as the shell splits them. */
function commandsIn(text: string): string[][] {
  const rows = [...text.matchAll(/^#.*?(botpit (?:status|history|stats|stop|resume) .*)$/gm)].map(
    ([, row = '']) => row,
  );
  return rows.map((row) => {
    const script = `printf '%s\\n' ${row.replace('<limit>', 'max-loss')}`;
    const { status, stdout, stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout.trimEnd().split('\n');
  });
}

/** That botpit does what those commands say, in folders of this machine. */
async function expectTaken(
  commands: readonly string[][],
  cwd: string,
  move: (word: string) => string,
): Promise<void> {
  const said = {
    status: /Nothing has been recorded/,
    history: /empty/,
    stats: /empty/,
    stop: /Nothing runs/,
    resume: /max-loss is not latched/,
  };
  for (const [, command = '', ...rest] of commands) {
    const { stdout, stderr } = await runCli([command, ...rest.map(move)], { cwd });
    expect(stdout + stderr).toMatch(said[command as keyof typeof said]);
  }
}

/** An environment with nothing of ours, as a supervisor gives it. */
function bare(home: string): Record<string, string> {
  return { PATH: process.env.PATH ?? '', HOME: home, BOTPIT_DATA_DIR: join(home, 'data'), NO_COLOR: '1' };
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

describe('cron', () => {
  const ENTRY = /^(\*|\d+)(\/\d+)? (\*|\d+) (\*|\d+) (\*|\d+) (\*|\d+) (\S.*)$/;

  /** The command as cron hands it to the shell. */
  function commandOf(crontab: string): string {
    const rows = crontab.split('\n').filter((row) => row !== '' && !row.startsWith('#'));
    const entries = rows.filter((row) => !/^[A-Z]+=\S*$/.test(row));
    expect(entries).toHaveLength(1);
    const command = ENTRY.exec(entries[0] ?? '')?.[7] ?? '';
    // cron ends the command at a percent sign that no backslash precedes.
    expect(command).not.toMatch(/(?<!\\)%/);
    return command.replaceAll('\\%', '%');
  }

  test.each(['bot', ODD])('plays into the log, and says nothing of it: %s', async (name) => {
    const cwd = project(name);
    const { text } = await print('cron', { local: true, matches: '1' }, cwd);
    const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', commandOf(text)], {
      cwd: '/',
      env: bare(cwd),
      encoding: 'utf8',
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(readFileSync(join(cwd, 'botpit.log'), 'utf8')).toMatch(/1 match /);
  });

  test('a bad end is one line to be mailed; meeting another process is none', async () => {
    const cwd = project();
    const { text } = await print('cron', { local: true, matches: '1' }, cwd);
    const run = (command: string) =>
      spawnSync('/bin/sh', ['-c', command], { cwd: '/', env: bare(cwd), encoding: 'utf8' });
    writeFileSync(join(cwd, 'my bot.ts'), 'export default {');
    expect(run(commandOf(text)).stdout).toBe(
      `botpit ended with exit code 65; see ${join(cwd, 'botpit.log')}\n`,
    );
    writeFileSync(join(cwd, 'eighty-two.js'), 'process.exit(82)');
    const other = commandOf(text).replace(BIN, join(cwd, 'eighty-two.js'));
    expect(other).toContain('eighty-two');
    expect(run(other)).toMatchObject({ stdout: '', stderr: '' });
  });

  test('names the key file, and bounds a session that has no end', async () => {
    const cwd = project();
    const { text } = await print('cron', { profile: 'live' }, cwd);
    expect(commandOf(text)).toContain(`--for 50m --api-key-file ${cwd}/botpit.key`);
    expect(text).toMatch(/^MAILTO=\S+$/m);
    expect(commandOf((await print('cron', { for: '2h' }, cwd)).text)).not.toContain('50m');
  });
});

describe('docker', () => {
  /** As Compose reads it: a doubled dollar sign is one, a single one would begin a variable. */
  async function compose(
    flags: Flags,
    cwd: string,
  ): Promise<{ bot: Loose; file: Loose; dockerfile: string }> {
    const { text } = await print('docker', flags, cwd);
    expect(text.replaceAll('$$', '')).not.toContain('$');
    const file = JSON.parse(JSON.stringify(yaml.load(text)).replaceAll('$$', '$')) as Loose;
    const { bot } = file.services;
    return { bot, file, dockerfile: bot.build.dockerfile_inline };
  }

  function entryPoint(dockerfile: string): string {
    return /<<'END' \S+\n([\s\S]*?\n)END\n/.exec(dockerfile)?.[1] ?? '';
  }

  function wordsOf(dockerfile: string, instruction: string): string[] {
    return JSON.parse(new RegExp(`^${instruction} (\\[.*\\])$`, 'm').exec(dockerfile)?.[1] ?? '[]');
  }

  test('what the container is told', async () => {
    const cwd = project(ODD);
    const { bot, file, dockerfile } = await compose({ profile: 'live' }, cwd);
    expect(bot).toMatchObject({
      ...{
        init: true,
        read_only: true,
        stop_grace_period: `${longestMatchS(['rps'])}s`,
        restart: 'on-failure',
      },
      ...{ volumes: ['data:/data'], secrets: ['botpit-api-key'], cap_drop: ['ALL'] },
      environment: { BOTPIT_API_KEY_FILE: '/run/secrets/botpit-api-key' },
    });
    expect(bot.build.context).toBe(cwd);
    expect(file.secrets['botpit-api-key'].file).toBe(join(cwd, 'botpit.key'));
    expect(dockerfile).toMatch(/^USER [1-9]\d*:\d+$/m);
    expect(wordsOf(dockerfile, 'CMD')).toEqual([
      ...['play', 'rps', '--config', '/bot/botpit.config.json', '--profile', 'live', '--data-dir', '/data'],
      ...['--metrics', '9999', '--metrics-host', '0.0.0.0'],
    ]);
  });

  test('its operator is told commands that find its records', async () => {
    const cwd = project();
    const { text } = await print('docker', { profile: 'live' }, cwd);
    const { container_name: name } = (await compose({ profile: 'live' }, cwd)).bot;
    const rows = text.split('\n').filter((row) => /^# {3}/.test(row));
    expect(rows[0]).toMatch(new RegExp(`^# {3}docker exec ${name} botpit status --data-dir /data `));
    expect(rows[3]).toBe(`#   docker exec ${name} botpit stop --data-dir /data`);
    expect(rows[7]).toBe(
      '#   docker compose run --rm --entrypoint botpit bot resume <limit> --data-dir /data',
    );
    const commands = commandsIn(text.replaceAll('botpit bot ', 'botpit '));
    expect(commands).toHaveLength(8);
    await expectTaken(commands, cwd, (word) =>
      word.replace(/^\/bot\//, `${cwd}/`).replace(/^\/data$/, join(cwd, 'data')),
    );
  });

  test('no key, log or record gets into the image', async () => {
    const cwd = project();
    for (const name of [
      '.env',
      'other.key',
      'botpit.log',
      'botpit.log.1',
      'real.db',
      'real.db-wal',
      'x.ndjson',
    ]) {
      writeFileSync(join(cwd, name), '');
    }
    for (const name of ['node_modules', '.git', 'botpit-data', 'lib']) mkdirSync(join(cwd, name));
    const { dockerfile } = await compose({}, cwd);
    const copied = [...dockerfile.matchAll(/^COPY (\[.*\])$/gm)].map(([, list]) => JSON.parse(list ?? ''));
    expect(copied).toEqual([
      ['botpit.config.json', 'my bot.ts', 'package.json', './'],
      ['lib', './lib'],
    ]);
  });

  test('a strategy outside the folder is a usage error', async () => {
    const cwd = project();
    const { result, stderr } = await call((io) => printed('docker', io, { strategy: '../far.ts' }), { cwd });
    expect(result).toBe(EXIT.usage);
    expect(stderr).toMatch(/far\.ts lies outside/);
  });

  test('the command of the image plays, by its entry point', async () => {
    const cwd = project();
    const { dockerfile, bot } = await compose({ local: true, matches: '1', metrics: await freePort() }, cwd);
    expect(bot.environment).toBeUndefined();
    const words = wordsOf(dockerfile, 'CMD').map((word) =>
      word
        .replace(/^\/bot\//, `${cwd}/`)
        .replace(/^\/data/, join(cwd, 'data'))
        .replace('0.0.0.0', '127.0.0.1'),
    );
    const path = tempFolder({ service: entryPoint(dockerfile) });
    writeFileSync(join(path, 'botpit'), `#!/bin/sh\nexec "${process.execPath}" "${BIN}" "$@"\n`, {
      mode: 0o755,
    });
    expect(spawnSync('sh', ['-n', join(path, 'service')]).status).toBe(0);
    const env = { ...bare(cwd), PATH: `${path}:${process.env.PATH}` };
    const { status, stdout, stderr } = spawnSync('sh', [join(path, 'service'), ...words], {
      cwd,
      env,
      encoding: 'utf8',
    });
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/1 match /);
  });

  test('the entry point hides the exit codes that Docker must not restart on, and waits for a match to end', async () => {
    const { dockerfile } = await compose({}, project());
    const path = tempFolder({ service: entryPoint(dockerfile) });
    const env = { PATH: `${path}:${process.env.PATH}` };
    const pretend = (script: string) =>
      writeFileSync(join(path, 'botpit'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    for (const code of [0, ...NO_RESTART, 1, 69, 70]) {
      pretend(`exit ${code}`);
      const { status } = spawnSync('sh', [join(path, 'service')], { env });
      expect({ code, status }).toEqual({ code, status: NO_RESTART.includes(code) ? 0 : code });
    }
    pretend(
      `exec "${process.execPath}" -e 'process.on("SIGTERM", () => { console.log("stopping"); setImmediate(() => process.exit(70)); }); setInterval(() => 0, 1e6); console.log("playing")'`,
    );
    const service = spawn('sh', [join(path, 'service')], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => {
      service.kill('SIGKILL');
    });
    let said = '';
    service.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (said === '') service.kill('SIGTERM');
      said += text;
    });
    const [code] = await once(service, 'close');
    expect({ said, code }).toEqual({ said: 'playing\nstopping\n', code: 70 });
  });

  test('its health is what /readyz says', async () => {
    let status = 200;
    const server = createServer((request, response) => {
      response.writeHead(request.url === '/readyz' ? status : 404).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.close();
    });
    const metrics = String((server.address() as AddressInfo).port);
    const { bot } = await compose({ metrics }, project());
    const [how, program, ...args] = bot.healthcheck.test;
    expect([how, program]).toEqual(['CMD', 'node']);
    const check = async () => (await once(spawn(process.execPath, args, { stdio: 'ignore' }), 'close'))[0];
    expect(await check()).toBe(0);
    status = 503;
    expect(await check()).toBe(1);
    server.close();
    server.closeAllConnections();
    expect(await check()).toBe(1);
  });
});

describe('kubernetes', () => {
  test('one bot, restarted by exit code', async () => {
    const { text, notes } = await print('kubernetes', { profile: 'live' }, project());
    const [claim, job] = yaml.loadAll(text) as Loose[];
    expect(claim).toMatchObject({ apiVersion: 'v1', kind: 'PersistentVolumeClaim' });
    expect(job).toMatchObject({
      apiVersion: 'batch/v1',
      kind: 'Job',
      spec: { parallelism: 1, completions: 1 },
    });
    const { spec } = job.spec.template;
    const [bot] = spec.containers;
    expect(spec.restartPolicy).toBe('Never');
    expect(spec.terminationGracePeriodSeconds).toBe(longestMatchS(['rps']));
    expect(spec.securityContext.runAsUser).toBeGreaterThan(0);
    const rule = job.spec.podFailurePolicy.rules.find(({ action }: Loose) => action === 'FailJob');
    expect(rule.onExitCodes).toEqual({ containerName: bot.name, operator: 'In', values: NO_RESTART });
    expect(bot.readinessProbe.httpGet).toEqual({ path: '/readyz', port: 'metrics' });
    expect(bot.livenessProbe.httpGet).toEqual({ path: '/livez', port: 'metrics' });
    expect(bot.ports).toEqual([{ name: 'metrics', containerPort: 9999 }]);
    expect(bot.command.slice(0, 2)).toEqual(['botpit', 'play']);
    expect(bot.command.join(' ')).toMatch(/--data-dir \/data --metrics 9999 --metrics-host 0\.0\.0\.0$/);
    const volumes = spec.volumes.map(({ name }: Loose) => name);
    expect(bot.volumeMounts.map(({ name }: Loose) => name)).toEqual(volumes);
    const secret = spec.volumes.find(({ name }: Loose) => name === 'key').secret;
    expect(notes).toContain(`create secret generic ${secret.secretName} --from-file=botpit-api-key=`);
    const keyFile = bot.env.find(({ name }: Loose) => name === 'BOTPIT_API_KEY_FILE').value;
    expect(keyFile).toBe(
      `${bot.volumeMounts.find(({ name }: Loose) => name === 'key').mountPath}/botpit-api-key`,
    );
    for (const object of [claim, job])
      expect(object.metadata.name).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
  });

  test('goes on trying through an outage, and says how it is looked after', async () => {
    const { text } = await print('kubernetes', { profile: 'live' }, project());
    const [claim, job] = yaml.loadAll(text) as Loose[];
    const { backoffLimit, template } = job.spec;
    // Some minutes apart; a 32-bit number.
    expect(backoffLimit).toBeGreaterThan(10_000);
    expect(backoffLimit).toBeLessThan(2 ** 31);
    expect(text).toContain(`#   kubectl exec job/${job.metadata.name} -- botpit status --data-dir /data `);
    expect(text).toContain(`#   kubectl exec job/${job.metadata.name} -- botpit stop --data-dir /data\n`);
    const overrides = /--overrides='(.*)'$/m.exec(text)?.[1] ?? '';
    const { spec } = JSON.parse(overrides) as Loose;
    const [bot] = spec.containers;
    expect(bot.image).toBe(template.spec.containers[0].image);
    expect(bot.command).toEqual(['botpit', 'resume', '<limit>', '--data-dir', '/data']);
    expect(bot.volumeMounts).toEqual([{ name: spec.volumes[0].name, mountPath: '/data' }]);
    expect(spec.volumes[0].persistentVolumeClaim.claimName).toBe(claim.metadata.name);
    expect(spec.securityContext.runAsUser).toBe(template.spec.securityContext.runAsUser);
  });

  test('without a key for --local, and with an odd name', async () => {
    const { text } = await print('kubernetes', { local: true, seed: '$(X) "y"' }, project(ODD));
    const [, job] = yaml.loadAll(text) as Loose[];
    const [bot] = job.spec.template.spec.containers;
    expect(bot.env).toBeUndefined();
    // Kubernetes makes one dollar sign of two.
    expect(bot.command).toContain('$$(X) "y"');
    expect(job.metadata.name).toMatch(/^[a-z0-9-]+$/);
  });
});

describe('github', () => {
  test('checks the strategy and plays without money, one run at a time', async () => {
    const cwd = project();
    const { text, notes } = await print('github', { profile: 'live' }, cwd);
    const workflow = yaml.load(text) as Loose;
    expect(workflow.on.schedule[0].cron).toMatch(/^\d+ \d+ \* \* \*$/);
    expect(workflow.on).toHaveProperty('workflow_dispatch');
    expect(workflow.concurrency).toMatchObject({ 'cancel-in-progress': false });
    const { sandbox } = workflow.jobs;
    expect(sandbox['timeout-minutes']).toBeGreaterThan(20);
    const runs = sandbox.steps.flatMap(({ run }: Loose) => (run === undefined ? [] : [run]));
    for (const run of runs) expect(spawnSync('bash', ['-n'], { input: run }).status).toBe(0);
    expect(runs[1]).toMatch(/strategies '\.\/my bot\.ts' rps$/);
    expect(runs[2]).toBe(
      "npx --no botpit lab tournament './my bot.ts' zoo --gauntlet --game rps --summary md",
    );
    expect(runs[3]).toMatch(
      /play rps --config \.\/botpit\.config\.json --profile live --sandbox --for 20m --json/,
    );
    const play = sandbox.steps.find(({ name }: Loose) => name === 'Play without money');
    expect(play.env).toEqual({ BOTPIT_API_KEY: `\${{ secrets.BOTPIT_API_KEY }}` });
    const upload = sandbox.steps.at(-1);
    expect(upload).toMatchObject({ if: 'always()', with: { path: 'botpit-data' } });
    expect(notes).toContain('gh secret set BOTPIT_API_KEY');
  });

  test('in a folder of a larger repository', async () => {
    const root = tempFolder({
      '.git/HEAD': '',
      'bots/one/botpit.config.json': CONFIG,
      'bots/one/package.json': packageJson('file:botpit-0.1.0.tgz'),
    });
    const { text, notes } = await print('github', {}, join(root, 'bots/one'));
    const { sandbox } = (yaml.load(text) as Loose).jobs;
    expect(sandbox.defaults.run['working-directory']).toBe('bots/one');
    expect(sandbox.steps.at(-1).with.path).toBe('bots/one/botpit-data');
    expect(notes).toContain(join(root, '.github/workflows'));
  });

  test('what is typed there is no expression', async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what a workflow would take for one.
    const { text } = await print('github', { seed: '${{ secrets.X }}' }, project());
    const runs = JSON.stringify(yaml.load(text));
    expect(runs).toContain(`\${{ '\${{' }} secrets.X }}`);
  });
});
