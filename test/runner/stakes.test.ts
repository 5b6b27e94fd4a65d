import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { BotpitError } from '../../src/errors.js';
import type { MatchFoundMessage } from '../../src/protocol/index.js';
import { NO_LIMITS, type RunnerEvent } from '../../src/runner/index.js';
import { Stakes } from '../../src/runner/stakes.js';
import { contentOf, dataFolder, ledgerAt, openAt, rawAt, WAGER } from '../history/support.js';
import { FakeClock } from '../support/fake-clock.js';

class Table {
  readonly folder = dataFolder();
  readonly clock = new FakeClock();
  readonly book = openAt(this.folder);
  readonly events: RunnerEvent[] = [];
  readonly troubles: BotpitError[] = [];
  readonly stakes = new Stakes({
    book: this.book,
    limits: NO_LIMITS,
    entry: { by: 'queue' },
    clock: this.clock,
    emit: (event) => this.events.push(event),
    agentId: () => 'agent-1',
    onTrouble: (error) => this.troubles.push(error),
    game: 'rps',
    wagerLamports: WAGER,
    sandbox: false,
  });

  /** The connection is lost and there again. */
  lose(awayMs: number): void {
    this.stakes.frames.take('in', '{"type":"queue_joined"}');
    this.stakes.connectionLost();
    this.clock.advance(awayMs);
  }

  /** A match is found, and the books are told. */
  find(message: MatchFoundMessage): ReturnType<Stakes['found']> {
    const found = this.stakes.found(message);
    this.clock.advance(100);
    return found;
  }

  get open(): readonly (string | null)[] {
    return this.book.ledger.openIntents().map(({ matchId }) => matchId);
  }
}

const found = (match_id: string): MatchFoundMessage => ({
  type: 'match_found',
  match_id,
  game_type: 'rps',
  opponent_id: 'agent-2',
  opponent_name: 'Other',
  wager_lamports: WAGER,
  server_seed_hash: '',
});

describe('an intent', () => {
  test('is void where the arena refuses it', () => {
    const { stakes, book } = new Table();
    stakes.commit();
    stakes.release();
    stakes.release();
    expect(book.ledger.openIntents()).toEqual([]);
  });

  test('is void where a match is on that an older one has led to, once that is found', () => {
    const table = new Table();
    table.stakes.commit();
    table.lose(10_001);
    table.stakes.commit();
    table.stakes.putOff();
    expect(table.open).toEqual([null, null]);
    expect(table.find(found('m'))).toEqual({ asked: 'before' });
    expect(table.open).toEqual(['m']);
  });

  test('leads to the match that is on where no older one can have led to it', () => {
    const table = new Table();
    table.stakes.commit();
    table.stakes.putOff();
    expect(table.find({ ...found('m'), wager_lamports: 500 * WAGER })).toEqual({ asked: 'now' });
    expect(table.book.ledger.openIntents()).toMatchObject([{ matchId: 'm', wagerLamports: 500 * WAGER }]);
  });

  test('serves the next attempt where that match is never mentioned', () => {
    const table = new Table();
    table.stakes.commit();
    table.stakes.putOff();
    expect(table.stakes.commit()).toBeNull();
    expect(table.open).toEqual([null]);
  });

  test('is kept where a match is on that it may have led to, and leads to that one', () => {
    const table = new Table();
    table.stakes.commit();
    table.lose(1_000);
    expect(table.stakes.commit()).toBeNull();
    table.stakes.putOff();
    expect(table.open).toEqual([null]);
    expect(table.find(found('m'))).toEqual({ asked: 'now' });
    expect(table.open).toEqual(['m']);
  });

  test('holds over a moment without a connection, once it is placed again too', () => {
    const table = new Table();
    table.stakes.commit();
    for (let i = 0; i < 3; i += 1) {
      table.lose(10_000);
      expect(table.stakes.commit()).toBeNull();
      table.stakes.placed();
    }
    expect(table.open).toEqual([null]);
    expect(table.find(found('m'))).toEqual({ asked: 'now' });
    expect(table.open).toEqual(['m']);
  });

  test('that was lost from sight does not make the next one uncertain', () => {
    const table = new Table();
    table.stakes.commit();
    table.lose(10_001);
    table.stakes.commit();
    expect(table.open).toEqual([null, null]);
    // Lost again, for a moment, before the arena has answered the second wish.
    table.lose(1_000);
    table.stakes.commit();
    expect(table.open).toEqual([null, null]);
    table.stakes.release();
    expect(table.open).toEqual([null]);
  });
});

describe('books that fail', () => {
  test('in a match that is found leave it to be played', () => {
    const table = new Table();
    table.stakes.commit();
    rawAt(table.folder).exec('DROP TABLE matches');
    expect(table.stakes.isOver('m')).toBe(false);
    expect(table.find(found('m'))).toEqual({ asked: 'now' });
    expect(table.troubles).toMatchObject([{ code: 'history/unavailable' }]);
  });

  test('let nothing be committed', () => {
    const table = new Table();
    rmSync(join(table.folder, 'real.db'));
    expect(() => table.stakes.commit()).toThrow(expect.objectContaining({ code: 'history/unavailable' }));
  });
});

test('what is open is told once it is known', () => {
  const table = new Table();
  table.stakes.tellOpen();
  expect(table.events).toEqual([]);
  table.stakes.commit();
  table.stakes.tellOpen();
  expect(table.events).toEqual([{ event: 'intents_open', count: 1, lamports: WAGER }]);
});

test('an intent is in the files before commit returns', () => {
  const table = new Table();
  const before = contentOf(table.folder).length;
  table.stakes.commit();
  expect(contentOf(table.folder).length).toBeGreaterThan(before);
  expect(ledgerAt(table.folder).leftOpen).toMatchObject([{ wagerLamports: WAGER, matchId: null }]);
});
