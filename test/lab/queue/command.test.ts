import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { ownRedis, skipsRedis } from './redis.js';
import { folderWith } from './runs.js';

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

test.skipIf(skipsRedis)(
  'the commands tell what they tell without a queue, and no password',
  { timeout: 60_000 },
  async () => {
    const port = await freePort();
    await ownRedis(['--requirepass', PASSWORD], port);
    const folder = await folderWith({
      'my.ts': 'export default (turn) => turn.random() < 0.5 ? "rock" : "paper";',
    });
    const botpit = (...args: string[]) =>
      spawn(process.execPath, [BIN, 'lab', ...args, '--json'], {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    const match = [
      'match',
      './my.ts',
      'frequency',
      '--game',
      'rps',
      '--matches',
      '2000',
      '--series',
      '100',
      '--seed',
      '1',
    ];
    const alone = await outputOf(botpit(...match, '--run', 'alone.jsonl'));
    expect(alone.code).toBe(0);

    const queue = ['--queue', `redis://:${PASSWORD}@127.0.0.1:${port}`];
    const worker = botpit('worker', ...queue, '--jobs', '1');
    onTestFinished(() => void worker.kill('SIGKILL'));
    const workerTold = outputOf(worker);
    const together = await outputOf(botpit(...match, ...queue, '--run', 'together.jsonl'));
    const resultOf = ({ stdout }: { stdout: string }) => {
      const { time, ...result } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
      return result;
    };
    expect(resultOf(together)).toEqual(resultOf(alone));
    worker.kill('SIGINT');
    const told = await workerTold;
    expect(told.code).toBe(0);
    expect(told.stdout).toContain(`redis://127.0.0.1:${port}`);
    expect(JSON.stringify([told, together])).not.toContain(PASSWORD);
  },
);
