import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { Control } from '../../src/history/control.js';
import { migrations } from '../../src/history/database.js';
import { NO_LIMITS } from '../../src/history/record.js';
import { loadDriver } from '../../src/lib/sqlite.js';
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

test('a book of an earlier version is read, and its sessions tell no limits', async () => {
  const folder = dataFolder();
  const old = new (loadDriver())(join(folder, 'real.db'));
  old.exec(migrations()[0] ?? '');
  old.exec(`PRAGMA user_version = 1; INSERT INTO sessions (id, account, arena, strategy, pid, started_at, counted_from)
    VALUES ('s', 'a', 'wss://arena.test/ws', 'test', 1, ${NOON}, ${NOON})`);
  old.close();
  const control = await controlAt(folder);
  expect(control.unendedSessions()).toMatchObject([{ id: 's', limits: null }]);
  const limits = { ...NO_LIMITS, maxLossLamports: WAGER, deny: ['brisk-otter'] };
  ledgerAt(folder, { limits });
  ledgerAt(folder);
  expect(control.unendedSessions()).toMatchObject([{ limits: null }, { limits }, { id: 's' }]);
});

test('a match of an earlier version keeps its record and its intent', async () => {
  const folder = dataFolder();
  const old = new (loadDriver())(join(folder, 'real.db'));
  for (const step of migrations().slice(0, 2)) old.exec(step);
  const { account, arena } = openAt(dataFolder()).ledger.context;
  old.exec(`PRAGMA user_version = 2;
    INSERT INTO intents (session_id, account, arena, entry, game, wager_lamports, created_at, match_id, state, net_lamports)
      VALUES ('s', '${account}', '${arena}', 'queue', 'rps', ${WAGER}, ${NOON}, 'm1', 'open', 0),
        ('s', '${account}', '${arena}', 'queue', 'rps', ${WAGER}, ${NOON}, 'm2', 'settled', ${-WAGER}),
        ('s', '${account}', '${arena}', 'queue', 'rps', ${WAGER}, ${NOON}, NULL, 'open', 0)`);
  const save =
    old.prepare(`INSERT INTO matches (match_id, account, arena, session_id, state, game, agent_id, opponent_id,
    opponent_name, side, wager_lamports, sandbox, settled, outcome, score_mine, score_theirs, payout_lamports, fee_lamports,
    net_lamports, server_seed_hash, server_seed, started_at, ended_at, fallbacks, timeouts, botpit_version, strategy, rounds,
    taunts, frames)
    VALUES (?, ?, ?, 's', ?, 'rps', 'me', 'them', 'Other', 'a', ?, 0, ?, 'loss', 0, 0, 0, 0, ?, 'hash', '', ?, ?, 0, 0, '0',
    'test', '[]', '[]', ?)`);
  const frames = deflateRawSync('[]');
  save.run('m1', account, arena, 'playing', WAGER, 0, -WAGER, NOON, NOON, frames);
  save.run('m2', account, arena, 'ended', WAGER, 1, -WAGER, NOON, NOON, frames);
  old.close();
  const { ledger, archive } = openAt(folder);
  expect(ledger.known({ matchId: 'm1', serverSeedHash: 'hash' })).toBe('open');
  expect(ledger.known({ matchId: 'm2', serverSeedHash: 'hash' })).toBe('over');
  expect(ledger.known({ matchId: 'm2', serverSeedHash: 'other' })).toBe('reused');
  ledger.settle(endOf('m1', 'win', { serverSeedHash: 'hash' }), 'me', [], null);
  expect(ledger.openIntents()).toMatchObject([{ id: 3, matchId: null }]);
  expect(archive.named({ id: 'm', at: '' })).toHaveLength(2);
  expect([...archive.matches({})]).toMatchObject([
    { matchId: 'm1', settled: true, netLamports: 9_500_000, operatorNetLamports: null },
    { matchId: 'm2', netLamports: -WAGER },
  ]);
});

test('a book of an earlier version, which went by times, counts what it counted', () => {
  const folder = dataFolder();
  const old = new (loadDriver())(join(folder, 'real.db'));
  const before = migrations().findIndex((step) => step.includes('intents_position'));
  for (const step of migrations().slice(0, before)) old.exec(step);
  old.exec(`PRAGMA user_version = ${before}`);
  const session = old.prepare(
    `INSERT INTO sessions (id, account, arena, strategy, pid, started_at, counted_from, ended_at, exit_code)
      VALUES (?, '${ACCOUNT}', 'wss://arena.test/ws', 'test', 1, ?2, ?2, ?2, ?3)`,
  );
  session.run('first', NOON - HOUR, 0);
  session.run('second', NOON, 69);
  const lost = old.prepare(
    `INSERT INTO intents (session_id, account, arena, entry, game, wager_lamports, created_at, state, net_lamports, closed_at)
      VALUES (?, '${ACCOUNT}', 'wss://arena.test/ws', 'queue', 'rps', ${WAGER}, ?2, 'settled', -${WAGER}, ?2)`,
  );
  for (const at of [NOON - 3000, NOON - 2000]) lost.run('first', at);
  lost.run('second', NOON + 1000);
  // The clock was set back then.
  lost.run('second', NOON - HOUR);
  const latch = old.prepare(
    `INSERT INTO latches (account, limit_name, message, tripped_at, until, released_at)
      VALUES ('${ACCOUNT}', ?, 'test', ?, ?, ?)`,
  );
  latch.run('max-daily-loss', NOON - 2500, null, NOON - 2400);
  latch.run('max-streak', NOON - 2500, NOON + 500, null);
  old.close();
  const standing = ledgerAt(folder, { now: new Now(NOON + 5000) }).standing();
  expect(standing).toMatchObject({
    netLamports: -2 * WAGER,
    // Without the first, which was released.
    dayNetLamports: -3 * WAGER,
    lossesInARow: 2,
    latches: [],
  });
});

test('there is none where nothing was recorded', async () => {
  expect(Control.open(dataFolder(), 'real')).toBeNull();
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
    expect([...archive.matches({})]).toMatchObject([
      { state: 'ended', settled: true, outcome, netLamports: net },
    ]);
    expect(() => control.settle(bound, payout, now.ms)).toThrow('there is no open intent');
  });

  test('of an intent that led to no match touches no match', async () => {
    const folder = dataFolder();
    const { ledger, archive } = openAt(folder);
    const id = playOne(ledger, 'win');
    const open = intend(ledger);
    (await controlAt(folder)).settle(open, 0, NOON);
    expect([...archive.matches({})]).toMatchObject([{ matchId: id, outcome: 'win' }]);
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

  test('is corrected by what the arena tells later, and kept beside it', async () => {
    const folder = dataFolder();
    const { ledger, archive } = openAt(folder);
    const open = intend(ledger);
    ledger.found(foundMatch('m'), open);
    (await controlAt(folder)).settle(open, 0, NOON);
    expect(ledger.known({ matchId: 'm', serverSeedHash: '' })).toBe('open');
    expect(ledger.settle(endOf('m', 'win'), 'agent-1', [], null)).toBe(-WAGER);
    expect(ledger.standing()).toMatchObject({ netLamports: 9_500_000, openIntents: 0 });
    expect([...archive.matches({})]).toMatchObject([{ netLamports: 9_500_000, operatorNetLamports: -WAGER }]);
    // Once told, it is told.
    ledger.settle(endOf('m', 'loss'), 'agent-1', [], null);
    expect(ledger.standing()).toMatchObject({ netLamports: 9_500_000 });
  });

  test('counts as lost again while the arena says that the match is on', async () => {
    const folder = dataFolder();
    const ledger = ledgerAt(folder);
    const open = intend(ledger);
    ledger.found(foundMatch('m'), open);
    const control = await controlAt(folder);
    control.settle(open, 2 * WAGER, NOON);
    const next = ledgerAt(folder);
    expect(next.found(foundMatch('m'), null)).toBe('before');
    expect(next.standing()).toMatchObject({ netLamports: 0, openLamports: WAGER });
    expect(control.openIntents()).toMatchObject([{ id: open, matchId: 'm' }]);
  });

  test('of what led to no match gives way to one that the arena mentions after all, once each', async () => {
    const folder = dataFolder();
    const ledger = ledgerAt(folder);
    const control = await controlAt(folder);
    const [lost, nothing] = [intend(ledger), intend(ledger)];
    control.settle(lost, 0, NOON);
    control.settle(nothing, WAGER, NOON);
    expect(ledger.found(foundMatch('m1'), null)).toBe('before');
    expect(ledger.settle(endOf('m1', 'loss'), 'agent-1', [], null)).toBe(0);
    expect(ledger.found(foundMatch('m2'), null)).toBe('before');
    expect(ledger.settle(endOf('m2', 'win'), 'agent-1', [], null)).toBe(-WAGER);
    expect(ledger.found(foundMatch('m3'), null)).toBe('never');
    ledger.settle(endOf('m3', 'loss'), 'agent-1', [], null);
    expect(ledger.standing()).toMatchObject({ netLamports: 9_500_000 - 2 * WAGER, openIntents: 0 });
  });
});

describe('release', () => {
  test('tells what it released, once', async () => {
    const folder = dataFolder();
    const ledger = ledgerAt(folder);
    ledger.trip('max-loss', 'too much', null);
    ledger.trip('max-streak', 'too long', HOUR);
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
