import { expect, test } from 'vitest';
import { NO_LIMITS } from '../../src/history/index.js';
import { formatOperation, type Operation } from '../../src/ui/records/format-operation.js';
import { createStyle } from '../../src/ui/text/output.js';

const AT = Date.UTC(2026, 0, 2, 3, 4, 5);
const NAMES = ['live', null, 'a very long name of a bot indeed'] as const;

const balance = { netLamports: -12_345_678, dayNetLamports: 5_000_000_000, openLamports: 30_000_000 };

/** Three bots of a folder, one of them without a name. */
const OPERATION: Operation = {
  book: 'real',
  running: NAMES.map((bot, i) => ({
    id: `s${i}`,
    ...{ bot, agentId: bot && 'ba214745-46ac-8692-97e0-f7de58c6dbae', agentName: bot && 'Daring Ibex 912' },
    ...{ account: `${i}`.repeat(16), arena: 'wss://api.botpit.tech/api/v1/ws', strategy: 'counter-last' },
    ...{
      pid: 40_000 + i,
      startedAt: AT,
      endedAt: null,
      reason: null,
      exitCode: null,
      restsUntil: i === 0 ? AT : null,
    },
    limits: { ...NO_LIMITS, maxDailyLossLamports: 1_000_000_000, maxLossLamports: 20_000_000 },
    ...{ isStopped: i === 1, isStopping: i === 2 },
  })),
  intents: NAMES.map((bot, i) => ({
    ...{ id: i + 1, bot, agentName: null, account: `${i}`.repeat(16), arena: 'wss://arena.test/ws' },
    ...{ game: 'high_card_duel', wagerLamports: 10_000_000, createdAt: AT, pid: i === 0 ? 40_000 : null },
    matchId: '00000000-0000-4000-8000-000000000002',
  })),
  latches: NAMES.map((bot, i) => ({
    ...{ id: i, bot, agentName: null, account: bot === null ? null : 'a'.repeat(16), limit: 'max-drawdown' },
    ...{ trippedAt: AT, until: null, message: 'The drawdown limit of 0.05 SOL is reached: net -0.06.' },
  })),
  standings: NAMES.map((bot, i) => ({
    ...balance,
    ...{
      bot,
      agentName: null,
      account: `${i}`.repeat(16),
      folder: { ...balance, drawdown: () => 0, openIntents: 3 },
    },
    ...{ drawdown: () => 20_000_000, openIntents: 1, profitLamports: 0, lossesInARow: 4, lastOpponent: null },
  })),
  limitsToCome: { ...NO_LIMITS, deny: ['brisk-otter-41', 'somebody else'] },
};

const shown = (columns?: number) => formatOperation(OPERATION, createStyle(false), columns);

test.each([40, 60, 80, 120])('at %i columns, whole rows with the names of the bots', (columns) => {
  const lines = shown(columns);
  expect(lines.filter((line) => line.length > columns)).toEqual([]);
  const rows = (what: RegExp) => lines.filter((line) => what.test(line)).length;
  // A row for each of the three, of processes, of standings and of intents.
  expect(rows(/^ {4}.*process 4000\d( {2}|$)/)).toBeGreaterThanOrEqual(3);
  expect(rows(/^ {4}.*today 5 SOL/)).toBe(4);
  expect(rows(/^ {4}.*intent \d/)).toBe(3);
  expect(rows(/^ {4}live /)).toBeGreaterThanOrEqual(4);
  expect(rows(/^ {4}a very long n/)).toBeGreaterThanOrEqual(4);
});

test('with all the room there is, all that is known', () => {
  const text = shown().join('\n');
  for (const word of [
    'live  ',
    'Daring Ibex 912',
    'ba214745-46ac-8692-97e0-f7de58c6dbae',
    `account ${'0'.repeat(16)}`,
    'drawdown 0.02 SOL',
    '4 lost in a row',
    'process 40000 plays',
    '`botpit settle <intent> --payout <sol>`',
    "`botpit resume max-drawdown --bot 'a very long name of a bot indeed'`",
    'max-drawdown (all accounts)',
    'asked to stop: it finishes its match',
    'kill -CONT 40001',
  ])
    expect(text).toContain(word);
});

test('where no bot has a name, there is no place for one', () => {
  const nameless = {
    ...OPERATION,
    running: OPERATION.running.slice(1, 2),
    standings: OPERATION.standings.slice(1, 2),
    intents: OPERATION.intents.slice(1, 2),
  };
  const text = formatOperation(nameless, createStyle(false)).join('\n');
  expect(text).toMatch(/^ {4}process 40001 {2}since /m);
  expect(text).toMatch(/^ {4}account 1{16} {2}session -0.012345678 SOL/m);
  expect(text).toMatch(/^ {4}intent 2 {2}0.01 SOL/m);
});
