import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { BotpitClient } from '../../src/client/index.js';
import { canaryKey, leakIn } from '../support/canary.js';
import { type Receiver, startReceiver } from '../support/receiver.js';
import {
  type JsonLine,
  jsonLines,
  type Ran,
  type RunningCli,
  spawnCli,
  startArena,
  tempFolder,
} from '../support/run-cli.js';

// Nobody else on this machine plays with it.
const KEY = canaryKey('operator');

const always = (choice: string) => `export default { games: ['rps'], move: () => '${choice}' };`;

/** The place of one operator: an arena in which rock always loses, a folder, and a webhook. */
class Post {
  readonly cwd = tempFolder({ 'rock.mjs': always('rock') });

  private constructor(
    readonly url: string,
    readonly webhook: Receiver,
  ) {}

  static async open(...args: readonly string[]): Promise<Post> {
    const cwd = tempFolder({ 'paper.mjs': always('paper'), 'arena.keys': 'bp_sk_of_somebody_else\n' });
    const house = args.includes('--house') ? [] : ['--house', './paper.mjs', '--house-wait', '1ms'];
    const { url } = await startArena([...house, ...args], { cwd });
    return new Post(url, await startReceiver());
  }

  /** Any command, at this folder's records. */
  run(args: readonly string[], env: Readonly<Record<string, string>> = {}): RunningCli {
    return spawnCli([...args, '--data-dir', './data'], {
      cwd: this.cwd,
      env: { BOTPIT_API_KEY: KEY, NO_COLOR: '1', ...env },
    });
  }

  /** Any command, to its end. */
  async ran(...args: readonly string[]): Promise<Ran> {
    const ran = await this.run(args).ended;
    expectGoodWords(ran);
    return ran;
  }

  /** A session with rock. */
  play(args: readonly string[], env: Readonly<Record<string, string>> = {}): RunningCli {
    const flags = ['--url', this.url, '--strategy', './rock.mjs', '--json'];
    return this.run(['play', 'rps', ...flags, ...args], { BOTPIT_WEBHOOK: this.webhook.url, ...env });
  }

  async played(...args: readonly string[]): Promise<Ran & { readonly last: Record<string, unknown> }> {
    const ran = await this.play(args).ended;
    expectGoodWords(ran);
    return { ...ran, last: jsonLines(ran.stdout).at(-1) ?? {} };
  }

  /** What the webhook was told of. */
  get told(): unknown[] {
    return this.webhook.bodies.map(({ event }) => event);
  }
}

/** No stack, no doubled full stop, no value that is none, and no key. */
function expectGoodWords({ stdout, stderr }: Ran): void {
  const text = stdout + stderr;
  expect(text).not.toMatch(/^ +at .*:\d+:\d+/m);
  expect(text).not.toMatch(/[a-z]\.\.(?!\.)|\bundefined\b|\bNaN\b|\[object /);
  expect(leakIn(text)).toBe(null);
}

const WAGER = ['--wager', '0.001'];

const RECEIVER = `
import socket, sys
receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.bind(sys.argv[1])
print('bound', flush=True)
while True:
    print(receiver.recv(4096).decode(), flush=True)
`;

interface Systemd {
  readonly socket: string;
  /** Resolves when it has been told all of these. */
  told(...wanted: readonly string[]): Promise<void>;
}

/** What a real `systemd-notify` sends to a socket. Null where there is none, or nothing to receive it with. */
async function listenAsSystemd(): Promise<Systemd | null> {
  const isHere = (program: string) => spawnSync(program, ['--version']).status === 0;
  if (!isHere('systemd-notify') || !isHere('python3')) return null;
  const socket = join(tempFolder(), 'notify');
  const receiver = spawn('python3', ['-c', RECEIVER, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(receiver, 'exit');
  onTestFinished(async () => {
    receiver.kill('SIGKILL');
    await ended;
  });
  const lines: string[] = [];
  const output = createInterface({ input: receiver.stdout }).on('line', (line) => lines.push(line));
  await once(output, 'line');
  return {
    socket,
    async told(...wanted) {
      while (!wanted.every((line) => lines.includes(line))) await once(output, 'line');
    },
  };
}

test('a session under supervision, from its start to the end of its drain', async () => {
  const systemd = await listenAsSystemd();
  const post = await Post.open('--house-delay', '1500ms');
  const log = ['--log-file', './botpit.log', '--log-format', 'json', '--log-level', 'debug'];
  const bot = post.play(
    [...WAGER, '--metrics', '0', ...log],
    systemd === null ? {} : { NOTIFY_SOCKET: systemd.socket },
  );
  const { url } = await bot.event('metrics_listening');
  const get = async (path: string) => {
    const response = await fetch(`${url}${path}`);
    return { status: response.status, text: await response.text() };
  };
  await bot.event('move');
  expect(await get('/livez')).toEqual({ status: 200, text: 'ok\n' });
  expect(await get('/readyz')).toEqual({ status: 200, text: 'ready\n' });
  const metrics = (await get('/metrics')).text;
  for (const name of ['connected', 'ready', 'in_match']) expect(metrics).toContain(`\nbotpit_${name} 1\n`);
  bot.kill('SIGTERM');
  await bot.event('stopping');
  expect(await get('/readyz')).toEqual({ status: 503, text: 'stopping\n' });
  expect((await get('/livez')).status).toBe(200);

  const ran = await bot.ended;
  expectGoodWords(ran);
  const lines = jsonLines(ran.stdout);
  expect({ exitCode: ran.exitCode, stderr: ran.stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(lines.at(-1)).toMatchObject({ reason: 'signal', matches: 1, losses: 1, net_lamports: -1_000_000 });
  await expect(get('/livez')).rejects.toThrow();
  expect(post.told).toEqual(['start', 'stop']);
  expect(post.webhook.bodies[1]).toMatchObject({
    exit_code: 0,
    text: expect.stringContaining('net -0.001 SOL'),
  });
  const logged = jsonLines(readFileSync(join(post.cwd, 'botpit.log'), 'utf8'));
  // Both tell the same, each with the time at which it was told.
  const bare = ({ level: _, time: __, ...line }: JsonLine) => line;
  expect(logged.map(bare)).toEqual(lines.map(bare));
  await systemd?.told('READY=1', 'STATUS=connected', 'STOPPING=1', 'EXTEND_TIMEOUT_USEC=30000000');
});

test('log files of text are put aside when they are full', async () => {
  const post = await Post.open();
  const log = [
    '--log-file',
    './botpit.log',
    '--log-level',
    'debug',
    '--log-max-size',
    '1K',
    '--log-keep',
    '2',
  ];
  const { exitCode } = await post.played('--matches', '10', ...log);
  expect(exitCode).toBe(0);
  const names = readdirSync(post.cwd).filter((name) => name.startsWith('botpit.log'));
  expect(names.sort()).toEqual(['botpit.log', 'botpit.log.1', 'botpit.log.2']);
  const text = [...names]
    .reverse()
    .map((name) => readFileSync(join(post.cwd, name), 'utf8'))
    .join('');
  for (const line of text.trimEnd().split('\n'))
    expect(line).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z (?:INFO|DEBUG|WARN|ERROR) /);
  expect(text).toContain('10 matches');
});

test('status and stop from another terminal', async () => {
  const post = await Post.open('--house-delay', '400ms');
  const bot = post.play(WAGER);
  await bot.event('move');
  const status = jsonLines((await post.ran('status', '--json')).stdout);
  expect(status).toContainEqual(expect.objectContaining({ event: 'process', pid: bot.pid, book: 'real' }));
  expect(status).toContainEqual(expect.objectContaining({ event: 'open_intent', wager_lamports: 1_000_000 }));
  expect((await post.ran('stop')).stdout).toBe(`asked process ${bot.pid} to finish its match and stop\n`);
  const { exitCode, stdout } = await bot.ended;
  expect(exitCode).toBe(0);
  expect(jsonLines(stdout).at(-1)).toMatchObject({ reason: 'signal', exit_code: 0 });
  expect((await post.ran('status')).stdout).toMatch(/For money\n +running +nothing/);
  expect(await post.ran('stop')).toMatchObject({ exitCode: 0, stdout: 'Nothing runs.\n' });
});

test('a second process with the key: 82; doctor leaves the first one alone; a second signal: 143', async () => {
  const post = await Post.open('--house-delay', '20s');
  const bot = post.play(WAGER);
  await bot.event('move');
  expect(await post.played(...WAGER)).toMatchObject({ exitCode: 82, last: { code: 'process/running' } });
  const doctor = await post.ran('doctor', '--url', post.url, '--json');
  expect(doctor.exitCode).toBe(0);
  expect(jsonLines(doctor.stdout)).toContainEqual(
    expect.objectContaining({ name: 'running', verdict: 'warning' }),
  );
  bot.kill('SIGINT');
  await bot.event('stopping');
  // That is no second signal, which would resign the match.
  expect((await post.ran('stop')).stdout).toBe(`process ${bot.pid} stops already, after its match\n`);
  expect((await post.ran('status')).stdout).toContain('asked to stop: it finishes its match');
  bot.kill('SIGTERM');
  const { exitCode, stdout } = await bot.ended;
  expect(exitCode).toBe(143);
  const lines = jsonLines(stdout);
  expect(lines.map(({ event }) => event)).not.toContain('disconnected');
  expect(lines.at(-1)).toMatchObject({ reason: 'forced', losses: 1, net_lamports: -1_000_000 });
  expect(post.told).toEqual(['start', 'exposure', 'stop']);
});

test('killed: status has what is open, and the next start says so and takes it up', async () => {
  const post = await Post.open('--house-delay', '400ms');
  const killed = post.play(WAGER);
  const { match_id } = await killed.event('move');
  await post.webhook.received(1);
  killed.kill('SIGKILL');
  await killed.ended;
  const status = jsonLines((await post.ran('status', '--json')).stdout);
  expect(status.map(({ event }) => event)).toEqual(['open_intent', 'standing', 'limits_to_come']);
  expect(status[0]).toMatchObject({ wager_lamports: 1_000_000 });
  // Which match it is in, the books are told a moment after its first move.
  expect([match_id, null]).toContain(status[0]?.match_id);
  expect(status[1]).toMatchObject({ open_lamports: 1_000_000 });
  const { exitCode, stdout } = await post.played(...WAGER, '--matches', '1');
  expect(exitCode).toBe(0);
  expect(jsonLines(stdout)).toContainEqual(
    expect.objectContaining({ event: 'warning', code: 'previous_crash' }),
  );
  expect(jsonLines(stdout)).toContainEqual(expect.objectContaining({ event: 'match_end', match_id }));
  expect(post.told).toEqual(['start', 'start', 'crash', 'exposure', 'stop']);
  expect((await post.ran('status', '--json')).stdout).not.toContain('open_intent');
});

test('a limit trips, refuses the next start, is released, and play goes on', async () => {
  const post = await Post.open();
  const session = [...WAGER, '--max-loss', '0.002'];
  expect(await post.played(...session)).toMatchObject({
    exitCode: 80,
    last: { reason: 'loss-limit', matches: 2, net_lamports: -2_000_000 },
  });
  expect(post.told).toEqual(['start', 'limit', 'stop']);
  for (let starts = 0; starts < 2; starts++) {
    const refused = await post.played(...session);
    expect(refused).toMatchObject({ exitCode: 80, last: { matches: 0 } });
    expect(refused.stdout).toContain('botpit resume max-loss');
    expect(refused.stdout).not.toContain('queue_joined');
  }
  expect((await post.ran('status')).stdout).toMatch(/latched\n +max-loss .*`botpit resume max-loss`/);
  expect((await post.ran('resume', 'max-los')).stderr).toContain('Did you mean max-loss?');
  expect((await post.ran('resume', 'max-loss')).exitCode).toBe(0);
  expect(await post.ran('resume', 'max-loss')).toMatchObject({ exitCode: 64 });
  expect(await post.played(...session)).toMatchObject({ exitCode: 80, last: { matches: 2 } });
});

test('an arena that cheats: 76, with evidence, until a person lets play go on', async () => {
  const post = await Post.open('--chaos', 'wrong-seeds', '--seed', 'operator');
  const session = [...WAGER, '--max-loss', '1'];
  const first = await post.played(...session);
  expect(first).toMatchObject({ exitCode: 76, last: { reason: 'unfair' } });
  expect(post.told).toEqual(['start', 'fairness', 'stop']);
  const cheated = jsonLines(first.stdout).findLast(({ event }) => event === 'match_end');
  const id = String(cheated?.match_id);
  expect(cheated?.fair).toBe(false);
  expect(await post.ran('verify', id)).toMatchObject({ exitCode: 76, stdout: expect.stringContaining('✗') });
  expect(await post.ran('export', id, '--output', 'evidence.json')).toMatchObject({ exitCode: 0 });
  expect((await post.ran('verify', './evidence.json')).exitCode).toBe(76);
  const refused = await post.played(...session);
  expect(refused).toMatchObject({ exitCode: 76, last: { matches: 0 } });
  expect(refused.stdout).toContain('botpit resume fairness');
  expect((await post.ran('resume', 'fairness')).exitCode).toBe(0);
  const again = await post.played(...session);
  expect(again.last.matches).toBeGreaterThan(0);
});

describe('ends from outside', () => {
  test('another session with the key: 81', async () => {
    const post = await Post.open('--house', 'none');
    const bot = post.play([]);
    await bot.event('queue_joined');
    const other = new BotpitClient({ apiKey: KEY, url: post.url, logLevel: 'silent' });
    await other.connect();
    const ran = await bot.ended;
    await other.disconnect();
    expectGoodWords(ran);
    expect(ran.exitCode).toBe(81);
    expect(jsonLines(ran.stdout).at(-1)).toMatchObject({ reason: 'replaced', exit_code: 81 });
    expect(post.told).toEqual(['start', 'stop']);
  });

  test('a refused key: 77; doctor says so too', async () => {
    const post = await Post.open('--keys', './arena.keys');
    expect(await post.played()).toMatchObject({ exitCode: 77, last: { reason: 'rejected' } });
    expect((await post.ran('doctor', '--url', post.url)).exitCode).toBe(77);
    expect((await post.ran('play', 'rps', '--url', post.url)).exitCode).toBe(77);
  });

  test('no arena: 69; doctor says so too', async () => {
    const post = await Post.open();
    const away = ['--url', 'ws://127.0.0.1:1/api/v1/ws'];
    expect(await post.ran('play', 'rps', ...away)).toMatchObject({ exitCode: 69 });
    expect((await post.ran('doctor', ...away)).exitCode).toBe(69);
  });

  test('records that cannot be written: 74 for a wager, a warning without', async () => {
    const post = await Post.open();
    // A file in place of the folder: root may write anywhere else.
    const nowhere = ['--data-dir', './rock.mjs/data'];
    const flags = ['--url', post.url, '--strategy', './rock.mjs', '--json', '--matches', '1', ...nowhere];
    const env = { BOTPIT_API_KEY: KEY };
    const wagered = await spawnCli(['play', 'rps', ...flags, ...WAGER], { cwd: post.cwd, env }).ended;
    expectGoodWords(wagered);
    expect(wagered.exitCode).toBe(74);
    expect(wagered.stdout).not.toContain('queue_joined');
    const free = await spawnCli(['play', 'rps', ...flags], { cwd: post.cwd, env }).ended;
    expectGoodWords(free);
    expect(free.exitCode).toBe(0);
    expect(jsonLines(free.stdout)[0]).toMatchObject({ event: 'warning', code: 'history/unavailable' });
  });
});

test('status tells the limits that are in force, not those of the shell that asks', async () => {
  const post = await Post.open('--house', 'none');
  const bot = post.play([...WAGER, '--max-daily-loss', '0.07', '--max-streak', '4', '--deny', 'a-cheat']);
  await bot.event('queue_joined');
  const here = ['--max-loss', '0.5', '--max-daily-loss', '0.6'];
  const [running] = jsonLines((await post.ran('status', '--json', ...here)).stdout);
  expect(running).toMatchObject({ event: 'process', pid: bot.pid });
  expect(running?.limits).toEqual({
    max_wager_lamports: null,
    // Ten wagers.
    max_loss_lamports: 10_000_000,
    max_daily_loss_lamports: 70_000_000,
    limits_over: null,
    take_profit_lamports: null,
    max_drawdown_lamports: null,
    max_fallbacks: 5,
    max_streak: 4,
    cool_down_ms: null,
    max_per_opponent: null,
    allow: null,
    deny: ['a-cheat'],
  });
  const text = (await post.ran('status', ...here)).stdout;
  expect(text).toMatch(
    /process \d+ .*\n +max-loss +0\.01 SOL\n +max-daily-loss +0\.07 SOL, all accounts of the folder\n(?: +.*\n)?? +max-streak +4 /,
  );
  expect(text).not.toMatch(/0\.[56] SOL|here and now/);

  await post.ran('stop');
  await bot.ended;
  expect(jsonLines((await post.ran('status', '--json', ...here)).stdout)).toContainEqual(
    expect.objectContaining({
      event: 'limits_to_come',
      limits: expect.objectContaining({
        max_loss_lamports: 500_000_000,
        max_daily_loss_lamports: 600_000_000,
      }),
    }),
  );
  const after = (await post.ran('status', '--max-daily-loss', '0.6')).stdout;
  expect(after).toMatch(
    /limits of a session begun here and now\n +max-loss +ten wagers\n +max-daily-loss +0\.6 /,
  );
});

test.skipIf(process.platform === 'win32')(
  'status shows a process that was stopped, as by Ctrl-Z',
  async () => {
    const post = await Post.open('--house', 'none');
    const bot = post.play(WAGER);
    await bot.event('queue_joined');
    const { pid } = bot;
    const shown = async () => (await post.ran('status')).stdout;
    const isStopped = async () => jsonLines((await post.ran('status', '--json')).stdout)[0]?.stopped;
    expect(await isStopped()).toBe(false);
    bot.kill('SIGSTOP');
    expect(await isStopped()).toBe(true);
    expect(await shown()).toContain(`kill -CONT ${pid}`);
    bot.kill('SIGCONT');
    expect(await shown()).not.toContain('stopped');
    await post.ran('stop');
    await bot.ended;
  },
);
