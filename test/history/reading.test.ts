import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { migrations } from '../../src/history/database.js';
import { Archive } from '../../src/history/index.js';
import { loadDriver } from '../../src/lib/sqlite.js';
import { runCli } from '../support/run-cli.js';
import { dataFolder, ledgerAt, NOON, openAt, playOne, WAGER } from './support.js';

/** A book with one match and one open intent, left behind in a way of its own. @returns its folder */
const LEFT = {
  'closed by its process': () => {
    const { folder, id, ledger } = written();
    ledger.close();
    return { folder: copyOf(folder, ['real.db']), id };
  },
  'left by a process that was killed': () => {
    const { folder, id } = written();
    return { folder: copyOf(folder, ['real.db', 'real.db-wal', 'real.db-shm']), id };
  },
  'copied from under its process': () => {
    const { folder, id } = written();
    return { folder: copyOf(folder, ['real.db', 'real.db-wal']), id };
  },
  'of an earlier version': () => {
    const folder = dataFolder();
    const old = new (loadDriver())(join(folder, 'real.db'));
    old.exec('PRAGMA journal_mode = WAL');
    for (const step of migrations().slice(0, 2)) old.exec(step);
    old.exec(`PRAGMA user_version = 2;
      INSERT INTO sessions (id, account, arena, strategy, pid, started_at, counted_from)
        VALUES ('s', 'a', 'wss://arena.test/ws', 'test', 1, ${NOON}, ${NOON});
      INSERT INTO intents (session_id, account, arena, entry, game, wager_lamports, created_at, state)
        VALUES ('s', 'a', 'wss://arena.test/ws', 'queue', 'rps', ${WAGER}, ${NOON}, 'open');
      PRAGMA wal_checkpoint(TRUNCATE)`);
    const copy = copyOf(folder, ['real.db']);
    old.close();
    return { folder: copy, id: null };
  },
} as const;

function written() {
  const folder = dataFolder();
  const ledger = ledgerAt(folder);
  const id = playOne(ledger, 'win');
  ledger.intend({ entry: 'queue', game: 'rps', wagerLamports: WAGER }, () => null);
  return { folder, id, ledger };
}

function copyOf(folder: string, names: readonly string[]): string {
  const copy = dataFolder();
  for (const name of names) cpSync(join(folder, name), join(copy, name));
  return copy;
}

/** How many migrations the book has had, as a copy of all its files tells. */
function versionOf(folder: string): unknown {
  const copy = copyOf(folder, readdirSync(folder));
  const database = new (loadDriver())(join(copy, 'real.db'));
  const [row] = database.pragma('user_version') as readonly { readonly user_version: number }[];
  database.close();
  return row?.user_version;
}

/** Nobody can write there until the end of the test. @returns false where this machine does not let us have that */
function makeReadOnly(folder: string): boolean {
  if (process.getuid?.() !== 0) {
    for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o444);
    chmodSync(folder, 0o555);
    onTestFinished(() => chmodSync(folder, 0o755));
    return true;
  }
  // Only a mount stops a superuser.
  try {
    execFileSync('mount', ['--bind', folder, folder], { stdio: 'ignore' });
  } catch {
    return false;
  }
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder]);
  });
  execFileSync('mount', ['-o', 'remount,ro,bind', folder], { stdio: 'ignore' });
  return true;
}

describe.each(Object.entries(LEFT))('a book %s', (_how, leave) => {
  test.each(['writable', 'read-only'] as const)('is read as it is in a %s folder', async (kind) => {
    const { folder, id } = leave();
    const [before, version] = [readFileSync(join(folder, 'real.db')), versionOf(folder)];
    if (kind === 'read-only' && !makeReadOnly(folder)) return;
    const archive = Archive.open(folder, 'real');
    expect([...(archive?.matches({}) ?? [])].map(({ matchId }) => matchId)).toEqual(id === null ? [] : [id]);
    expect(archive?.openIntents()).toMatchObject([{ wagerLamports: WAGER, matchId: null }]);
    expect(archive?.standings(NOON)).toMatchObject([{ openLamports: WAGER }]);
    archive?.close();
    expect(readFileSync(join(folder, 'real.db')).equals(before)).toBe(true);
    expect(versionOf(folder)).toBe(version);
    expect(Archive.open(folder, 'practice')).toBeNull();
  });

  test('is told by every command that reads, where nothing can be written', async () => {
    const { folder, id } = leave();
    if (!makeReadOnly(folder)) return;
    const run = async (...args: readonly string[]) => {
      const { exitCode, stderr, stdout } = await runCli([...args, '--data-dir', folder]);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.not.stringContaining('botpit:') });
      return stdout;
    };
    expect(await run('history', '--book', 'real')).toContain(id?.slice(0, 8) ?? '');
    await run('stats', '--book', 'real');
    expect(await run('status')).toContain('0.01 SOL');
    if (id === null) return;
    for (const command of ['show', 'verify', 'export', 'replay'])
      expect(await run(command, id)).toContain(id);
    // What has to write says that it cannot.
    expect(await runCli(['settle', '2', '--payout', '0', '--data-dir', folder])).toMatchObject({
      exitCode: 74,
    });
  });
});

test('a reader sees what is written while it is open, and holds nobody up', async () => {
  const folder = dataFolder();
  const { ledger } = openAt(folder);
  const archive = Archive.open(folder, 'real');
  expect([...(archive?.matches({}) ?? [])]).toEqual([]);
  const id = playOne(ledger, 'win');
  expect([...(archive?.matches({}) ?? [])]).toMatchObject([{ matchId: id }]);
  archive?.close();
});
