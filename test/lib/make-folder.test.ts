import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeFolder } from '../../src/lib/user-folders.js';

function root(): string {
  const folder = mkdtempSync(join(tmpdir(), 'botpit-folder-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const modeOf = (path: string) => statSync(path).mode & 0o777;

test('makes what is missing, with the mode, and leaves what is there', () => {
  const folder = root();
  makeFolder(join(folder, 'a'), 0o755);
  makeFolder(join(folder, 'a', 'b', 'c'), 0o700);
  expect(modeOf(join(folder, 'a'))).toBe(0o755);
  expect(modeOf(join(folder, 'a', 'b'))).toBe(0o700);
  expect(modeOf(join(folder, 'a', 'b', 'c'))).toBe(0o700);
  makeFolder(join(folder, 'a', 'b'), 0o777);
  expect(modeOf(join(folder, 'a', 'b'))).toBe(0o700);
});

test('takes a link to a folder for one', () => {
  const folder = root();
  makeFolder(join(folder, 'real'));
  symlinkSync(join(folder, 'real'), join(folder, 'link'));
  makeFolder(join(folder, 'link'));
  makeFolder(join(folder, 'link', 'inside'));
  expect(existsSync(join(folder, 'real', 'inside'))).toBe(true);
});

test('fails where a file is in the way', () => {
  const folder = root();
  writeFileSync(join(folder, 'file'), '');
  expect(() => makeFolder(join(folder, 'file'))).toThrow(expect.objectContaining({ code: 'EEXIST' }));
  expect(() => makeFolder(join(folder, 'file', 'inside'))).toThrow(
    expect.objectContaining({ code: 'ENOTDIR' }),
  );
});

test.skipIf(process.platform !== 'linux')('fails, and ends, where nothing can be made', () => {
  expect(() => makeFolder('/proc/botpit/inside')).toThrow(expect.objectContaining({ code: 'ENOENT' }));
});
