import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { jsonLines, tempFolder } from '../support/run-cli.js';

const BIN = fileURLToPath(new URL('../../bin/botpit.js', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PATH = process.env.PATH ?? '';

describe.skipIf(process.platform === 'win32')('a working folder that is gone', () => {
  const run = (...args: readonly string[]) => {
    const folder = join(tempFolder({ 'gone/x': '' }), 'gone');
    const script = 'cd "$1" && rm -r "$1" && shift && exec "$@"';
    return spawnSync('sh', ['-c', script, 'sh', folder, process.execPath, BIN, ...args], {
      encoding: 'utf8',
      env: { PATH, HOME: folder },
    });
  };

  test.each([
    ['history'],
    ['play', 'rps', '--local', '--matches', '1'],
    ['init', '/tmp/never'],
    ['lab', 'match', 'rock', 'random', '--game', 'rps'],
    ['doctor'],
  ])('%s %s: 78, and what to do', (...args) => {
    expect(run(...args)).toMatchObject({
      status: 78,
      stderr:
        'botpit: the working folder is not there any more\n  Change to a folder that is, and start again.\n',
    });
  });

  test('is told to programs too, and does not matter to what needs none', () => {
    expect(jsonLines(run('status', '--json').stdout)).toMatchObject([
      { event: 'error', code: 'config/invalid' },
    ]);
    expect(run('--version').status).toBe(0);
  });
});

/** A user without a name: only a superuser can become one. */
const NOBODY = 43_210;
const canBecomeNobody =
  process.getuid?.() === 0 &&
  spawnSync(process.execPath, [BIN, '--version'], { uid: NOBODY, gid: NOBODY, cwd: '/' }).status === 0;

describe.skipIf(!canBecomeNobody)('a user who is not in the password file', () => {
  /** Not among the other temporary folders, into which only their owner can look. */
  const folder = () => {
    const path = mkdtempSync('/tmp/botpit-nobody-');
    onTestFinished(() => rmSync(path, { recursive: true, force: true }));
    chownSync(path, NOBODY, NOBODY);
    return path;
  };
  const run = (env: Readonly<Record<string, string>>, ...args: readonly string[]) => {
    const cwd = folder();
    const options = { uid: NOBODY, gid: NOBODY, cwd, env: { PATH, ...env }, encoding: 'utf8' } as const;
    return spawnSync(process.execPath, [BIN, ...args], options);
  };

  test.each([['history'], ['games'], ['recipe', 'systemd'], ['play', 'rps', '--local', '--matches', '1']])(
    '%s %s without HOME: 78, and what to do',
    (...args) => {
      expect(run({}, ...args)).toMatchObject({
        status: 78,
        stderr: `botpit: HOME is not set, and user ${NOBODY} is not in the password file\n  Set HOME to a folder of this user.\n`,
      });
    },
  );

  test('reads records that it may not write, copied from under their process', () => {
    const HOME = folder();
    expect(run({ HOME }, 'play', 'rps', '--local', '--matches', '1')).toMatchObject({ status: 0 });
    // A process that ends without closing the book leaves its log beside it.
    const from = join(HOME, '.local/share/botpit/practice.db');
    const copy = folder();
    const leave = `const book = new (require('libsql'))(process.argv[1]); book.exec('PRAGMA wal_autocheckpoint = 0; UPDATE sessions SET pid = 1');
      for (const end of ['', '-wal']) require('fs').copyFileSync(process.argv[1] + end, process.argv[2] + end)`;
    execFileSync(process.execPath, ['-e', leave, from, join(copy, 'practice.db')], { cwd: ROOT });
    for (const name of readdirSync(copy)) chmodSync(join(copy, name), 0o444);
    chmodSync(copy, 0o555);
    expect(statSync(join(copy, 'practice.db-wal')).size).toBeGreaterThan(0);
    expect(run({ HOME }, 'history', '--data-dir', copy)).toMatchObject({ status: 0, stderr: '' });
  });

  test('plays with HOME, and gets recipes with its number', () => {
    const HOME = folder();
    expect(run({ HOME }, 'play', 'rps', '--local', '--matches', '1')).toMatchObject({ status: 0 });
    expect(run({ HOME }, 'recipe', 'systemd', 'rps', '--strategy', 'random', '--sandbox').stdout).toContain(
      `User=${NOBODY}`,
    );
  });
});
