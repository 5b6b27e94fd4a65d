import { expect, onTestFinished, test } from 'vitest';
import { DailySummary } from '../../src/cli/play/daily-summary.js';
import { type Ledger, openBook } from '../../src/history/index.js';
import { parseTimeOfDay } from '../../src/lib/time-of-day.js';
import type { EventOf } from '../../src/runner/index.js';
import { contextOf, dataFolder, endOf, foundMatch, intend, rawAt, WAGER } from '../history/support.js';
import { FakeClock } from '../support/fake-clock.js';

const at = (time: string) => Date.parse(`2026-06-0${time}:00Z`);
const HOUR = 3_600_000;

let matches = 0;

function play(ledger: Ledger, clock: FakeClock, outcome: 'win' | 'loss' | 'draw', game = 'rps'): void {
  matches += 1;
  const id = `s-${matches}`;
  ledger.found(foundMatch(id, { game }), intend(ledger));
  ledger.settle(endOf(id, outcome, { game, endedAt: clock.epochMs() }), 'agent-1', [], null);
}

/** A run of botpit, as far as its summaries go. `answers`: whether whoever is told could be, false for the rest. */
function start(folder: string, time: string, answers: readonly boolean[] = [true, true, true]) {
  const clock = new FakeClock(at(time));
  const { ledger } = openBook({ folder, book: 'real', inMemory: false, context: contextOf(), time: clock });
  const told: EventOf<'summary'>[] = [];
  const warned: string[] = [];
  const summary = new DailySummary({
    at: parseTimeOfDay('08:00') ?? 0,
    timeZone: 'Europe/Berlin',
    ledger,
    maxLossLamports: 100_000_000,
    tell: async (event) => {
      told.push(event);
      return answers[told.length - 1] ?? false;
    },
    warn: ({ code }) => warned.push(code),
    clock,
  });
  let isOver = false;
  const end = async () => {
    if (isOver) return;
    isOver = true;
    await summary.close();
    ledger.close();
  };
  onTestFinished(end);
  /** Time passes, and what follows from it is done. */
  const pass = async (ms: number) => {
    clock.advance(ms);
    await new Promise(setImmediate);
  };
  return { clock, ledger, told, warned, pass, end };
}

test('at the hour of the zone, from the books: matches, net, games, limits, what is open', async () => {
  const run = start(dataFolder(), '1T07:00');
  play(run.ledger, run.clock, 'win');
  play(run.ledger, run.clock, 'loss');
  await run.pass(22 * HOUR);
  expect(run.told).toEqual([]);
  play(run.ledger, run.clock, 'loss', 'crash');
  play(run.ledger, run.clock, 'draw');
  intend(run.ledger);
  run.ledger.trip('max-streak', 'Enough.', null);
  // 08:00 in Berlin.
  await run.pass(HOUR);
  expect(run.told).toEqual([
    {
      event: 'summary',
      from: '2026-06-01T07:00:00.000Z',
      until: '2026-06-02T06:00:00.000Z',
      matches: 4,
      wins: 1,
      losses: 2,
      draws: 1,
      netLamports: 9_500_000 - 2 * WAGER,
      games: [
        { game: 'rps', matches: 3, wins: 1, losses: 1, draws: 1, net_lamports: 9_500_000 - WAGER },
        { game: 'crash', matches: 1, wins: 0, losses: 1, draws: 0, net_lamports: -WAGER },
      ],
      limits: [{ limit: 'max-streak', until: null }],
      sessionNetLamports: 9_500_000 - 2 * WAGER,
      maxLossLamports: 100_000_000,
      openCount: 1,
      openLamports: WAGER,
    },
  ]);
  await run.pass(24 * HOUR);
  expect(run.told[1]).toMatchObject({
    from: run.told[0]?.until,
    until: '2026-06-03T06:00:00.000Z',
    matches: 0,
  });
});

test('a match whose end is unknown is not told as lost, though its wager counts as lost', async () => {
  const run = start(dataFolder(), '1T07:00');
  run.ledger.found(foundMatch('unknown'), intend(run.ledger));
  const unknown = endOf('unknown', 'loss', { settled: false, endedAt: run.clock.epochMs() });
  run.ledger.settle(unknown, 'agent-1', [], null);
  await run.pass(23 * HOUR);
  expect(run.told).toMatchObject([
    { matches: 1, wins: 0, losses: 0, draws: 0, netLamports: -WAGER, openCount: 1, openLamports: WAGER },
  ]);
});

test('a restart loses none, and tells none twice', async () => {
  const folder = dataFolder();
  const first = start(folder, '1T07:00');
  play(first.ledger, first.clock, 'win');
  await first.end();
  // It was down at the hour, and begins later.
  const second = start(folder, '2T09:30');
  await second.pass(0);
  expect(second.told).toMatchObject([
    { from: '2026-06-01T07:00:00.000Z', until: '2026-06-02T06:00:00.000Z', matches: 1 },
  ]);
  await second.end();
  const third = start(folder, '2T10:00');
  await third.pass(HOUR);
  expect(third.told).toEqual([]);
  await third.end();
  // For days nothing ran.
  const fourth = start(folder, '6T10:00');
  await fourth.pass(0);
  expect(fourth.told).toMatchObject([
    { from: '2026-06-02T06:00:00.000Z', until: '2026-06-06T06:00:00.000Z' },
  ]);
});

test('one that could not be told is told an hour later, or at the next start', async () => {
  const folder = dataFolder();
  const first = start(folder, '1T07:00', [false, false]);
  await first.pass(23 * HOUR);
  expect(first.told).toHaveLength(1);
  await first.pass(59 * 60_000);
  expect(first.told).toHaveLength(1);
  await first.pass(2 * 60_000);
  expect(first.told).toHaveLength(2);
  await first.end();
  const second = start(folder, '2T08:00');
  await second.pass(0);
  expect(second.told).toHaveLength(1);
});

test('the end of a session waits for one that is on its way, so that it is not told again', async () => {
  const folder = dataFolder();
  const run = start(folder, '1T07:00');
  run.clock.advance(23 * HOUR);
  await run.end();
  const next = start(folder, '2T07:00');
  await next.pass(0);
  expect([run.told.length, next.told.length]).toEqual([1, 0]);
});

test('books that cannot be written are one warning, and play goes on', async () => {
  const folder = dataFolder();
  const run = start(folder, '1T07:00');
  rawAt(folder).exec('DROP TABLE days_told');
  await run.pass(23 * HOUR);
  await run.pass(60_000);
  expect(run.warned).toEqual(['history/unavailable']);
});

test('one whose figures could not be read is told an hour later', async () => {
  const folder = dataFolder();
  const run = start(folder, '1T07:00');
  rawAt(folder).exec('ALTER TABLE latches RENAME TO latches_elsewhere');
  await run.pass(23 * HOUR);
  expect([run.told, run.warned]).toEqual([[], ['history/unavailable']]);
  rawAt(folder).exec('ALTER TABLE latches_elsewhere RENAME TO latches');
  await run.pass(HOUR);
  expect(run.told).toHaveLength(1);
});
