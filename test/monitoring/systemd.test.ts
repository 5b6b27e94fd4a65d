import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { Systemd } from '../../src/monitoring/systemd.js';
import type { RunnerEvent } from '../../src/runner/index.js';
import { FakeClock } from '../support/fake-clock.js';
import { tempFolder } from '../support/run-cli.js';
import { SAMPLES } from '../ui/sample-session.js';
import { until, warnings } from './support.js';

const GIVE_UP_MS = 60_000;
const stopping: RunnerEvent = { event: 'stopping', message: 'Stopping.' };

/** A `systemd-notify` that writes down what it is told, in place of the real one. */
function fakeProgram(script = '') {
  const folder = tempFolder();
  const told = join(folder, 'told');
  writeFileSync(told, '');
  const program = join(folder, 'systemd-notify');
  writeFileSync(program, `#!/bin/sh\nprintf '%s\\n' "$@" -- >> '${told}'\n${script}\n`);
  chmodSync(program, 0o755);
  const lines = () => readFileSync(told, 'utf8').split('\n').slice(0, -1);
  return {
    folder,
    /** All that it was told. */
    words: () => lines().filter((line) => line !== '--'),
    /** How often it was run. */
    calls: () => lines().filter((line) => line === '--').length,
  };
}

function open(env: NodeJS.ProcessEnv) {
  const clock = new FakeClock();
  const { warn, given } = warnings();
  const systemd = new Systemd({
    env: { NOTIFY_SOCKET: '/run/none', BOTPIT_API_KEY: 'bp_sk_secret', ...env },
    clock,
    warn,
    giveUpAfterMs: GIVE_UP_MS,
  });
  onTestFinished(() => systemd.close());
  const take = (...events: readonly RunnerEvent[]) => {
    for (const event of events) systemd.take({ event, timeMs: clock.now() });
  };
  return { clock, given, systemd, take };
}

test('ready when the arena has let us in, stopping at the end', async () => {
  const { folder, words } = fakeProgram();
  const { take, systemd } = open({ PATH: folder });
  take(SAMPLES.session_start, SAMPLES.reconnecting);
  take(SAMPLES.connected, SAMPLES.disconnected, SAMPLES.connected);
  await until(() => words().length > 0);
  take(SAMPLES.session_end);
  await systemd.close();
  expect(words().filter((word) => !word.startsWith('STATUS'))).toEqual(['READY=1', 'STOPPING=1']);
});

test('the program gets its socket and a path, and nothing else of the environment', async () => {
  const folder = tempFolder();
  const program = join(folder, 'systemd-notify');
  const seen = join(folder, 'env.json');
  writeFileSync(
    program,
    `#!${process.execPath}\nrequire('node:fs').writeFileSync('${seen}', JSON.stringify(process.env));\n`,
  );
  chmodSync(program, 0o755);
  const { take, systemd } = open({ PATH: folder });
  take(SAMPLES.connected);
  await systemd.close();
  expect(JSON.parse(readFileSync(seen, 'utf8'))).toEqual({ NOTIFY_SOCKET: '/run/none', PATH: folder });
});

test('never two programs at a time', async () => {
  const { folder, words, calls } = fakeProgram();
  const { take, systemd, clock } = open({ PATH: folder, WATCHDOG_USEC: '3000' });
  take(SAMPLES.connected);
  clock.advance(1000);
  await systemd.close();
  // A thousand beats fell due while the first program ran, and were told as one.
  expect(calls()).toBeLessThan(5);
  expect(words()).toContain('WATCHDOG=1');
});

test('the status is one line, told when it changed and not more than once in five seconds', async () => {
  const { folder, words } = fakeProgram();
  const { take, systemd, clock } = open({ PATH: folder });
  const statuses = () => words().filter((word) => word.startsWith('STATUS='));
  take(SAMPLES.connected);
  await until(() => statuses().length === 1);
  take(SAMPLES.queue_joined, SAMPLES.match_start, { ...SAMPLES.match_end, game: 'x\nREADY=0' });
  take({ ...SAMPLES.match_start, game: 'evil\nMAINPID=1' });
  clock.advance(4999);
  expect(clock.pending).toBe(1);
  clock.advance(1);
  await until(() => statuses().length === 2);
  take(SAMPLES.turn, SAMPLES.move);
  clock.advance(60_000);
  await systemd.close();
  expect(statuses()).toEqual([
    'STATUS=connected',
    'STATUS=in a match of evil MAINPID=1; 1 matches, 1 won, 0 lost, net 0.0095 SOL',
  ]);
});

/** The beats of the watchdog so far. */
function beats(words: () => string[]): number {
  return words().filter((word) => word === 'WATCHDOG=1').length;
}

test('the watchdog is fed at a third of its time while the connection stands', async () => {
  const { folder, words } = fakeProgram();
  const { take, clock } = open({
    PATH: folder,
    WATCHDOG_USEC: '30000000',
    WATCHDOG_PID: String(process.pid),
  });
  await until(() => beats(words) === 1);
  take(SAMPLES.connected);
  for (let beat = 2; beat <= 4; beat++) {
    clock.advance(9_999);
    clock.advance(1);
    await until(() => beats(words) === beat);
  }
});

test('the watchdog is fed while a connection is sought, and no longer', async () => {
  const { folder, words } = fakeProgram();
  const { take, clock, systemd } = open({ PATH: folder, WATCHDOG_USEC: '30000000' });
  await until(() => beats(words) === 1);
  take(SAMPLES.connected);
  clock.advance(5_000);
  take(SAMPLES.disconnected);
  let expected = 1;
  for (let sought = 5_000; sought <= GIVE_UP_MS; sought += 10_000) {
    clock.advance(10_000);
    expected += 1;
    await until(() => beats(words) === expected);
  }
  clock.advance(600_000);
  await systemd.close();
  expect(beats(words)).toBe(expected);
});

test.each([
  ['of another process', { WATCHDOG_USEC: '30000000', WATCHDOG_PID: '1' }],
  ['that is not set', {}],
  ['of no time', { WATCHDOG_USEC: '0' }],
  ['of nonsense', { WATCHDOG_USEC: 'soon' }],
])('a watchdog %s is not fed', async (_what, env) => {
  const { folder, words } = fakeProgram();
  const { take, systemd, clock } = open({ PATH: folder, ...env });
  take(SAMPLES.connected);
  clock.advance(600_000);
  await systemd.close();
  expect(beats(words)).toBe(0);
});

test('while a match is played to its end, more time is asked for', async () => {
  const { folder, words } = fakeProgram();
  const { take, systemd, clock } = open({ PATH: folder });
  const extended = () => words().filter((word) => word === 'EXTEND_TIMEOUT_USEC=30000000').length;
  take(SAMPLES.connected, SAMPLES.match_start, stopping);
  await until(() => extended() === 1);
  clock.advance(10_000);
  await until(() => extended() === 2);
  take(SAMPLES.match_end);
  clock.advance(60_000);
  take(SAMPLES.session_end);
  await systemd.close();
  expect(extended()).toBe(2);
  expect(words().filter((word) => word === 'STOPPING=1')).toHaveLength(1);
});

test('a match that never ends is not waited for', async () => {
  const { folder } = fakeProgram();
  const { take, clock } = open({ PATH: folder });
  take(SAMPLES.connected, SAMPLES.match_start, stopping);
  clock.advance(16 * 60_000);
  expect(clock.pending).toBe(0);
});

test('without a match, no more time is asked for', async () => {
  const { folder, words } = fakeProgram();
  const { take, systemd, clock } = open({ PATH: folder });
  take(SAMPLES.connected, SAMPLES.queue_joined, stopping);
  clock.advance(60_000);
  await systemd.close();
  expect(words().join()).not.toContain('EXTEND');
});

test('a program that is not there is one warning', async () => {
  const { take, systemd, clock, given } = open({ PATH: tempFolder(), WATCHDOG_USEC: '3000000' });
  take(SAMPLES.connected);
  await until(() => given.length > 0);
  clock.advance(60_000);
  await systemd.close();
  expect(given).toEqual([{ code: 'systemd', message: expect.stringContaining('systemd-notify') }]);
});

test('a program that fails is one warning, and is tried again', async () => {
  const { folder, calls } = fakeProgram('exit 1');
  const { take, systemd, given } = open({ PATH: folder });
  take(SAMPLES.connected);
  await until(() => given.length > 0);
  await systemd.close();
  expect(calls()).toBeGreaterThan(1);
  expect(given).toHaveLength(1);
});

const RECEIVER = `
import socket, sys
receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.bind(sys.argv[1])
print('bound', flush=True)
while True:
    for line in receiver.recv(4096).decode().split('\\n'):
        print(line, flush=True)
`;
const here = (program: string) => spawnSync(program, ['--version']).status === 0;

test.runIf(here('systemd-notify') && here('python3'))('with the real program and a real socket', async () => {
  const socket = join(tempFolder(), 'notify');
  const receiver = spawn('python3', ['-c', RECEIVER, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(receiver, 'exit');
  onTestFinished(async () => {
    receiver.kill('SIGKILL');
    await ended;
  });
  const received: string[] = [];
  createInterface({ input: receiver.stdout }).on('line', (line) => received.push(line));
  await until(() => received.includes('bound'));
  const { PATH } = process.env;
  const { take, systemd, given } = open({ PATH, NOTIFY_SOCKET: socket, WATCHDOG_USEC: '30000000' });
  take(SAMPLES.connected, SAMPLES.match_start, stopping);
  await systemd.close();
  await until(() => received.includes('EXTEND_TIMEOUT_USEC=30000000'));
  expect(received).toEqual(expect.arrayContaining(['WATCHDOG=1', 'READY=1', 'STOPPING=1']));
  expect(given).toEqual([]);
});
