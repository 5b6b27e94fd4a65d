import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openControl } from '../../src/history/control.js';
import { loadDriver, type SessionLimits } from '../../src/history/index.js';
import { MIGRATIONS } from '../../src/history/schema.js';
import { NO_LIMITS } from '../../src/runner/limits.js';
import {
  ACCOUNT,
  controlAt,
  dataFolder,
  endOf,
  foundMatch,
  HOUR,
  intend,
  ledgerAt,
  NOON,
  Now,
  openAt,
  playOne,
  WAGER,
} from './support.js';

const NO_SESSION_LIMITS: SessionLimits = { maxWagerLamports: null, ...NO_LIMITS };

test('a book of an earlier version is read, and its sessions tell no limits', async () => {
  const folder = dataFolder();
  const old = new (loadDriver())(join(folder, 'real.db'));
  old.exec(MIGRATIONS[0] ?? '');
  old.exec(`PRAGMA user_version = 1; INSERT INTO sessions (id, account, arena, strategy, pid, started_at, counted_from)
    VALUES ('s', 'a', 'wss://arena.test/ws', 'test', 1, ${NOON}, ${NOON})`);
  old.close();
  const control = await controlAt(folder);
  expect(control.unendedSessions()).toMatchObject([{ id: 's', limits: null }]);
  const limits = { ...NO_SESSION_LIMITS, maxLossLamports: WAGER, deny: ['brisk-otter'] };
  ledgerAt(folder, { limits });
  ledgerAt(folder);
  expect(control.unendedSessions()).toMatchObject([{ limits: null }, { limits }, { id: 's' }]);
});

test('there is none where nothing was recorded', async () => {
  expect(await openControl(dataFolder(), 'real')).toBeNull();
});

describe('settle', () => {
  test.each([
    { payout: 0, net: -WAGER, outcome: 'loss' },
    { payout: WAGER, net: 0, outcome: 'draw' },
    { payout: 2 * WAGER, net: WAGER, outcome: 'win' },
  ])('with a payout of $payout counts as net $net', async ({ payout, net, outcome }) => {
    const folder = dataFolder();
    const now = new Now();
    const { ledger, archive } = openAt(folder, { now });
    const bound = intend(ledger);
    ledger.found(foundMatch('m'), bound);
    const control = await controlAt(folder);
    expect(control.settle(bound, payout, now.ms)).toMatchObject({ id: bound, matchId: 'm' });
    expect(ledger.standing()).toMatchObject({ netLamports: net, dayNetLamports: net, openIntents: 0 });
    expect(archive.matches({})).toMatchObject([{ state: 'ended', settled: true, outcome, netLamports: net }]);
    expect(ledger.isOver('m')).toBe(true);
    expect(() => control.settle(bound, payout, now.ms)).toThrow('there is no open intent');
  });

  test('of an intent that led to no match touches no match', async () => {
    const folder = dataFolder();
    const { ledger, archive } = openAt(folder);
    const id = playOne(ledger, 'win');
    const open = intend(ledger);
    (await controlAt(folder)).settle(open, 0, NOON);
    expect(archive.matches({})).toMatchObject([{ matchId: id, outcome: 'win' }]);
    expect(ledger.standing()).toMatchObject({ netLamports: 9_500_000 - WAGER, lossesInARow: 1 });
  });

  test('refuses more than both wagers: that would lift every limit', async () => {
    const folder = dataFolder();
    const ledger = ledgerAt(folder);
    const open = intend(ledger);
    const control = await controlAt(folder);
    expect(() => control.settle(open, 2 * WAGER + 1, NOON)).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringContaining('0.02 SOL') }),
    );
    expect(ledger.standing().openIntents).toBe(1);
  });

  test('of what was voided or settled is refused', async () => {
    const folder = dataFolder();
    const ledger = ledgerAt(folder);
    const gone = intend(ledger);
    ledger.void(gone);
    const control = await controlAt(folder);
    for (const id of [gone, 0, 4711]) expect(() => control.settle(id, 0, NOON)).toThrow('no open intent');
  });

  test('holds against what the arena tells later', async () => {
    const folder = dataFolder();
    const ledger = ledgerAt(folder);
    const open = intend(ledger);
    ledger.found(foundMatch('m'), open);
    (await controlAt(folder)).settle(open, 0, NOON);
    ledger.settle(endOf('m', 'win'), 'agent-1', [], null);
    expect(ledger.standing()).toMatchObject({ netLamports: -WAGER, openIntents: 0 });
  });
});

describe('release', () => {
  test('tells what it released, once', async () => {
    const folder = dataFolder();
    const ledger = ledgerAt(folder);
    ledger.trip('max-loss', 'too much', null);
    ledger.trip('max-streak', 'too long', NOON + HOUR);
    const control = await controlAt(folder);
    expect(control.latches(NOON)).toHaveLength(2);
    expect(control.latches(NOON + HOUR)).toMatchObject([{ limit: 'max-loss' }]);
    expect(control.release('max-loss', NOON)).toMatchObject([
      { account: ACCOUNT, limit: 'max-loss', message: 'too much' },
    ]);
    expect(control.release('max-loss', NOON)).toEqual([]);
    expect(control.latches(NOON)).toMatchObject([{ limit: 'max-streak' }]);
  });
});

test('a book tells where each account stands, as its latest session counts', async () => {
  const folder = dataFolder();
  const now = new Now();
  playOne(ledgerAt(folder, { now }), 'loss');
  now.set(-HOUR);
  const other = ledgerAt(folder, { now, account: 'b'.repeat(16) });
  intend(other);
  const control = await controlAt(folder);
  expect(control.standings(now.ms)).toMatchObject([
    { account: 'b'.repeat(16), netLamports: 0, openIntents: 1 },
    { account: ACCOUNT, netLamports: -WAGER, openIntents: 0 },
  ]);
  expect(control.openIntents()).toMatchObject([{ account: 'b'.repeat(16) }]);
  expect(control.unendedSessions().map(({ account }) => account)).toEqual(['b'.repeat(16), ACCOUNT]);
  expect(control.check()).toBe('1 match');
});
