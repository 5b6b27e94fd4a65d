import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { BookFile, migrations } from '../../src/history/database.js';
import { openBook } from '../../src/history/index.js';
import {
  contextOf,
  dataFolder,
  endOf,
  foundMatch,
  hastyLedgerAt,
  intend,
  ledgerAt,
  openAt,
  playOne,
  rawAt,
  WAGER,
} from './support.js';

const unavailable = (message: RegExp, hint = /./) =>
  expect.objectContaining({
    code: 'history/unavailable',
    message: expect.stringMatching(message),
    hint: expect.stringMatching(hint),
  });

/** A disk of so many bytes, where this machine lets us have one. */
function smallDisk(bytes: number): string | null {
  const folder = dataFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'none', folder], { stdio: 'ignore' });
  } catch {
    // A container does not let its superuser do that.
    return null;
  }
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder]);
  });
  return folder;
}

describe('a folder that cannot be used', () => {
  test.skipIf(process.platform !== 'linux')('takes no files', () => {
    expect(() => ledgerAt('/proc/botpit')).toThrow(unavailable(/\/proc\/botpit\/real\.db/));
  });

  test('is a file', () => {
    const folder = dataFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(() => ledgerAt(join(folder, 'file'))).toThrow(unavailable(/real\.db cannot be used/));
  });

  test('has a folder in the place of the book', () => {
    const folder = dataFolder();
    mkdirSync(join(folder, 'real.db'));
    expect(() => ledgerAt(folder)).toThrow(unavailable(/real\.db cannot be used/));
  });

  test.skipIf(process.getuid?.() === 0)('is not writable', () => {
    const folder = dataFolder();
    chmodSync(folder, 0o500);
    expect(() => ledgerAt(folder)).toThrow(unavailable(/cannot be used/, /writable/));
  });
});

describe('a file that cannot be used', () => {
  test('is not a database', () => {
    const folder = dataFolder();
    writeFileSync(join(folder, 'real.db'), 'no database, but text. '.repeat(400));
    expect(() => ledgerAt(folder)).toThrow(unavailable(/not a database/, /damaged/));
  });

  test('is damaged inside', () => {
    const folder = dataFolder();
    const first = ledgerAt(folder);
    for (let i = 0; i < 40; i += 1) playOne(first, 'win');
    first.close();
    const path = join(folder, 'real.db');
    const content = readFileSync(path);
    writeFileSync(path, content.fill(0xa5, 4096));
    expect(() => {
      const ledger = ledgerAt(folder);
      intend(ledger);
      ledger.standing();
    }).toThrow(unavailable(/malformed|corrupt/i, /damaged/));
  });

  test('was written by a newer botpit, and is left as it is', () => {
    const folder = dataFolder();
    ledgerAt(folder).close();
    const raw = rawAt(folder);
    const newer = migrations().length + 1;
    raw.exec(`PRAGMA user_version = ${newer}`);
    expect(() => ledgerAt(folder)).toThrow(unavailable(/newer botpit/, /Update/));
    expect(raw.pragma('user_version')).toEqual([{ user_version: newer }]);
    expect(raw.inTransaction).toBe(false);
  });

  test('is for the eyes of its owner only, with all that is beside it', () => {
    const folder = join(dataFolder(), 'made', 'anew');
    const ledger = ledgerAt(folder);
    intend(ledger);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of ['real.db', 'real.db-wal', 'real.db-shm']) {
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    }
    ledger.close();
    // All is in the one file.
    expect(statSync(join(folder, 'real.db-wal'), { throwIfNoEntry: false })?.size ?? 0).toBe(0);
  });
});

describe('a database that another program holds', () => {
  test('fails at every step, and works again afterwards', () => {
    const folder = dataFolder();
    const ledger = hastyLedgerAt(folder);
    const other = rawAt(folder);
    const locked = unavailable(/locked/, /Another program/);

    const hold = () => other.exec('BEGIN IMMEDIATE');
    const letGo = () => other.exec('ROLLBACK');

    hold();
    expect(() => intend(ledger)).toThrow(locked);
    letGo();
    expect(ledger.openIntents()).toEqual([]);
    const intent = intend(ledger);

    hold();
    expect(() => ledger.found(foundMatch('m'), intent)).toThrow(locked);
    expect(ledger.known({ matchId: 'm', serverSeedHash: '' })).not.toBe('over');
    letGo();
    expect(ledger.openIntents()).toMatchObject([{ id: intent, matchId: null }]);

    hold();
    expect(() => ledger.settle(endOf('m', 'win'), 'me', [], intent)).toThrow(locked);
    expect(() => ledger.trip('max-loss', 'too much', null)).toThrow(locked);
    expect(() => ledger.end('records', 74)).toThrow(locked);
    letGo();
    expect(ledger.standing()).toMatchObject({ openLamports: WAGER, netLamports: 0, latches: [] });
    ledger.settle(endOf('m', 'win'), 'me', [], intent);
    expect(ledger.standing()).toMatchObject({ openLamports: 0, netLamports: 9_500_000 });
  });

  test('is waited for, but not for ever', () => {
    const file = BookFile.open(join(dataFolder(), 'real.db'));
    const timeout = file.value('PRAGMA busy_timeout');
    expect(timeout).toBeGreaterThanOrEqual(1_000);
    expect(timeout).toBeLessThanOrEqual(10_000);
    file.close();
  });
});

describe('a database that is gone', () => {
  test.each(['deleted', 'replaced', 'moved away'] as const)('%s while it is open', (how) => {
    const folder = dataFolder();
    const path = join(folder, 'real.db');
    const ledger = ledgerAt(folder);
    const intent = intend(ledger);
    ledger.found(foundMatch('m'), intent);
    if (how === 'moved away') renameSync(path, `${path}.old`);
    else rmSync(path);
    if (how === 'replaced') ledgerAt(folder).close();
    expect(() => ledger.settle(endOf('m', 'win'), 'me', [], null)).toThrow(unavailable(/real\.db/));
    expect(() => intend(ledger)).toThrow(unavailable(/real\.db/));
  });

  test('with its folder', () => {
    const folder = dataFolder();
    const ledger = ledgerAt(folder);
    rmSync(folder, { recursive: true });
    expect(() => intend(ledger)).toThrow(unavailable(/real\.db/));
  });
});

describe('a full disk', () => {
  // The superuser of Linux can have a small one.
  const tiny = process.platform === 'linux' && process.getuid?.() === 0;

  test.skipIf(!tiny)('lets no money be committed', ({ skip }) => {
    const folder = smallDisk(4 * 2 ** 20);
    if (folder === null) return skip('no small disk is to be had');
    const ledger = ledgerAt(folder);
    expect(() => intend(ledger)).toThrow(unavailable(/hardly any space/, /Make room/));
    expect(ledger.openIntents()).toEqual([]);
  });

  test.skipIf(!tiny)('that fills up in a match leaves it open, and it can be settled later', ({ skip }) => {
    const folder = smallDisk(24 * 2 ** 20);
    if (folder === null) return skip('no small disk is to be had');
    const ledger = ledgerAt(folder);
    const intent = intend(ledger);
    const fill = join(folder, 'fill');
    execFileSync('sh', ['-c', 'cat /dev/zero > "$0" 2>/dev/null || true', fill]);
    const text = randomBytes(1_000_000).toString('base64');
    const long = [{ at: 0, direction: 'in', text }] as const;
    const full = unavailable(/full/i, /Make room/);
    expect(() => ledger.settle(endOf('m', 'loss'), 'me', long, intent)).toThrow(full);
    expect(() => ledger.settle(endOf('m', 'loss'), 'me', long, intent)).toThrow(full);
    expect(ledger.standing()).toMatchObject({ openLamports: WAGER, netLamports: 0 });
    expect(() => intend(ledger)).toThrow(unavailable(/hardly any space/));
    rmSync(fill);
    ledger.settle(endOf('m', 'loss'), 'me', long, intent);
    expect(ledger.standing()).toMatchObject({ openLamports: 0, netLamports: -WAGER });
  });
});

describe('a match for money in play without', () => {
  const practice = { book: 'practice' } as const;

  test('goes to the book for money, counts there, and is latched', () => {
    const folder = dataFolder();
    const { ledger, archive } = openAt(folder, practice);
    expect(ledger.found(foundMatch('m'), null)).toBe('never');
    ledger.settle(endOf('m', 'loss'), 'agent-1', [], null);
    expect([...archive.matches({})]).toEqual([]);
    const { ledger: real, archive: kept } = openAt(folder);
    expect([...kept.matches({})]).toMatchObject([{ matchId: 'm', outcome: 'loss', wagerLamports: WAGER }]);
    expect(real.standing()).toMatchObject({
      netLamports: -WAGER,
      dayNetLamports: -WAGER,
      openIntents: 0,
      latches: [{ limit: 'fairness', until: null }],
    });
  });

  test.each([
    { what: 'is practice', more: { sandbox: true, netLamports: 0 }, arena: 'wss://arena.test/ws' },
    { what: 'is for nothing', more: { wagerLamports: 0, netLamports: 0 }, arena: 'wss://arena.test/ws' },
    { what: 'is for play money', more: {}, arena: 'local' },
  ])('does not where it $what', ({ more, arena }) => {
    const folder = dataFolder();
    const { ledger, archive } = openAt(folder, { ...practice, arena });
    ledger.settle(endOf('m', 'loss', more), 'agent-1', [], null);
    expect([...archive.matches({})]).toMatchObject([{ matchId: 'm' }]);
    expect(existsSync(join(folder, 'real.db'))).toBe(false);
  });

  test('ends play where that book cannot be written', () => {
    const folder = dataFolder();
    const { ledger } = openAt(folder, practice);
    mkdirSync(join(folder, 'real.db'));
    expect(() => ledger.settle(endOf('m', 'loss'), 'me', [], null)).toThrow(unavailable(/real\.db/));
  });
});

test('without a folder everything is in memory', () => {
  const options = { folder: null, book: 'practice', inMemory: true, context: contextOf() } as const;
  const { ledger, archive } = openBook(options);
  ledger.settle(endOf('m', 'loss'), 'agent-1', [], null);
  expect([...archive.matches({})]).toEqual([]);
  ledger.close();
  expect(existsSync('real.db')).toBe(false);
});
