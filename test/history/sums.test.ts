import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { migrations } from '../../src/history/database.js';
import { Archive, type RoundRecord, Selection } from '../../src/history/index.js';
import { loadDriver } from '../../src/lib/sqlite.js';
import {
  controlAt,
  dataFolder,
  endOf,
  foundMatch,
  HOUR,
  intend,
  ledgerAt,
  NOON,
  openAt,
  WAGER,
} from './support.js';

function round(decideMs: number | null, more: Partial<RoundRecord> = {}): RoundRecord {
  return {
    round: 1,
    state: {},
    move: { choice: 'rock' },
    source: 'strategy',
    reason: null,
    decideMs,
    askedAt: NOON,
    timeoutMs: 1000,
    outcome: 'win',
    score: [1, 0],
    result: {},
    ...more,
  };
}

describe('the sums of a group', () => {
  test('count what is settled by its outcome, and all of the money', () => {
    const { ledger, archive } = openAt(dataFolder());
    for (const [id, outcome, more] of [
      ['a', 'win', { netLamports: 9_500_000 }],
      ['b', 'win', { netLamports: -WAGER, disputed: 'the payout is not what the rules say' }],
      ['c', 'loss', { settled: false }],
      ['d', 'draw', { fallbacks: 3, timeouts: 2 }],
    ] as const) {
      ledger.found(foundMatch(id), intend(ledger));
      ledger.settle(endOf(id, outcome, more), 'agent-1', [], null);
    }
    expect(archive.groups({}, 'game')).toMatchObject([
      {
        key: 'rps',
        matches: 4,
        wins: 2,
        losses: 0,
        draws: 1,
        netLamports: 9_500_000 - 2 * WAGER,
        wageredLamports: 4 * WAGER,
        // Not of the one that is disputed.
        wonWagersLamports: WAGER,
        wonPayoutsLamports: WAGER + 9_500_000,
        forMoney: 4,
        fallbacks: 3,
        timeouts: 2,
      },
    ]);
    expect(archive.groups({}, 'game')).toMatchObject([{ outcomes: 'ww?d' }]);
    expect(archive.course({}, { times: true, fees: true })).toEqual({
      outcomes: 'ww?d',
      netsLamports: [9_500_000, -WAGER, -WAGER, 0],
      feesLamports: [500_000, 0, 0, 0],
      startedAt: [NOON, NOON, NOON, NOON],
    });
  });

  test('tell times to three digits, and none of turns in which nothing was decided', () => {
    const { ledger, archive } = openAt(dataFolder());
    const rounds = [
      round(0.123456),
      round(0.1234),
      round(1500.4, { source: 'fallback', reason: 'late' }),
      round(0),
      round(2, { source: 'fallback', reason: 'refused' }),
      round(null),
      round(3, { source: null }),
    ];
    ledger.found(foundMatch('m'), intend(ledger));
    ledger.settle(endOf('m', 'win', { rounds }), 'agent-1', [], null);
    ledger.settle(endOf('n', 'win', { rounds: [] }), 'agent-1', [], null);
    expect(archive.groups({}, 'game')).toMatchObject([{ decidedUs: '123 123 1500000 0' }]);
  });

  test('are those of the match as it stands, whatever became of it', async () => {
    const folder = dataFolder();
    const { ledger, archive } = openAt(folder);
    const id = intend(ledger);
    ledger.found(foundMatch('m', { opponentName: 'before' }), id);
    expect(archive.groups({}, 'opponent')).toMatchObject([{ matches: 1, wins: 0, netLamports: -WAGER }]);
    (await controlAt(folder)).settle(id, WAGER, NOON);
    expect(archive.groups({}, 'opponent')).toMatchObject([{ matches: 1, draws: 1, netLamports: 0 }]);
    ledger.settle(endOf('m', 'win', { opponentName: 'after' }), 'agent-1', [], null);
    expect(archive.groups({}, 'opponent')).toMatchObject([
      { matches: 1, wins: 1, draws: 0, netLamports: 9_500_000, newest: { opponentName: 'after' } },
    ]);
  });
});

test('a practice book that forgets its oldest matches does not sum them up', () => {
  const folder = dataFolder();
  const { ledger, archive } = openAt(folder, { book: 'practice', arena: 'local' });
  for (const id of ['a', 'b']) ledger.settle(endOf(id, 'win'), 'agent-1', [], null);
  expect(archive.count({})).toBe(2);
  const file = new (loadDriver())(join(folder, 'practice.db'));
  file.exec(`DELETE FROM matches WHERE match_id = 'a'`);
  file.close();
  expect(archive.groups({}, 'game')).toMatchObject([{ matches: 1 }]);
  expect(archive.count({})).toBe(1);
});

test('the matches of a book of an earlier version are summed up when it is opened', () => {
  const folder = dataFolder();
  const old = new (loadDriver())(join(folder, 'real.db'));
  const before = migrations().findIndex((step) => step.includes('summaries'));
  for (const step of migrations().slice(0, before)) old.exec(step);
  const save =
    old.prepare(`INSERT INTO matches (match_id, account, arena, session_id, state, game, agent_id, opponent_id,
    opponent_name, side, wager_lamports, sandbox, settled, outcome, score_mine, score_theirs, payout_lamports, fee_lamports,
    net_lamports, server_seed_hash, server_seed, started_at, ended_at, fallbacks, timeouts, botpit_version, strategy, rounds,
    taunts, frames)
    VALUES (?, 'a', 'wss://arena.test/ws', 's', 'ended', 'rps', 'me', 'them', 'Other', 'a', ?, 0, 1, 'loss', 0, 0, 0, 0, ?,
    'hash', '', ?, ?, 0, 0, '0', 'test', ?, '[]', ?)`);
  const frames = deflateRawSync('[]');
  save.run('m1', WAGER, -WAGER, NOON, NOON, JSON.stringify([round(12.3456), round(7)]), frames);
  save.run('m2', WAGER, -WAGER, NOON, NOON, 'not JSON', frames);
  old.exec(`PRAGMA user_version = ${before}`);
  old.close();
  ledgerAt(folder).close();
  const archive = Archive.open(folder, 'real');
  const [group] = archive?.groups({}, 'strategy') ?? [];
  expect(group).toMatchObject({ key: 'test', matches: 2, losses: 2, netLamports: -2 * WAGER });
  expect(group?.decidedUs).toBe('12300 7000');
  archive?.close();
});

describe('several folders', () => {
  /** Two books whose matches began in turns, an hour apart. */
  function books(): Archive[] {
    const folders = [dataFolder(), dataFolder()];
    for (const [i, outcomes] of [['win', 'loss'] as const, ['win', 'draw', 'win'] as const].entries()) {
      const { ledger } = openAt(folders[i] ?? '');
      for (const [n, outcome] of outcomes.entries()) {
        const id = `m${2 * n + i}`;
        const startedAt = NOON + (2 * n + i) * HOUR;
        const opponentName = `name ${id}`;
        ledger.found(foundMatch(id, { startedAt, opponentName }), intend(ledger));
        ledger.settle(endOf(id, outcome, { startedAt, opponentName }), 'agent-1', [], null);
      }
      ledger.close();
    }
    return folders.flatMap((folder) => Archive.open(folder, 'real') ?? []);
  }

  test.each([
    [{}, ['m0', 'm1', 'm2', 'm3', 'm5']],
    [{ limit: 3 }, ['m2', 'm3', 'm5']],
    [{ limit: 1 }, ['m5']],
    [{ outcome: 'win', limit: 2 }, ['m1', 'm5']],
    [{ since: NOON + 4 * HOUR }, ['m5']],
  ] as const)('are listed as one by when the matches began: %o', (filter, expected) => {
    const selection = new Selection(books(), filter);
    expect([...selection.matches()].map(({ matchId }) => matchId)).toEqual(expected);
    expect(selection.count()).toBe(expected.length);
  });

  test('add up', () => {
    const selection = new Selection(books(), {});
    expect(selection.groups('opponent')).toMatchObject([
      {
        matches: 5,
        wins: 3,
        losses: 1,
        draws: 1,
        netLamports: 3 * 9_500_000 - WAGER,
        newest: { opponentName: 'name m5' },
      },
    ]);
    expect(selection.groups('game')).toMatchObject([{ outcomes: 'wwldw' }]);
    expect(selection.course()).toMatchObject({
      outcomes: 'wwldw',
      netsLamports: [9_500_000, 9_500_000, -WAGER, 0, 9_500_000],
    });
  });

  test('none is empty', () => {
    const selection = new Selection([], { limit: 5 });
    expect([selection.count(), [...selection.matches()], selection.groups('game')]).toEqual([0, [], []]);
    expect(selection.course().outcomes).toBe('');
  });
});
