import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { accountOf } from '../../src/history/index.js';
import { canaryKey, LAST_FOUR, leakIn } from '../support/canary.js';
import { expectInSchema } from '../support/events-schema.js';
import {
  jsonLines,
  type RunningCli,
  runCli,
  spawnArena,
  spawnCli,
  startArena,
  tempFolder,
} from '../support/run-cli.js';
import { ROCK_HOUSE, rows, STRATEGIES, WAGER } from './ledger-support.js';

/** A folder with a config file of these profiles, each with a key of its own. */
function fleetFolder(
  base: Readonly<Record<string, unknown>>,
  profiles: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): string {
  const own = Object.keys(profiles).map((name) => [`${name}.key`, canaryKey(`fleet-${randomUUID()}`)]);
  const cwd = tempFolder({ ...STRATEGIES, ...Object.fromEntries(own) });
  writeConfig(cwd, base, profiles);
  return cwd;
}

function writeConfig(
  cwd: string,
  base: Readonly<Record<string, unknown>>,
  profiles: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): void {
  const named = Object.entries(profiles).map(([name, profile]) => [
    name,
    { apiKeyFile: `./${name}.key`, ...profile },
  ]);
  const config = { dataDir: './data', limits: false, ...base, profiles: Object.fromEntries(named) };
  writeFileSync(join(cwd, 'botpit.config.json'), JSON.stringify(config));
}

/** The first line of an event of a bot. */
async function eventOf(running: RunningCli, event: string, bot: string, has = '') {
  const { input } = await running.line(new RegExp(`^\\{"event":"${event}".*"bot":"${bot}".*${has}`));
  return JSON.parse(input) as Readonly<Record<string, unknown>>;
}

/** What the system shows of a process to whoever may look: its words and its environment. */
function shownOf(pid: unknown): string {
  return ['cmdline', 'environ'].map((what) => readFileSync(`/proc/${pid}/${what}`, 'latin1')).join('\n');
}

const RANDOM = { strategy: 'random' };

test('each bot has a process, a key and a name of its own; one that is killed is started again', async () => {
  const { url } = await startArena(['--house', 'none']);
  const cwd = fleetFolder({ url, ...RANDOM }, { a: { game: 'rps', wager: '0.01' }, b: { game: 'crash' } });
  const fleet = spawnCli(['fleet', '--json'], { cwd, env: { BOTPIT_API_KEY: canaryKey('fleet-shell') } });
  await Promise.all(['a', 'b'].map((bot) => eventOf(fleet, 'queue_joined', bot)));
  const [a, b] = await Promise.all(['a', 'b'].map((bot) => eventOf(fleet, 'bot_start', bot)));
  expect(a?.pid).not.toBe(b?.pid);
  if (process.platform === 'linux') {
    for (const start of [a, b]) {
      expect(leakIn(shownOf(start?.pid))).toBe(null);
      expect(shownOf(start?.pid)).not.toContain(LAST_FOUR);
      expect(shownOf(start?.pid)).not.toMatch(/BOTPIT_API_KEY/);
    }
  }
  process.kill(Number(a?.pid), 'SIGKILL');
  expect(await eventOf(fleet, 'bot_end', 'a')).toMatchObject({
    exit_code: null,
    signal: 'SIGKILL',
    next: 'restarts',
  });
  const again = await eventOf(fleet, 'bot_start', 'a', '"restarts":1');
  expect(again.pid).not.toBe(a?.pid);
  // It plays for money, and so its books tell of the run before.
  await fleet.line(/"event":"warning".*"bot":"a".*"previous_crash"/);
  fleet.kill('SIGTERM', 'group');
  const { exitCode, stdout, stderr } = await fleet.ended;
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const lines = jsonLines(stdout);
  expectInSchema(lines);
  expect(lines.filter((line) => !('bot' in line))).toEqual([]);
  expect(lines.filter(({ event, bot }) => event === 'bot_start' && bot === 'b')).toHaveLength(1);
  expect(lines.at(-1)).toMatchObject({ event: 'fleet_end', exit_code: 0, exit_codes: { a: 0, b: 0 } });
});

test('the daily loss limit holds over all bots; one without money plays on', async () => {
  const { url } = await startArena(ROCK_HOUSE, { cwd: tempFolder(STRATEGIES) });
  const money = { game: 'rps', wager: '0.01', strategy: './scissors.mjs', maxDailyLoss: '0.03' };
  const practice = { game: 'coinflip', strategy: 'random' };
  // Not paired with each other: with different wagers they meet the house.
  const cwd = fleetFolder({ url }, { a: money, b: { ...money, wager: '0.010000001' }, c: practice });
  const fleet = spawnCli(['fleet', '--json'], { cwd });
  const ends = await Promise.all(['a', 'b'].map((bot) => eventOf(fleet, 'bot_end', bot)));
  for (const end of ends) expect(end).toMatchObject({ exit_code: 80, next: 'stays_ended' });
  const [{ net }] = rows<{ net: number }>(cwd, 'SELECT sum(net_lamports) AS net FROM intents') as [
    { net: number },
  ];
  expect(net).toBeGreaterThanOrEqual(-3 * WAGER);
  expect(net).toBeLessThan(-WAGER);
  const accounts = rows(cwd, 'SELECT DISTINCT account FROM sessions');
  expect(accounts).toHaveLength(2);
  await eventOf(fleet, 'queue_joined', 'c');
  // What has no process now may have one again: whoever stops it is told so.
  expect(await runCli(['stop', 'a'], { cwd })).toMatchObject({
    exitCode: 0,
    stdout: 'a does not run.\n',
    stderr: expect.stringContaining(`a fleet (process ${fleet.pid}) may start a again`),
  });
  fleet.kill('SIGINT');
  const { exitCode, stdout } = await fleet.ended;
  expect(exitCode).toBe(80);
  expect((await runCli(['stop', 'a'], { cwd })).stderr).toBe('');
  expect(jsonLines(stdout).at(-1)).toMatchObject({ exit_codes: { a: 80, b: 80, c: 0 } });
});

test('a fleet that is killed leaves no bot behind: each finishes its match and ends', async () => {
  const { arena, url } = await spawnArena(['--house-wait', '1ms', '--house-delay', '250ms']);
  const cwd = fleetFolder({ url, ...RANDOM }, { a: { game: 'rps' } });
  const fleet = spawnCli(['fleet', '--json'], { cwd });
  await eventOf(fleet, 'turn', 'a');
  fleet.kill('SIGKILL');
  await fleet.ended;
  expect(await arena.event('match_ended')).toMatchObject({ termination: 'normal' });
  await arena.event('agent_disconnected');
  arena.kill('SIGTERM');
  const { stdout } = await arena.ended;
  expect(jsonLines(stdout).filter(({ event }) => event === 'match_started')).toHaveLength(1);
});

test('the second signal resigns the matches of all', async () => {
  const { arena, url } = await spawnArena(['--house-wait', '1ms', '--house-delay', '5s']);
  const cwd = fleetFolder({ url, ...RANDOM }, { a: { game: 'rps' } });
  const fleet = spawnCli(['fleet', '--json'], { cwd });
  await eventOf(fleet, 'move', 'a');
  fleet.kill('SIGINT', 'group');
  await eventOf(fleet, 'stopping', 'a');
  fleet.kill('SIGTERM', 'group');
  expect(await arena.event('match_ended')).toMatchObject({ termination: 'resign' });
  const { exitCode, stdout } = await fleet.ended;
  expect(exitCode).toBe(143);
  expect(jsonLines(stdout).at(-1)).toMatchObject({ event: 'fleet_end', exit_code: 143 });
});

test('the config is read again: what is new starts, what is gone drains, what cannot be used changes nothing', async () => {
  const { url } = await startArena(['--house', 'none']);
  const base = { url, ...RANDOM };
  const profiles = { a: { game: 'rps' }, b: { game: 'crash' }, c: { game: 'mines' } };
  const cwd = fleetFolder(base, profiles);
  const { a, b, c } = profiles;
  writeConfig(cwd, base, { a, b });
  const fleet = spawnCli(['fleet', '--json'], { cwd });
  await Promise.all(['a', 'b'].map((bot) => eventOf(fleet, 'queue_joined', bot)));
  const config = join(cwd, 'botpit.config.json');
  const good = readFileSync(config, 'utf8');

  writeFileSync(config, good.replace('"mines"', '"mine"').slice(0, -4));
  expect(await runCli(['fleet', 'reload'], { cwd })).toMatchObject({
    exitCode: 78,
    stderr: expect.stringContaining('valid JSON'),
  });
  fleet.kill('SIGHUP');
  expect(await fleet.event('fleet_reload_failed')).toMatchObject({
    bot: null,
    code: 'config/invalid',
    message: expect.stringContaining('valid JSON'),
  });

  writeConfig(cwd, base, { a, b: { ...b, maxStreak: 3 }, c });
  const asked = await runCli(['fleet', 'reload', '--json'], { cwd });
  expect(jsonLines(asked.stdout)).toMatchObject([{ event: 'reload_asked', bot: null, pid: fleet.pid }]);
  expect(await fleet.event('fleet_reload')).toMatchObject({
    started: ['c'],
    changed: ['b'],
    removed: [],
    unchanged: ['a'],
  });
  await eventOf(fleet, 'queue_joined', 'c');
  expect(await eventOf(fleet, 'bot_end', 'b')).toMatchObject({ exit_code: 0, next: 'starts_anew' });
  await fleet.line(/"event":"bot_start".*"bot":"b"/);

  writeConfig(cwd, base, { c });
  fleet.kill('SIGHUP');
  const removed = await Promise.all([
    eventOf(fleet, 'bot_end', 'a'),
    eventOf(fleet, 'bot_end', 'b', '"removed"'),
  ]);
  expect(removed).toMatchObject([
    { exit_code: 0, next: 'removed' },
    { exit_code: 0, next: 'removed' },
  ]);
  fleet.kill('SIGTERM');
  const { exitCode, stdout, stderr } = await fleet.ended;
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const lines = jsonLines(stdout);
  expectInSchema(lines);
  expect(lines.filter(({ event, bot }) => event === 'bot_start' && bot === 'a')).toHaveLength(1);
  expect(lines.at(-1)).toMatchObject({ exit_codes: { c: 0 } });
});

test('a bot that is stopped before it has started has done what it was asked', async () => {
  const { url } = await startArena(['--house', 'none']);
  const cwd = fleetFolder({ url, ...RANDOM }, { a: { game: 'rps' }, b: { game: 'crash' } });
  const fleet = spawnCli(['fleet', '--json'], { cwd });
  await Promise.all(['a', 'b'].map((bot) => eventOf(fleet, 'bot_start', bot)));
  fleet.kill('SIGTERM');
  const { exitCode, stdout, stderr } = await fleet.ended;
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const lines = jsonLines(stdout);
  expect(lines.filter(({ event }) => event === 'bot_end')).toMatchObject([
    { exit_code: 0 },
    { exit_code: 0 },
  ]);
  expect(lines.at(-1)).toMatchObject({ exit_codes: { a: 0, b: 0 } });
});

test('a config module that fails in a way of its own when it is read again does not end the fleet', async () => {
  const { url } = await startArena(['--house', 'none']);
  const settings = `{ url: '${url}', limits: false, game: 'rps', strategy: 'random', profiles: { a: {} } }`;
  const cwd = tempFolder({ 'botpit.config.mjs': `export default ${settings}` });
  const fleet = spawnCli(['fleet', '--json'], { cwd, env: { BOTPIT_API_KEY: canaryKey('a') } });
  await eventOf(fleet, 'queue_joined', 'a');
  const fails = "export default { get profiles() { throw new Error('no bp_' + 'sk_of-another') } }";
  writeFileSync(join(cwd, 'botpit.config.mjs'), fails);
  fleet.kill('SIGHUP');
  expect(await fleet.event('fleet_reload_failed')).toMatchObject({
    bot: null,
    code: 'unexpected',
    message: 'the config cannot be read: Error: no bp_sk_…',
  });
  fleet.kill('SIGTERM');
  expect((await fleet.ended).exitCode).toBe(0);
});

test('one fleet plays by a config file; a second one is refused', async () => {
  const { url } = await startArena(['--house', 'none']);
  const cwd = fleetFolder({ url, ...RANDOM }, { a: { game: 'rps' } });
  const fleet = spawnCli(['fleet', '--json'], { cwd });
  await fleet.event('fleet_start');
  expect(await runCli(['fleet'], { cwd })).toMatchObject({ exitCode: 82 });
  fleet.kill('SIGTERM');
  expect((await fleet.ended).exitCode).toBe(0);
  expect(await runCli(['fleet', 'reload'], { cwd })).toMatchObject({
    exitCode: 64,
    stderr: expect.stringContaining('no fleet plays with'),
  });
});

describe('what is refused before anything starts', () => {
  const profiles = {
    'live rps': { strategy: 'random', game: 'rps' },
    practice: { strategy: 'random', game: 'crash' },
    idle: { game: 'rps' },
  };
  const refused = async (
    args: readonly string[],
    changes: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
    env: Readonly<Record<string, string>> = {},
  ) => {
    const all = Object.entries(profiles).map(([name, own]) => [name, { ...own, ...changes[name] }]);
    const cwd = fleetFolder({ url: 'ws://127.0.0.1:9/' }, Object.fromEntries(all));
    const { exitCode, stdout, stderr } = await runCli(['fleet', ...args], { cwd, env });
    expect(stdout).toBe('');
    return { exitCode, stderr };
  };

  test('no config file', async () => {
    const { exitCode, stderr } = await runCli(['fleet']);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 78, stderr: expect.stringContaining('profiles') });
  });

  test.each([
    [['practise'], 64, 'Did you mean practice?'],
    [['idle'], 78, 'profiles.idle.strategy: expected a strategy'],
    [['--profile', 'practice'], 64, 'its bots are its arguments'],
  ])('%j', async (args, exitCode, words) => {
    expect(await refused(args, {})).toMatchObject({ exitCode, stderr: expect.stringContaining(words) });
  });

  test.each([
    [{ practice: { apiKeyFile: './live rps.key' } }, 'profiles live rps, practice have the same API key'],
    [
      { practice: { metrics: 9464 }, 'live rps': { metrics: 9464 } },
      'profiles live rps, practice would serve metrics on port 9464',
    ],
    [{ practice: { logFile: './log' }, 'live rps': { logFile: 'log' } }, 'would write to'],
    [{ practice: { apiKeyFile: './missing.key' } }, 'profile practice:'],
  ])('%j', async (changes, words) => {
    expect(await refused([], changes)).toMatchObject({
      exitCode: 78,
      stderr: expect.stringContaining(words),
    });
  });

  test('no bot is named, and no profile has a strategy', async () => {
    const cwd = fleetFolder({}, { a: {} });
    expect(await runCli(['fleet'], { cwd })).toMatchObject({
      exitCode: 78,
      stderr: expect.stringContaining('at least one profile that names a strategy'),
    });
  });

  test('several bots that have no key but that of the shell', async () => {
    const all = { a: RANDOM, b: RANDOM };
    const cwd = tempFolder({ 'botpit.config.json': JSON.stringify({ profiles: all }) });
    const env = { BOTPIT_API_KEY: canaryKey('fleet-one') };
    expect(await runCli(['fleet'], { cwd, env })).toMatchObject({
      exitCode: 78,
      stderr: expect.stringContaining('have the same API key'),
    });
  });
});

test('a shell that has a key of its own does not change whose key a bot plays with', async () => {
  const { url } = await startArena(['--house', 'none']);
  const cwd = fleetFolder({ url, ...RANDOM, game: 'rps', wager: '0.01' }, { a: {} });
  const env = { BOTPIT_API_KEY: canaryKey('fleet-of-the-shell') };
  const fleet = spawnCli(['fleet', 'a', '--json'], { cwd, env });
  await eventOf(fleet, 'queue_joined', 'a');
  fleet.kill('SIGTERM');
  expect((await fleet.ended).exitCode).toBe(0);
  const account = accountOf(readFileSync(join(cwd, 'a.key'), 'utf8'));
  expect(rows(cwd, 'SELECT account FROM sessions')).toEqual([{ account }]);
});
