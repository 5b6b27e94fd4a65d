import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { strategyFolder } from '../support.js';
import { ownRedis, skipsRedis } from './redis.js';

const BIN = fileURLToPath(new URL('../../../bin/botpit.js', import.meta.url));
const PASSWORD = 's3cret-of-the-queue';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function outputOf(child: ChildProcess) {
  if (!child.stdout || !child.stderr) throw new Error('no output');
  const [stdout, stderr, [code]] = await Promise.all([
    buffer(child.stdout),
    buffer(child.stderr),
    once(child, 'exit'),
  ]);
  return { stdout: String(stdout), stderr: String(stderr), code };
}

test.skipIf(skipsRedis)('the commands tell what they tell without a queue, and no password', async () => {
  const port = await freePort();
  await ownRedis(['--requirepass', PASSWORD], port);
  const folder = strategyFolder({
    // It answers otherwise where it finds the address.
    'my.ts':
      'export default (turn) => process.env.BOTPIT_QUEUE ?? process.env.BOTPIT_QUEUE_FILE ?? (turn.random() < 0.5 ? "rock" : "paper");',
  });
  const url = `redis://:${PASSWORD}@127.0.0.1:${port}`;
  await writeFile(join(folder, 'queue.txt'), `${url}\n`, { mode: 0o600 });
  const botpitWith = (env: Record<string, string>, ...args: string[]) =>
    spawn(process.execPath, [BIN, 'lab', ...args, '--json'], {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const botpit = (...args: string[]) => botpitWith({}, ...args);
  const match = [
    'match',
    './my.ts',
    'frequency',
    '--game',
    'rps',
    '--matches',
    '400',
    '--series',
    '20',
    '--seed',
    '1',
    '--keep',
    'lost',
  ];
  const alone = await outputOf(botpit(...match, '--run', 'alone.jsonl'));
  expect(alone.code).toBe(0);

  const worker = botpitWith({ BOTPIT_QUEUE: url }, 'worker', '--jobs', '1');
  onTestFinished(() => void worker.kill('SIGKILL'));
  const workerTold = outputOf(worker);
  const together = await outputOf(
    botpitWith({ BOTPIT_QUEUE_FILE: 'queue.txt' }, ...match, '--run', 'together.jsonl'),
  );
  const byFile = await outputOf(botpit(...match, '--queue-file', 'queue.txt', '--run', 'by-file.jsonl'));
  const shown = await outputOf(botpit(...match, '--queue', url, '--run', 'shown.jsonl'));
  const resultOf = ({ stdout }: { stdout: string }) => {
    const { time, ...result } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    return result;
  };
  for (const one of [together, byFile, shown]) expect(resultOf(one)).toEqual(resultOf(alone));
  const keptIn = (file: string) =>
    readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{"kept":'))
      .toSorted();
  expect(keptIn('alone.jsonl')).toHaveLength(10);
  expect(keptIn('together.jsonl')).toEqual(keptIn('alone.jsonl'));
  expect(keptIn('by-file.jsonl')).toEqual(keptIn('alone.jsonl'));
  expect([together.stderr, byFile.stderr]).toEqual(['', '']);
  expect(shown.stderr).toMatch(/^warning: the password of the queue is on the command line/);
  worker.kill('SIGINT');
  const told = await workerTold;
  expect(told.code).toBe(0);
  expect(told.stdout).toContain(`redis://127.0.0.1:${port}`);
  expect(JSON.stringify([told, together, byFile, shown])).not.toContain(PASSWORD);
});

test('a file of the queue that is not there, or says nothing, is refused, and one that others can read is warned of', async () => {
  const folder = strategyFolder({ 'empty.txt': '\n', 'open.txt': `redis://:${PASSWORD}@127.0.0.1:1\n` });
  await chmod(join(folder, 'open.txt'), 0o644);
  const worker = (file: string) =>
    outputOf(spawn(process.execPath, [BIN, 'lab', 'worker', '--queue-file', file], { cwd: folder }));
  expect(await worker('none.txt')).toMatchObject({ code: 78, stderr: expect.stringContaining('none.txt') });
  expect(await worker('empty.txt')).toMatchObject({ code: 78, stderr: expect.stringContaining('is empty') });
  const open = await worker('open.txt');
  expect(open).toMatchObject({ code: 69, stderr: expect.stringMatching(/^warning: .*open\.txt.*chmod 600/) });
  expect(open.stderr).not.toContain(PASSWORD);
});
