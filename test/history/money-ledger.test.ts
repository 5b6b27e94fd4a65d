import { describe, expect, test } from 'vitest';
import type { Ledger, OpenIntent } from '../../src/history/index.js';
import {
  ACCOUNT,
  contentOf,
  dataFolder,
  endOf,
  foundMatch,
  intend,
  KEY,
  ledgerAt,
  Now,
  openAt,
  playOne,
  WAGER,
} from './support.js';

const settle = (ledger: Ledger, matchId: string, more: Parameters<typeof endOf>[2] = {}) =>
  ledger.settle(endOf(matchId, 'win', more), 'agent-1', [], null);

const standingOf = ({ netLamports, openLamports, openIntents }: ReturnType<Ledger['standing']>) => ({
  netLamports,
  openLamports,
  openIntents,
});

describe('a process that ends without a word', () => {
  const ways: {
    after: string;
    act(ledger: Ledger): void;
    open: Partial<OpenIntent>[];
    net: number;
  }[] = [
    { after: 'nothing', act: () => {}, open: [], net: 0 },
    { after: 'the intent', act: (ledger) => intend(ledger), open: [{ matchId: null }], net: 0 },
    {
      after: 'the match was found',
      act: (ledger) => ledger.found(foundMatch('m'), intend(ledger)),
      open: [{ matchId: 'm' }],
      net: 0,
    },
    {
      after: 'the match was given up',
      act: (ledger) => {
        ledger.found(foundMatch('m'), intend(ledger));
        settle(ledger, 'm', { settled: false, outcome: 'loss', netLamports: -WAGER });
      },
      open: [{ matchId: 'm' }],
      net: 0,
    },
    {
      after: 'the settlement',
      act: (ledger) => {
        ledger.found(foundMatch('m'), intend(ledger));
        settle(ledger, 'm');
      },
      open: [],
      net: 9_500_000,
    },
    {
      after: 'the arena let go of it',
      act: (ledger) => ledger.void(intend(ledger)),
      open: [],
      net: 0,
    },
  ];

  test.each(ways)('after $after', ({ act, open, net }) => {
    const folder = dataFolder();
    act(ledgerAt(folder));
    const next = ledgerAt(folder);
    expect(next.crashed).toBe(true);
    expect(next.leftOpen).toEqual(
      open.map((intent) => expect.objectContaining({ ...intent, wagerLamports: WAGER, account: ACCOUNT })),
    );
    expect(standingOf(next.standing())).toEqual({
      netLamports: net,
      openLamports: open.length * WAGER,
      openIntents: open.length,
    });
  });

  test('is not taken for one that said so', () => {
    const folder = dataFolder();
    const first = ledgerAt(folder);
    first.end('matches', 0);
    first.close();
    expect(ledgerAt(folder).crashed).toBe(false);
  });
});

describe('a match of an earlier run', () => {
  test('that was bound is known by its id, and settled once', () => {
    const folder = dataFolder();
    const first = ledgerAt(folder);
    first.found(foundMatch('m'), intend(first));
    const next = ledgerAt(folder);
    expect(next.found(foundMatch('m'), null)).toBe('before');
    settle(next, 'm');
    settle(next, 'm');
    expect(next.known({ matchId: 'm', serverSeedHash: '' })).toBe('over');
    expect(standingOf(next.standing())).toEqual({ netLamports: 9_500_000, openLamports: 0, openIntents: 0 });
  });

  test.each([{ game: 'coinflip' }, { wagerLamports: WAGER + 1 }])(
    'that is announced as something else is not what was asked for: %j',
    (match) => {
      const folder = dataFolder();
      const first = ledgerAt(folder);
      first.found(foundMatch('m'), intend(first));
      expect(ledgerAt(folder).found(foundMatch('m', match), null)).toBe('changed');
      expect(ledgerAt(folder).found(foundMatch('m', { wagerLamports: WAGER - 1 }), null)).toBe('before');
    },
  );

  test('that was not is known by its terms', () => {
    const folder = dataFolder();
    intend(ledgerAt(folder));
    const next = ledgerAt(folder);
    expect(next.found(foundMatch('m'), null)).toBe('before');
    settle(next, 'm');
    expect(standingOf(next.standing())).toEqual({ netLamports: 9_500_000, openLamports: 0, openIntents: 0 });
  });

  test.each([
    { other: 'game', match: { game: 'coinflip' }, context: {} },
    { other: 'wager', match: { wagerLamports: WAGER + 1 }, context: {} },
    { other: 'arena', match: {}, context: { arena: 'wss://other.test/ws' } },
    { other: 'account', match: {}, context: { account: '0'.repeat(16) } },
  ])('is another one where the $other is another', ({ match, context }) => {
    const folder = dataFolder();
    intend(ledgerAt(folder));
    const next = ledgerAt(folder, context);
    expect(next.found(foundMatch('m', match), null)).toBe('never');
    const others = next.openIntents().filter(({ matchId }) => matchId === 'm');
    expect(others).toHaveLength(1);
    expect(others[0]).toMatchObject({ wagerLamports: match.wagerLamports ?? WAGER });
  });

  test('may be of any game and cost less, where a challenge was taken', () => {
    const folder = dataFolder();
    ledgerAt(folder).intend({ entry: 'accept', game: 'rps', wagerLamports: WAGER }, () => null);
    const next = ledgerAt(folder);
    expect(next.found(foundMatch('dear', { wagerLamports: WAGER + 1 }), null)).toBe('never');
    expect(next.found(foundMatch('m', { game: 'coinflip', wagerLamports: 1 }), null)).toBe('before');
    expect(next.openIntents().map(({ matchId }) => matchId)).toEqual(['m', 'dear']);
  });

  test('does not take the intent that is at hand', () => {
    const folder = dataFolder();
    const first = ledgerAt(folder);
    first.found(foundMatch('m'), intend(first));
    const next = ledgerAt(folder);
    const own = intend(next);
    expect(next.found(foundMatch('m'), own)).toBe('before');
    expect(next.openIntents().map(({ id, matchId }) => [id === own, matchId])).toEqual([
      [false, 'm'],
      [true, null],
    ]);
  });

  test('counts with the higher of two wagers', () => {
    const folder = dataFolder();
    const first = ledgerAt(folder);
    first.found(foundMatch('m'), intend(first));
    const next = ledgerAt(folder);
    next.found(foundMatch('m', { wagerLamports: 3 * WAGER }), null);
    next.found(foundMatch('m', { wagerLamports: 1 }), null);
    expect(next.standing().openLamports).toBe(3 * WAGER);
  });
});

describe('a match for more than was asked', () => {
  test('counts with all of it', () => {
    const ledger = ledgerAt(dataFolder());
    ledger.found(foundMatch('m', { wagerLamports: 5 * WAGER }), intend(ledger));
    expect(ledger.standing().openLamports).toBe(5 * WAGER);
    settle(ledger, 'm', { outcome: 'loss', wagerLamports: 5 * WAGER, netLamports: -5 * WAGER });
    expect(ledger.standing().netLamports).toBe(-5 * WAGER);
  });

  test('for less counts with what was asked until it is settled', () => {
    const ledger = ledgerAt(dataFolder());
    ledger.found(foundMatch('m', { wagerLamports: 1 }), intend(ledger));
    expect(ledger.standing().openLamports).toBe(WAGER);
  });

  test('that nobody asked for counts too', () => {
    const ledger = ledgerAt(dataFolder());
    expect(ledger.found(foundMatch('m', { wagerLamports: 7 }), null)).toBe('never');
    expect(ledger.standing()).toMatchObject({ openLamports: 7, openIntents: 1 });
  });
});

describe('a match whose beginning the books could not be told', () => {
  test('closes the intent that it is given', () => {
    const ledger = ledgerAt(dataFolder());
    ledger.settle(endOf('m', 'loss'), 'agent-1', [], intend(ledger));
    expect(standingOf(ledger.standing())).toEqual({ netLamports: -WAGER, openLamports: 0, openIntents: 0 });
    expect(ledger.known({ matchId: 'm', serverSeedHash: '' })).toBe('over');
  });

  test('keeps it open where it was given up, and is known again afterwards', () => {
    const folder = dataFolder();
    const ledger = ledgerAt(folder);
    ledger.settle(endOf('m', 'loss', { settled: false, wagerLamports: 2 * WAGER }), 'me', [], intend(ledger));
    const next = ledgerAt(folder);
    expect(next.found(foundMatch('m', { wagerLamports: 2 * WAGER }), null)).toBe('before');
    expect(next.openIntents()).toEqual([expect.objectContaining({ matchId: 'm', wagerLamports: 2 * WAGER })]);
  });

  test('counts where there is no intent for it', () => {
    const ledger = ledgerAt(dataFolder());
    ledger.settle(endOf('m', 'loss'), 'agent-1', [], null);
    expect(standingOf(ledger.standing())).toEqual({ netLamports: -WAGER, openLamports: 0, openIntents: 0 });
  });
});

describe('an intent', () => {
  test('that led to a match cannot be voided', () => {
    const ledger = ledgerAt(dataFolder());
    const intent = intend(ledger);
    ledger.found(foundMatch('m'), intent);
    ledger.void(intent);
    expect(ledger.standing().openIntents).toBe(1);
  });

  test('is not written where it is refused', () => {
    const ledger = ledgerAt(dataFolder());
    const refused = ledger.intend({ entry: 'queue', game: 'rps', wagerLamports: WAGER }, () => 'no');
    expect(refused).toEqual({ refusal: 'no' });
    expect(ledger.openIntents()).toEqual([]);
  });

  test('is not written where the judge fails', () => {
    const ledger = ledgerAt(dataFolder());
    const broken = () => {
      throw new Error('a bug');
    };
    expect(() => ledger.intend({ entry: 'queue', game: 'rps', wagerLamports: WAGER }, broken)).toThrow(
      'a bug',
    );
    expect(ledger.openIntents()).toEqual([]);
    expect(intend(ledger)).toBeGreaterThan(0);
  });
});

describe('the session that limits count from', () => {
  const start = (folder: string, now: Now) => {
    now.pass(1000);
    return ledgerAt(folder, { now });
  };

  test.each([
    { exitCode: 0, net: 0 },
    { exitCode: 69, net: -WAGER },
    { exitCode: 74, net: -WAGER },
    { exitCode: 80, net: -WAGER },
    { exitCode: 143, net: -WAGER },
    { exitCode: null, net: -WAGER },
  ])('after an exit with $exitCode', ({ exitCode, net }) => {
    const folder = dataFolder();
    const now = new Now();
    const first = start(folder, now);
    now.pass(1000);
    playOne(first, 'loss');
    if (exitCode !== null) first.end('whatever', exitCode);
    first.close();
    expect(start(folder, now).standing().netLamports).toBe(net);
    // And so on, until one ends with 0.
    expect(start(folder, now).standing().netLamports).toBe(net);
  });

  test('is its own for each account', () => {
    const folder = dataFolder();
    const now = new Now();
    playOne(start(folder, now), 'loss');
    const other = ledgerAt(folder, { now, account: 'f'.repeat(16) });
    expect(other.crashed).toBe(false);
    expect(other.standing()).toMatchObject({ netLamports: 0, dayNetLamports: 0 });
  });

  test('is found again where the clock was set back after a crash', () => {
    const folder = dataFolder();
    const now = new Now();
    const first = start(folder, now);
    playOne(first, 'loss');
    now.set(-5_000_000);
    const second = start(folder, now);
    playOne(second, 'loss');
    now.pass(1000);
    expect(start(folder, now).standing().netLamports).toBe(-2 * WAGER);
  });

  test('that ended by itself is over, but for its losses in a row', () => {
    const folder = dataFolder();
    const now = new Now();
    const first = start(folder, now);
    playOne(first, 'loss');
    first.end('matches', 0);
    now.pass(1000);
    expect(start(folder, now).standing()).toMatchObject({ netLamports: 0, lossesInARow: 1 });
  });

  test('is the latest, not the one of the latest time', () => {
    const folder = dataFolder();
    const now = new Now();
    start(folder, now).end('matches', 0);
    now.set(-5_000_000);
    playOne(start(folder, now), 'loss');
    const third = start(folder, now);
    expect(third.crashed).toBe(true);
    expect(third.standing().netLamports).toBe(-WAGER);
  });
});

describe('two agents of one user', () => {
  test('may play each other, and each has an account of its own', () => {
    const folder = dataFolder();
    const [one, two] = [ledgerAt(folder), ledgerAt(folder, { account: 'b'.repeat(16) })];
    const intents = [intend(one), intend(two)] as const;
    expect(one.found(foundMatch('m'), intents[0])).toBe('now');
    expect(two.found(foundMatch('m', { agentId: 'agent-2', opponentId: 'agent-1' }), intents[1])).toBe('now');
    one.settle(endOf('m', 'win'), 'agent-1', [], null);
    expect(two.known({ matchId: 'm', serverSeedHash: '' })).not.toBe('over');
    expect(two.standing()).toMatchObject({ netLamports: 0, openLamports: WAGER });
    two.settle(endOf('m', 'loss', { side: 'b' }), 'agent-2', [], null);
    expect(one.standing()).toMatchObject({ netLamports: 9_500_000, openIntents: 0, lossesInARow: 0 });
    expect(two.standing()).toMatchObject({ netLamports: -WAGER, openIntents: 0, lossesInARow: 1 });
    const { archive } = openAt(folder);
    expect([...archive.matches({})].map(({ agentId, outcome, side }) => [agentId, outcome, side])).toEqual([
      ['agent-1', 'win', 'a'],
      ['agent-2', 'loss', 'b'],
    ]);
  });

  test('latch limits apart', () => {
    const folder = dataFolder();
    ledgerAt(folder).trip('max-loss', 'too much', null);
    expect(ledgerAt(folder, { account: 'b'.repeat(16) }).standing().latches).toEqual([]);
    expect(ledgerAt(folder).standing().latches).toMatchObject([{ limit: 'max-loss', until: null }]);
  });
});

test('no file tells the key', () => {
  const folder = dataFolder();
  const ledger = ledgerAt(folder);
  playOne(ledger, 'loss');
  ledger.trip('max-loss', 'too much', null);
  expect(contentOf(folder)).not.toContain(KEY);
  expect(contentOf(folder)).not.toContain(KEY.slice(6));
  expect(contentOf(folder)).toContain(ACCOUNT);
  ledger.close();
  expect(contentOf(folder)).not.toContain(KEY.slice(6));
});
