import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Libsql from 'libsql';
import { expect, onTestFinished, test } from 'vitest';
import { holderOf, isHeld, lockProcess } from '../../src/lib/process-lock.js';
import { tempFolder } from '../support/run-cli.js';

const HOLDER = fileURLToPath(new URL('lock-holder.ts', import.meta.url));
const NAME = 'botpit-test';

interface Holder {
  readonly pid: number;
  readonly said: string;
  kill(signal: NodeJS.Signals): Promise<void>;
  send(signal: NodeJS.Signals): void;
}

/** Another process that holds a name until it is killed, or says that it may not. */
async function holder(...folders: string[]): Promise<Holder> {
  const args = ['--import', 'jiti/register', HOLDER, NAME, ...folders];
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
  return { pid: child.pid ?? 0, said: String(said).trim(), kill, send: (signal) => child.kill(signal) };
}

test('one at a time, in this process too, until it is released', async () => {
  const folders = [tempFolder()];
  expect(isHeld(NAME, folders)).toBe(false);
  expect(holderOf(NAME, folders)).toBeNull();
  const lock = await lockProcess(NAME, folders);
  expect(lock).not.toBeNull();
  expect(await lockProcess(NAME, folders)).toBeNull();
  expect(await lockProcess(NAME, folders)).toBeNull();
  expect(isHeld(NAME, folders)).toBe(true);
  expect(holderOf(NAME, folders)).toEqual({ pid: process.pid, notes: [] });
  const other = await lockProcess('botpit-other', folders);
  expect(other).not.toBeNull();
  lock?.release();
  other?.release();
  expect(isHeld(NAME, folders)).toBe(false);
  const again = await lockProcess(NAME, folders);
  expect(again).not.toBeNull();
  // The first one is not held any more: to release it twice does nothing to the second.
  lock?.release();
  expect(isHeld(NAME, folders)).toBe(true);
  again?.release();
});

test('of many that ask at once, one gets it', async () => {
  const folders = [tempFolder()];
  const locks = await Promise.all(Array.from({ length: 20 }, () => lockProcess(NAME, folders)));
  const held = locks.filter((lock) => lock !== null);
  expect(held).toHaveLength(1);
  held[0]?.release();
});

test('another process holds it, halted too, until it is killed', async () => {
  const folder = tempFolder();
  const first = await holder(folder);
  expect(first.said).toBe('held');
  expect(holderOf(NAME, [folder])?.pid).toBe(first.pid);
  expect(await lockProcess(NAME, [folder])).toBeNull();
  expect((await holder(folder)).said).toBe('taken');
  first.send('SIGSTOP');
  expect(holderOf(NAME, [folder])?.pid).toBe(first.pid);
  expect(await lockProcess(NAME, [folder])).toBeNull();
  await first.kill('SIGKILL');
  expect(isHeld(NAME, [folder])).toBe(false);
  const lock = await lockProcess(NAME, [folder]);
  expect(lock).not.toBeNull();
  lock?.note('one note');
  lock?.note('and another');
  expect(holderOf(NAME, [folder])).toEqual({ pid: process.pid, notes: ['one note', 'and another'] });
  lock?.release();
}, 30_000);

test('whoever looks at that moment is not in the way of one that wants it', async () => {
  const folder = tempFolder();
  const looking = new Libsql(join(folder, `${NAME}.lock`));
  looking.exec('BEGIN; SELECT 1 FROM sqlite_master');
  const wanted = lockProcess(NAME, [folder]);
  looking.close();
  const lock = await wanted;
  expect(lock).not.toBeNull();
  lock?.release();
});

test('processes that have one folder in common do not both hold it', async () => {
  const [runtime, state, elsewhere] = [tempFolder(), tempFolder(), tempFolder()];
  const lock = await lockProcess(NAME, [runtime, state]);
  expect(await lockProcess(NAME, [state])).toBeNull();
  expect(await lockProcess(NAME, [elsewhere, state])).toBeNull();
  expect(isHeld(NAME, [elsewhere, runtime])).toBe(true);
  // What was taken before the one that could not be had was let go of.
  expect(isHeld(NAME, [elsewhere])).toBe(false);
  lock?.release();
});

test('nothing is left when it is released, and looking leaves nothing', async () => {
  const folder = tempFolder();
  const missing = join(folder, 'missing');
  expect(isHeld(NAME, [folder, missing])).toBe(false);
  expect(readdirSync(folder)).toEqual([]);
  const lock = await lockProcess(NAME, [missing]);
  expect(readdirSync(missing)).not.toEqual([]);
  lock?.release();
  expect(readdirSync(missing)).toEqual([]);
});

test('a folder that cannot be used is passed over; where none can be, that is said', async () => {
  const folder = tempFolder({ file: '' });
  const lock = await lockProcess(NAME, [join(folder, 'file', 'below'), folder]);
  expect(isHeld(NAME, [folder])).toBe(true);
  lock?.release();
  await expect(lockProcess(NAME, [join(folder, 'file', 'below')])).rejects.toThrow(/ENOTDIR|EEXIST|ENOENT/);
});

const posix = test.skipIf(process.platform === 'win32');

posix('nobody else can read or make what is locked', async () => {
  const folder = join(tempFolder(), 'run');
  const lock = await lockProcess(NAME, [folder]);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
  lock?.release();

  const open = join(tempFolder(), 'open');
  mkdirSync(open);
  chmodSync(open, 0o777);
  writeFileSync(join(open, `${NAME}.lock`), 'not a database, but a file that is in the way');
  const own = await lockProcess(NAME, [open, folder]);
  expect(own).not.toBeNull();
  expect(existsSync(join(folder, `${NAME}.lock`))).toBe(true);
  own?.release();
});

test.skipIf(process.platform !== 'linux')("a name in the kernel's table is nobody's lock", async () => {
  const server = createServer().listen(`\0${NAME}`);
  await once(server, 'listening');
  const lock = await lockProcess(NAME, [tempFolder()]);
  expect(lock).not.toBeNull();
  lock?.release();
  server.close();
});
