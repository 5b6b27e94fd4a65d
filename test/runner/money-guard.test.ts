import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FoundMatch } from '../../src/history/index.js';
import { BookEffects } from '../../src/runner/book-effects.js';
import type { Draft } from '../../src/runner/draft.js';
import type { RunnerEvent } from '../../src/runner/index.js';
import type { BookEffect, LoopEvent } from '../../src/runner/loop-events.js';
import * as money from '../../src/runner/money-guard.js';
import {
  type Commitment,
  type CommitmentName,
  type MoneyGuard,
  type Rules,
  START,
  type World,
} from '../../src/runner/state.js';
import { contentOf, dataFolder, foundMatch, ledgerAt, openAt, rawAt, WAGER } from '../history/support.js';
import { FakeClock } from '../support/fake-clock.js';
import { RULES as MODEL_RULES } from './play-model.js';

const RULES: Rules = { ...MODEL_RULES, wagerLamports: WAGER };

type Happening = (d: Draft) => void;

function worldAt(now: number, epochMs: number): World {
  return { rules: RULES, now, epochMs, agentId: 'agent-1', rttMs: 0 };
}

/** The guard after something has happened, and what is to be done about it. */
function after(guard: MoneyGuard, happening: Happening, now: number, epochMs: number) {
  const d: Draft = { next: { ...START, money: guard }, effects: [], world: worldAt(now, epochMs) };
  happening(d);
  return [d.next.money, d.effects] as const;
}

/** A guard whose effects on the books are performed. */
class Table {
  readonly folder = dataFolder();
  readonly clock = new FakeClock();
  readonly book = openAt(this.folder);
  readonly events: RunnerEvent[] = [];
  readonly answers: LoopEvent[] = [];
  guard = START.money;
  readonly #books = new BookEffects({
    book: this.book,
    emit: (event) => this.events.push(event),
    onMatch: undefined,
    happen: (event) => {
      this.answers.push(event);
      if (event.type === 'intended') this.happen((d) => money.intended(d, event.intent));
      if (event.type === 'told') this.happen(money.told);
    },
    look: () => worldAt(this.clock.now(), this.clock.epochMs()),
  });

  happen(happening: Happening): void {
    const [guard, effects] = after(this.guard, happening, this.clock.now(), this.clock.epochMs());
    this.guard = guard;
    for (const effect of effects) {
      if (effect.do === 'emit') this.events.push(effect.event);
      else this.#books.perform(effect as BookEffect);
    }
  }

  commit(): void {
    this.happen(money.commit);
  }

  /** The connection is lost and there again. */
  lose(awayMs: number): void {
    this.happen((d) => money.connectionLost(d, this.clock.now()));
    this.clock.advance(awayMs);
  }

  /** A match is found, and the books are told. @returns when it was asked for */
  find(matchId: string, fields: Partial<FoundMatch> = {}): string {
    const match = foundMatch(matchId, fields);
    this.happen((d) => money.found(d, match, this.book.ledger.known(match)));
    const answer = this.answers.at(-1);
    if (answer?.type === 'bound') return answer.asked;
    this.happen(money.tell);
    return 'now';
  }

  reportOpen(): void {
    this.#books.perform({ do: 'report-open' });
  }

  lookUp(matchId: string): void {
    const heard = {
      type: 'match_found',
      match_id: matchId,
      game_type: 'rps',
      opponent_id: 'agent-2',
      opponent_name: 'Other',
      wager_lamports: WAGER,
      server_seed_hash: '',
    } as const;
    this.#books.perform({ do: 'look-up', heard, game: 'rps', intent: null, isPutOff: false, end: null });
  }

  get codes(): readonly string[] {
    return this.events.flatMap((event) => ('code' in event ? [event.code] : []));
  }

  get open(): readonly (string | null)[] {
    return this.book.ledger.openIntents().map(({ matchId }) => matchId);
  }
}

describe('an intent', () => {
  test('is void where the arena refuses it', () => {
    const table = new Table();
    table.commit();
    table.happen(money.released);
    table.happen(money.released);
    expect(table.open).toEqual([]);
  });

  test('is void where a match is on that an older one has led to, once that is found', () => {
    const table = new Table();
    table.commit();
    table.lose(10_001);
    table.commit();
    table.happen(money.putOff);
    expect(table.open).toEqual([null, null]);
    expect(table.find('m')).toBe('before');
    expect(table.open).toEqual(['m']);
  });

  test('leads to the match that is on where no older one can have led to it', () => {
    const table = new Table();
    table.commit();
    table.happen(money.putOff);
    expect(table.find('m', { wagerLamports: 500 * WAGER })).toBe('now');
    expect(table.book.ledger.openIntents()).toMatchObject([{ matchId: 'm', wagerLamports: 500 * WAGER }]);
  });

  test('serves the next attempt where that match is never mentioned', () => {
    const table = new Table();
    table.commit();
    table.happen(money.putOff);
    table.commit();
    expect(table.open).toEqual([null]);
  });

  test('is kept where a match is on that it may have led to, and leads to that one', () => {
    const table = new Table();
    table.commit();
    table.lose(1_000);
    table.commit();
    table.happen(money.putOff);
    expect(table.open).toEqual([null]);
    expect(table.find('m')).toBe('now');
    expect(table.open).toEqual(['m']);
  });

  test('holds over a moment without a connection', () => {
    const table = new Table();
    table.commit();
    table.lose(10_000);
    table.commit();
    table.happen(money.placed);
    expect(table.open).toEqual([null]);
    expect(table.find('m')).toBe('now');
    expect(table.open).toEqual(['m']);
  });

  test('stays open from the second lost place on, however short the loss', () => {
    const table = new Table();
    table.commit();
    for (const open of [1, 2, 3]) {
      table.lose(1);
      table.commit();
      table.happen(money.placed);
      expect(table.open).toHaveLength(open);
    }
    expect(table.codes).toEqual(['intent_open', 'intent_open']);
  });

  test('is not a lost place where the arena mentions its match after the loss', () => {
    const table = new Table();
    for (const id of ['m1', 'm2', 'm3']) {
      table.commit();
      table.lose(1);
      expect(table.find(id)).toBe('now');
    }
    table.commit();
    table.lose(1);
    table.commit();
    expect(table.open).toEqual(['m1', 'm2', 'm3', null]);
  });

  test('that was lost from sight is a lost place too, and only the latest is released', () => {
    const table = new Table();
    table.commit();
    table.lose(10_001);
    table.commit();
    expect(table.open).toEqual([null, null]);
    table.lose(1);
    table.commit();
    expect(table.open).toEqual([null, null, null]);
    table.happen(money.released);
    expect(table.open).toEqual([null, null]);
  });

  test('stays open where the arena announces a match that is over by the books', () => {
    const table = new Table();
    table.commit();
    const why = 'The arena announced a match that is over according to the records.';
    table.happen((d) => money.leftOpen(d, why));
    table.happen(money.released);
    expect(table.open).toEqual([null]);
    // Nothing is sought any more.
    table.happen((d) => money.leftOpen(d, why));
    expect(table.codes).toEqual(['intent_open']);
  });
});

describe('books that fail', () => {
  test('in a match that is found leave it to be played', () => {
    const table = new Table();
    table.commit();
    rawAt(table.folder).exec('DROP TABLE matches');
    table.lookUp('m');
    expect(table.answers.at(-1)).toMatchObject({ type: 'looked_up', known: 'new' });
    expect(table.codes).toEqual(['history/unavailable']);
    table.happen((d) => money.found(d, foundMatch('m'), 'new'));
    const telling = () => table.happen(money.tell);
    expect(telling).toThrow(expect.objectContaining({ code: 'history/unavailable' }));
    // The settlement will tell them.
    expect(table.guard.untold).toMatchObject({ intent: expect.any(Number), deadline: null });
  });

  test('let nothing be committed', () => {
    const table = new Table();
    rmSync(join(table.folder, 'real.db'));
    expect(() => table.commit()).toThrow(expect.objectContaining({ code: 'history/unavailable' }));
  });
});

test('what is open is told once it is known', () => {
  const table = new Table();
  table.reportOpen();
  expect(table.events).toEqual([]);
  table.commit();
  table.reportOpen();
  expect(table.events).toEqual([{ event: 'intents_open', count: 1, lamports: WAGER }]);
});

test('an intent is in the files before commit returns', () => {
  const table = new Table();
  const before = contentOf(table.folder).length;
  table.commit();
  expect(contentOf(table.folder).length).toBeGreaterThan(before);
  expect(ledgerAt(table.folder).leftOpen).toMatchObject([{ wagerLamports: WAGER, matchId: null }]);
});

describe('the table', () => {
  const held = { intent: 7, isUnread: false };
  const COMMITMENTS: { readonly [Name in CommitmentName]: Commitment } = {
    none: { name: 'none' },
    intended: { name: 'intended', ...held },
    committed: { name: 'committed', ...held },
    'put-off': { name: 'put-off', ...held },
    lost: { name: 'lost', ...held, heardAt: 1, wasPutOff: false },
  };
  const MOVES: { readonly [M in money.Move]: Happening } = {
    intend: (d) => money.intended(d, 7),
    place: money.placed,
    'put-off': money.putOff,
    lose: (d) => money.connectionLost(d, 1),
    close: money.released,
  };
  const outcomeOf = (commitment: Commitment, happening: Happening) =>
    after({ ...START.money, commitment }, happening, 2, 2);

  const PAIRS = Object.values(COMMITMENTS).flatMap((from) =>
    Object.entries(MOVES).map(([move, happening]) => ({ from, move: move as money.Move, happening })),
  );

  test.each(PAIRS)('$from.name and $move', ({ from, move, happening }) => {
    const [{ commitment }] = outcomeOf(from, happening);
    expect(commitment.name).toBe(money.TRANSITIONS[from.name][move] ?? from.name);
    if (commitment.name !== 'none') expect(commitment.intent).toBe(7);
  });

  test.each(Object.values(COMMITMENTS))(
    'only a commitment that is not held asks the books: $name',
    (from) => {
      const [next, effects] = outcomeOf(from, money.commit);
      expect(effects.filter((effect) => effect.do === 'intend')).toHaveLength(from.name === 'none' ? 1 : 0);
      expect(next.commitment).toEqual(from);
    },
  );

  test.each(Object.values(COMMITMENTS))(
    'an intent is void once, and only where it is open: $name',
    (from) => {
      const [next, effects] = outcomeOf(from, money.released);
      expect(effects).toEqual(from.name === 'none' ? [] : [{ do: 'void', intent: 7 }]);
      expect(outcomeOf(next.commitment, money.released)[1]).toEqual([]);
    },
  );

  test('what was put off stays so when the connection is lost, until the arena says it of the lost wish', () => {
    const [lost] = outcomeOf(COMMITMENTS['put-off'], (d) => money.connectionLost(d, 1));
    expect(money.isPutOff(lost)).toBe(true);
    const [again] = outcomeOf(lost.commitment, money.putOff);
    expect(money.isPutOff(again)).toBe(false);
  });
});
