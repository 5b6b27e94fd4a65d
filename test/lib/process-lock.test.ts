import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { holderOf, isHeld, lockProcess } from '../../src/lib/process-lock.js';

const HOLDER = fileURLToPath(new URL('lock-holder.ts', import.meta.url));

const someName = () => `botpit-test-${randomUUID()}`;

/** Another process that holds a name until it is killed, or says that it may not. */
async function holder(
  name: string,
): Promise<{ pid: number; said: string; kill(signal: NodeJS.Signals): Promise<void> }> {
  const args = ['--import', 'jiti/register', HOLDER, name];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const [said] = await once(child.stdout.setEncoding('utf8'), 'data');
  const kill = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
  };
  return { pid: child.pid ?? 0, said: String(said).trim(), kill };
}

test('one at a time, in this process too, until it is released', async () => {
  const name = someName();
  expect(await isHeld(name)).toBe(false);
  expect(await holderOf(name)).toBeNull();
  const lock = await lockProcess(name);
  expect(lock).not.toBeNull();
  expect(await lockProcess(name)).toBeNull();
  expect(await isHeld(name)).toBe(true);
  expect(await holderOf(name)).toBe(process.pid);
  const other = await lockProcess(someName());
  expect(other).not.toBeNull();
  await lock?.release();
  await other?.release();
  expect(await isHeld(name)).toBe(false);
  const again = await lockProcess(name);
  expect(again).not.toBeNull();
  await again?.release();
});

test('of many that ask at once, one gets it', async () => {
  const name = someName();
  const locks = await Promise.all(Array.from({ length: 20 }, () => lockProcess(name)));
  const held = locks.filter((lock) => lock !== null);
  expect(held).toHaveLength(1);
  await held[0]?.release();
});

test('another process holds it until it is killed', async () => {
  const name = someName();
  const first = await holder(name);
  expect(first.said).toBe('held');
  expect(await holderOf(name)).toBe(first.pid);
  expect(await lockProcess(name)).toBeNull();
  expect((await holder(name)).said).toBe('taken');
  await first.kill('SIGKILL');
  const lock = await lockProcess(name);
  expect(lock).not.toBeNull();
  await lock?.release();
}, 30_000);

test.skipIf(process.platform !== 'linux')(
  'whoever connects and leaves at once, or stays, does no harm',
  async () => {
    const name = someName();
    const lock = await lockProcess(name);
    for (let i = 0; i < 50; i += 1)
      connect(`\0${name}`)
        .on('error', () => undefined)
        .destroy();
    const stays = connect(`\0${name}`);
    const [told] = await once(stays.setEncoding('utf8'), 'data');
    expect(told).toBe(String(process.pid));
    expect(await isHeld(name)).toBe(true);
    stays.destroy();
    await lock?.release();
  },
);

test.skipIf(process.platform !== 'linux')(
  'somebody else that holds the name and tells nonsense is no process',
  async () => {
    const { createServer } = await import('node:net');
    const name = someName();
    const server = createServer((socket) => socket.on('error', () => undefined).end('no number')).listen(
      `\0${name}`,
    );
    await once(server, 'listening');
    expect(await lockProcess(name)).toBeNull();
    expect(await holderOf(name)).toBeNull();
    server.close();
  },
);

test.skipIf(process.platform !== 'linux')(
  'what ends a connection without a word is on its way out: the name is free',
  async () => {
    const { createServer } = await import('node:net');
    const name = someName();
    // As the copy of a listening socket does that a child inherits until it runs its program.
    const server = createServer((socket) => {
      server.close();
      socket.destroy();
    }).listen(`\0${name}`);
    await once(server, 'listening');
    const lock = await lockProcess(name);
    expect(lock).not.toBeNull();
    await lock?.release();
  },
);
