import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readUserFile, UnreadableFile } from '../../src/lib/read-user-file.js';
import { tempFolder } from '../support/run-cli.js';

const KB = 1024;

async function refusal(path: string, maxBytes = 100 * KB): Promise<string> {
  try {
    await readUserFile(path, maxBytes);
  } catch (error) {
    if (error instanceof UnreadableFile) return error.message;
    throw error;
  }
  return 'read';
}

test('a file is read, and what is larger than allowed is refused', async () => {
  const folder = tempFolder({ 'small.json': '{"ü":1}', 'large.json': 'x'.repeat(100 * KB + 1) });
  expect((await readUserFile(join(folder, 'small.json'), 100 * KB)).text).toBe('{"ü":1}');
  writeFileSync(join(folder, 'full.json'), 'x'.repeat(100 * KB));
  expect((await readUserFile(join(folder, 'full.json'), 100 * KB)).text).toHaveLength(100 * KB);
  expect(await refusal(join(folder, 'large.json'))).toBe('it is larger than 100 KB');
});

test('whatever a path leads to, there is an answer', async () => {
  const folder = tempFolder();
  mkdirSync(join(folder, 'folder'));
  expect(await refusal(join(folder, 'none'))).toBe('the file does not exist');
  expect(await refusal(join(folder, 'folder'))).toBe('it is a folder');
  expect(await refusal('/dev/zero')).toBe('it is a socket or a device');
  const server = createServer().listen(join(folder, 'socket'));
  await once(server, 'listening');
  expect(await refusal(join(folder, 'socket'))).toBe('it is a socket or a device');
  server.close();
});

test('a file that claims no size is read to its end', async () => {
  expect((await readUserFile('/proc/self/status', 100 * KB)).text).toMatch(/^Name:/);
});

test('a pipe is read up to the size; one that nobody writes to is empty', async () => {
  const pipe = join(tempFolder(), 'pipe');
  expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
  expect((await readUserFile(pipe, 100 * KB)).text).toBe('');
  for (const [size, seen] of [
    [50 * KB, 'read'],
    [50 * KB + 1, 'it is larger than 50 KB'],
  ] as const) {
    const both = openSync(pipe, 'r+');
    writeSync(both, 'x'.repeat(size));
    const answer = refusal(pipe, 50 * KB);
    closeSync(both);
    expect(await answer).toBe(seen);
  }
});
