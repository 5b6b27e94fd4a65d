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
    const found = this.stakes.found(message, this.stakes.known(message));
    this.clock.advance(100);
    return found;
  }

  get warnings(): readonly string[] {
    return this.events.flatMap((event) => (event.event === 'warning' ? [event.code] : []));
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

  test('holds over a moment without a connection', () => {
    const table = new Table();
    table.stakes.commit();
    table.lose(10_000);
    expect(table.stakes.commit()).toBeNull();
    table.stakes.placed();
    expect(table.open).toEqual([null]);
    expect(table.find(found('m'))).toEqual({ asked: 'now' });
    expect(table.open).toEqual(['m']);
  });

  test('stays open from the second lost place on, however short the loss', () => {
    const table = new Table();
    table.stakes.commit();
    for (const open of [1, 2, 3]) {
      table.lose(1);
      expect(table.stakes.commit()).toBeNull();
      table.stakes.placed();
      expect(table.open).toHaveLength(open);
    }
    expect(table.warnings).toEqual(['intent_open', 'intent_open']);
  });

  test('is not a lost place where the arena mentions its match after the loss', () => {
    const table = new Table();
    for (const id of ['m1', 'm2', 'm3']) {
      table.stakes.commit();
      table.lose(1);
      expect(table.find(found(id))).toEqual({ asked: 'now' });
    }
    table.stakes.commit();
    table.lose(1);
    table.stakes.commit();
    expect(table.open).toEqual(['m1', 'm2', 'm3', null]);
  });

  test('that was lost from sight is a lost place too, and only the latest is released', () => {
    const table = new Table();
    table.stakes.commit();
    table.lose(10_001);
    table.stakes.commit();
    expect(table.open).toEqual([null, null]);
    table.lose(1);
    table.stakes.commit();
    expect(table.open).toEqual([null, null, null]);
    table.stakes.release();
    expect(table.open).toEqual([null, null]);
  });

  test('stays open where the arena announces a match that is over by the books', () => {
    const table = new Table();
    table.stakes.commit();
    expect(table.stakes.foundOver(found('m'))).toBe(true);
    table.stakes.release();
    expect(table.open).toEqual([null]);
    expect(table.warnings).toEqual(['intent_open']);
    // Nothing is sought any more.
    expect(table.stakes.foundOver(found('m'))).toBe(false);
  });
});

describe('books that fail', () => {
  test('in a match that is found leave it to be played', () => {
    const table = new Table();
    table.stakes.commit();
    rawAt(table.folder).exec('DROP TABLE matches');
    expect(table.stakes.known(found('m'))).toBe('new');
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
