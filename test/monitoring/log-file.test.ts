import { spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type LogFileSettings, openLogFile } from '../../src/monitoring/log-file.js';
import type { RunnerEvent } from '../../src/runner/index.js';
import { FakeClock } from '../support/fake-clock.js';
import { tempFolder } from '../support/run-cli.js';
import { SAMPLES } from '../ui/sample-session.js';
import { format, until, warnings } from './support.js';

const LARGE = 1024 * 1024;
const TIME_MS = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

async function open({
  path = join(tempFolder(), 'bot.log'),
  ...settings
}: Partial<LogFileSettings> & { path?: string } = {}) {
  const clock = new FakeClock();
  const { warn, given } = warnings();
  const log = await openLogFile(
    path,
    { logLevel: 'info', logFormat: 'text', logMaxSizeBytes: LARGE, logKeep: 3, ...settings },
    { clock, format, warn },
  );
  onTestFinished(() => log.close());
  const take = (...events: readonly RunnerEvent[]) => {
    for (const event of events) log.take({ event, timeMs: TIME_MS });
  };
  return { path, clock, given, take, log, read: () => readFileSync(path, 'utf8') };
}

const output = (line: string): RunnerEvent => ({ event: 'strategy_output', line });

/** Nothing while the file does not exist. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It is just being put aside.
    return '';
  }
}

/** All numbered lines of a log and its old files, the oldest first. */
function numbersIn(folder: string): number[] {
  const files = readdirSync(folder).filter((name) => statSync(join(folder, name)).isFile());
  const age = (name: string) => Number(/\.(\d+)$/.exec(name)?.[1] ?? 0);
  return files
    .toSorted((a, b) => age(b) - age(a))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n'))
    .filter((line) => line !== '')
    .map((line) => Number(line.split(' ').at(-1)));
}

test('text lines have the time, the level and the words', async () => {
  const { take, log, read } = await open();
  take(SAMPLES.connected, SAMPLES.warning, SAMPLES.error);
  await log.close();
  expect(read()).toBe(
    [
      '2026-01-02T03:04:05.678Z INFO  connected',
      '2026-01-02T03:04:05.678Z WARN  warning',
      '2026-01-02T03:04:05.678Z ERROR error',
      '',
    ].join('\n'),
  );
});

test('JSON lines are those of --json, and have a level', async () => {
  const { take, log, read } = await open({ logFormat: 'json', logLevel: 'debug' });
  take(SAMPLES.match_end, SAMPLES.move);
  await log.close();
  const [end, move] = read()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(end).toMatchObject({ event: 'match_end', match_id: 'm_1', net_lamports: 9_500_000, level: 'info' });
  expect(move).toMatchObject({ event: 'move', time: '2026-01-02T03:04:05.678Z', level: 'debug' });
});

test.each([
  ['error', ['error']],
  ['warn', ['warning', 'error']],
  ['info', ['connected', 'match_end', 'warning', 'error']],
  ['debug', ['connected', 'turn', 'move', 'queue_update', 'p', 'match_end', 'warning', 'error']],
] as const)('level %s', async (level, told) => {
  const { take, log, read } = await open({ logLevel: level });
  const { connected, turn, move, queue_update: queue, match_end: end, warning, error } = SAMPLES;
  take(connected, turn, move, queue, output('p'), end, warning, error);
  await log.close();
  const names = read()
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' ').at(-1));
  expect(names).toEqual(told);
});

test('a file is for its owner only, and one that is there is added to', async () => {
  const fresh = await open();
  fresh.take(SAMPLES.connected);
  await fresh.log.close();
  expect(statSync(fresh.path).mode & 0o777).toBe(0o600);
  const again = await open({ path: fresh.path });
  again.take(SAMPLES.error);
  await again.log.close();
  expect(fresh.read().trimEnd().split('\n')).toHaveLength(2);
});

test('no line is lost over rotations', async () => {
  const folder = tempFolder();
  const path = join(folder, 'bot.log');
  const { take, log } = await open({ path, logLevel: 'debug', logMaxSizeBytes: 1000, logKeep: 60 });
  for (let i = 0; i < 500; i++) {
    take(output(`line ${i}`));
    if (i % 10 === 9) await new Promise((resolve) => setImmediate(resolve));
  }
  await log.close();
  expect(readdirSync(folder).length).toBeGreaterThan(10);
  expect(numbersIn(folder)).toEqual(Array.from({ length: 500 }, (_, i) => i));
});

test('a file that is full at the end is put aside, and there still is one of its name', async () => {
  const folder = tempFolder();
  const { take, log } = await open({
    path: join(folder, 'bot.log'),
    logLevel: 'debug',
    logMaxSizeBytes: 100,
  });
  take(output('x'.repeat(100)));
  await log.close();
  expect(readdirSync(folder).toSorted()).toEqual(['bot.log', 'bot.log.1']);
});

// Opening a pipe that nobody writes to keeps a thread of the pool until somebody does.
test.skipIf(process.platform === 'win32')(
  'a file system that takes its time delays nothing else',
  async () => {
    const folder = tempFolder();
    const { take, log, read } = await open();
    const pipes = Array.from({ length: Number(process.env.UV_THREADPOOL_SIZE ?? 4) }, (_, i) =>
      join(folder, `pipe ${i}`),
    );
    expect(spawnSync('mkfifo', pipes).status).toBe(0);
    const opened = pipes.map((pipe) => openFile(pipe, 'r'));
    take(SAMPLES.connected);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(read()).toBe('');
    const writers = pipes.map((pipe) => openSync(pipe, 'r+'));
    for (const file of await Promise.all(opened)) await file.close();
    for (const writer of writers) closeSync(writer);
    await log.close();
    expect(read()).toMatch(/connected\n$/);
  },
);

test('old files beyond `keep` go', async () => {
  const folder = tempFolder();
  const path = join(folder, 'bot.log');
  const { take, log, read } = await open({ path, logLevel: 'debug', logMaxSizeBytes: 100, logKeep: 2 });
  for (let i = 0; i < 20; i++) {
    take(output(`line ${i} ${'x'.repeat(100)}`));
    // Large enough to be put aside at once.
    await until(() => textOf(`${path}.1`).includes(`line ${i} `));
  }
  take(output('last'));
  await log.close();
  expect(readdirSync(folder).toSorted()).toEqual(['bot.log', 'bot.log.1', 'bot.log.2']);
  expect(read()).toContain('last');
  expect(readFileSync(`${path}.1`, 'utf8')).toContain('line 19');
  expect(readFileSync(`${path}.2`, 'utf8')).toContain('line 18');
});

test.each([
  ['a folder that is not there', (folder: string) => join(folder, 'none', 'bot.log')],
  ['a folder', (folder: string) => folder],
  ['no regular file', () => '/dev/null'],
])('%s is refused at the start', async (_what, pathIn) => {
  await expect(open({ path: pathIn(tempFolder()) })).rejects.toMatchObject({
    code: 'config/invalid',
    hint: expect.any(String),
  });
});

test('a log that cannot be written is one warning, and goes on when it can', async () => {
  const folder = tempFolder();
  const path = join(folder, 'bot.log');
  // Folders in the place of old files that are full cannot be renamed to one another: rotation fails.
  const inTheWay = [`${path}.49`, `${path}.50`];
  for (const each of inTheWay) {
    mkdirSync(each);
    writeFileSync(join(each, 'x'), '');
  }
  const { take, log, clock, given } = await open({
    path,
    logLevel: 'debug',
    logMaxSizeBytes: 200,
    logKeep: 50,
  });
  for (let i = 0; i < 100; i++) {
    take(output(`line ${i}`));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await until(() => given.length > 0);
  // An attempt that fails too is not told again.
  clock.advance(60_000);
  await until(() => clock.pending > 0);
  expect(given).toEqual([{ code: 'log_file', message: expect.stringContaining(path) }]);
  for (const each of inTheWay) rmSync(each, { recursive: true });
  clock.advance(60_000);
  await log.close();
  expect(numbersIn(folder)).toEqual(Array.from({ length: 100 }, (_, i) => i));
  expect(given).toHaveLength(1);
});
