import { chmodSync, existsSync, readdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { accountOf } from '../../src/history/index.js';
import { canaryKey, LAST_FOUR, leakIn, leaksIn } from '../support/canary.js';
import { startReceiver } from '../support/receiver.js';
import { runCli, spawnCli, startArena, tempFolder } from '../support/run-cli.js';

const CANARY = canaryKey('outputs');

const always = (choice: string) => `export default { games: ['rps'], move: () => '${choice}' };`;

const files = {
  'rock.mjs': always('rock'),
  'bot.key': `${CANARY}\n`,
  'creds/botpit-api-key': CANARY,
  // What a recipe for another machine installs.
  'package.json': JSON.stringify({ dependencies: { botpit: 'file:botpit.tgz' } }),
  'botpit.tgz': '',
};

/** An arena whose house always beats rock. */
async function startPaperArena(...args: readonly string[]): Promise<string> {
  const cwd = tempFolder({ 'paper.mjs': always('paper') });
  return (await startArena(['--house', './paper.mjs', '--house-wait', '1ms', ...args], { cwd })).url;
}

/** A `systemd-notify` that writes down its words and all of its environment. */
function fakeNotify(folder: string): { PATH: string; NOTIFY_SOCKET: string } {
  const bin = join(folder, 'systemd-notify');
  writeFileSync(bin, `#!/bin/sh\n{ env; echo "$@"; } >> '${folder}/notified'\n`);
  chmodSync(bin, 0o755);
  return { PATH: folder, NOTIFY_SOCKET: '/run/none' };
}

const places = [
  { place: 'BOTPIT_API_KEY', env: () => ({ BOTPIT_API_KEY: CANARY }), flags: [], format: 'text' },
  { place: '--api-key-file', env: () => ({}), flags: ['--api-key-file', 'bot.key'], format: 'json' },
  {
    place: 'a credential',
    env: (cwd: string) => ({ CREDENTIALS_DIRECTORY: `${cwd}/creds` }),
    flags: [],
    format: 'text',
  },
];

test.each(places)('nothing that a session leaves behind holds the key from $place', async (from) => {
  const url = await startPaperArena();
  const cwd = tempFolder(files);
  const tools = tempFolder();
  const { PATH, NOTIFY_SOCKET } = fakeNotify(tools);
  const receiver = await startReceiver();
  const env = { ...from.env(cwd), BOTPIT_WEBHOOK: `${receiver.url}/hook` };
  const kept = ['--data-dir', './data'];
  const log = ['--log-file', './botpit.log', '--log-level', 'debug', '--log-format', from.format];
  const rotated = ['--log-max-size', '1K', '--log-keep', '9'];
  const flags = [...from.flags, ...kept, '--strategy', './rock.mjs', '--url', url];
  const wager = ['--wager', '0.001', '--max-loss', '0.003', '--metrics', '0'];
  const session = ['play', 'rps', ...flags, ...wager, ...log, ...rotated];
  const { exitCode, stdout, stderr } = await spawnCli(session, {
    cwd,
    env: { ...env, NOTIFY_SOCKET, PATH: `${PATH}:${process.env.PATH}` },
  }).ended;
  const output = stdout + stderr;
  expect(exitCode, output).toBe(80);
  expect(receiver.bodies.map(({ event }) => event)).toEqual(['start', 'limit', 'stop']);
  expect(readdirSync(cwd)).toContain('botpit.log.1');
  expect(readFileSync(join(tools, 'notified'), 'utf8')).toMatch(/READY=1.*STOPPING=1/s);

  const match = readFileSync(join(cwd, 'data', 'real.db'), 'latin1').match(
    /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g,
  );
  const told = [output, JSON.stringify(receiver.requests)];
  const commands = [
    ...['history', 'stats', 'status', 'config', 'stop'].map((name) => [name]),
    ...['history', 'stats', 'status', 'config', 'stop'].map((name) => [name, '--json']),
    ['resume', 'max-loss'],
    ['doctor', ...from.flags, '--url', url],
    ['doctor', '--json', ...from.flags, '--url', url],
    ...['cron', 'systemd', 'github', 'docker', 'kubernetes'].map((kind) => [
      ...['recipe', kind, 'rps', '--strategy', 'random'],
      ...from.flags,
    ]),
    ...['bash', 'zsh', 'fish'].map((shell) => ['completion', shell]),
    ['games'],
    ['init', 'new', '--no-install'],
  ];
  for (const args of commands) {
    const takesData = /^(?:history|stats|status|stop|resume|doctor|recipe)$/.test(args[0] ?? '');
    const said = await runCli([...args, ...(takesData ? kept : [])], { cwd, env });
    expect(said.exitCode, `${args.join(' ')}: ${said.stderr}`).toBe(0);
    told.push(said.stdout + said.stderr);
  }
  expect(match).not.toBe(null);
  for (const text of told) expect(leakIn(text)).toBe(null);
  expect(output).not.toContain(LAST_FOUR);
  expect([...leaksIn(cwd), ...leaksIn(tools)]).toEqual([]);
});

test('neither do the probes, nor the files of a session that is under way or was killed', async () => {
  const url = await startPaperArena('--house-delay', '20s');
  const cwd = tempFolder(files);
  const flags = ['--url', url, '--strategy', './rock.mjs', '--wager', '0.001', '--data-dir', './data'];
  const bot = spawnCli(['play', 'rps', ...flags, '--metrics', '0', '--json'], {
    cwd,
    env: { BOTPIT_API_KEY: CANARY },
  });
  const { url: probes } = await bot.event('metrics_listening');
  await bot.event('move');
  for (const path of ['/livez', '/readyz', '/metrics', `/${CANARY}`]) {
    const response = await fetch(`${probes}${path}`);
    expect(leakIn(JSON.stringify([...response.headers]) + (await response.text()))).toBe(null);
  }
  const lock = `botpit-${accountOf(CANARY)}`;
  expect(readdirSync(join(cwd, 'data')).sort()).toEqual([
    ...[`${lock}.lock`, `${lock}.pid`],
    ...['real.db', 'real.db-shm', 'real.db-wal'],
  ]);
  expect(leaksIn(cwd)).toEqual([]);
  bot.kill('SIGKILL');
  const { stdout, stderr } = await bot.ended;
  expect(readdirSync(join(cwd, 'data'))).toContain('real.db-wal');
  expect(leaksIn(cwd)).toEqual([]);
  expect(leakIn(stdout + stderr)).toBe(null);
});

/** Fills what little heap it leaves itself. */
const HOG = `
  import { setFlagsFromString } from 'node:v8';
  const hoard = [];
  export default { games: ['rps'], move(turn) {
    if (turn.round === 1) { setFlagsFromString('--max-old-space-size=20'); for (;;) hoard.push({ a: hoard.length }); }
    return 'rock';
  } };`;

test('Node writes down no key of a strategy that runs out of memory, nor of botpit itself', async () => {
  // On a busy machine a heap takes longer to fill than a turn lasts.
  const url = await startPaperArena('--house-delay', '300ms', '--turn-timeout', '2m');
  const cwd = tempFolder({ ...files, 'hog.mjs': HOG });
  const NODE_OPTIONS = '--report-on-fatalerror --report-on-signal --report-uncaught-exception';
  const env = { BOTPIT_API_KEY: CANARY, MY_OWN_KEY: CANARY, NODE_OPTIONS };
  const written = nextReports(cwd, 2);
  const flags = ['--strategy', './hog.mjs', '--isolation', 'process', '--json'];
  const bot = spawnCli(['queue', 'rps', '--url', url, ...flags], { cwd, env });
  await bot.event('move');
  bot.kill('SIGUSR2');
  const reports = await written;
  const { stdout, stderr } = await bot.ended;
  for (const report of reports) expect(readFileSync(report, 'utf8')).toContain('"environmentVariables"');
  expect(leaksIn(cwd)).toEqual([]);
  expect(leakIn(stdout + stderr)).toBe(null);
}, 150_000);

/** The paths of diagnostic reports, once there are so many in a folder and each is complete. */
function nextReports(folder: string, count: number): Promise<string[]> {
  return new Promise((resolve) => {
    const watcher = watch(folder, () => {
      const names = readdirSync(folder).filter((name) => name.startsWith('report.'));
      const paths = names.map((name) => join(folder, name)).filter((path) => isJson(path));
      if (paths.length >= count) resolve(paths);
    });
    onTestFinished(() => watcher.close());
  });
}

function isJson(path: string): boolean {
  try {
    return existsSync(path) && typeof JSON.parse(readFileSync(path, 'utf8')) === 'object';
  } catch {
    // It is still being written.
    return false;
  }
}
