import { describe, expect, test } from 'vitest';
import type { Ledger } from '../../src/history/index.js';
import { judgeBy, type Limits, NO_LIMITS, type Refusal } from '../../src/runner/limits.js';
import {
  controlAt,
  DAY,
  dataFolder,
  endOf,
  foundMatch,
  HOUR,
  intend,
  ledgerAt,
  NOON,
  Now,
  type Opening,
  playOne,
  WAGER,
} from '../history/support.js';

/** A folder, a clock, limits, and starts of botpit with them. */
class Desk {
  readonly folder = dataFolder();
  readonly now = new Now();
  readonly limits: Limits;

  constructor(limits: Partial<Limits>) {
    this.limits = { ...NO_LIMITS, ...limits };
  }

  start(opening: Opening = {}): Ledger {
    this.now.pass(1);
    return ledgerAt(this.folder, { now: this.now, ...opening });
  }

  /** As `Stakes` does it: what trips is latched. @returns what is against one more match */
  ask(ledger: Ledger, wagerLamports = WAGER): Refusal | null {
    const intended = ledger.intend(
      { entry: 'queue', game: 'rps', wagerLamports },
      judgeBy(this.limits, wagerLamports),
    );
    if ('intent' in intended) {
      ledger.void(intended.intent);
      return null;
    }
    const { limit, message, until, trips } = intended.refusal;
    if (trips) ledger.trip(limit, message, until);
    return intended.refusal;
  }

  async resume(limit: string): Promise<number> {
    return (await controlAt(this.folder)).release(limit, this.now.pass(1)).length;
  }
}

const lose = (ledger: Ledger, netLamports = -WAGER) => playOne(ledger, 'loss', { netLamports });

describe.each([
  { limit: 'max-loss', of: (most: number) => ({ maxLossLamports: most }) },
  { limit: 'max-daily-loss', of: (most: number) => ({ maxDailyLossLamports: most }) },
])('$limit', ({ limit, of }) => {
  test('is reached exactly, and not passed by one lamport', () => {
    const desk = new Desk(of(3 * WAGER));
    const ledger = desk.start();
    for (let i = 0; i < 3; i += 1) {
      expect(desk.ask(ledger)).toBeNull();
      lose(ledger);
    }
    expect(desk.ask(ledger)).toMatchObject({ limit, until: null, latched: false });

    const other = new Desk(of(3 * WAGER));
    const second = other.start();
    lose(second, -2 * WAGER);
    expect(other.ask(second, WAGER)).toBeNull();
    expect(other.ask(second, WAGER + 1)).toMatchObject({ limit });
  });

  test('names the command that lets play go on, and that command does', async () => {
    const resume = `botpit resume ${limit}`;
    const commands = (refusal: Refusal | null) =>
      refusal?.remedy?.match(/botpit (?:settle|resume [a-z-]+)/g) ?? [];
    const lost = new Desk(of(2 * WAGER));
    const ledger = lost.start();
    lose(ledger, -1.5 * WAGER);
    const refused = lost.ask(ledger);
    expect(refused?.message).toMatch(
      /^The next wager could go past the .* of 0\.02 SOL: net -0\.015, next wager 0\.01\.$/,
    );
    expect(commands(refused)).toEqual([resume]);
    await lost.resume(limit);
    expect(lost.ask(ledger)).toBeNull();

    const both = new Desk(of(2 * WAGER));
    const second = both.start();
    lose(second, -1.5 * WAGER);
    const open = [intend(second), intend(second)];
    expect(commands(both.ask(second))).toEqual(['botpit settle', resume]);
    const control = await controlAt(both.folder);
    for (const id of open) control.settle(id, WAGER, both.now.pass(1));
    await both.resume(limit);
    expect(both.ask(second)).toBeNull();

    const dear = new Desk(of(WAGER - 1));
    const third = dear.start();
    expect(dear.ask(third)).toMatchObject({
      trips: false,
      message: expect.stringMatching(/could go past/),
      remedy: `No wager of 0.01 SOL fits this limit: raise --${limit} or lower --wager.`,
    });
  });

  test('counts gains against losses', () => {
    const desk = new Desk(of(WAGER));
    const ledger = desk.start();
    playOne(ledger, 'win', { netLamports: WAGER });
    lose(ledger);
    expect(desk.ask(ledger)).toBeNull();
    lose(ledger, -1);
    expect(desk.ask(ledger)).toMatchObject({ limit });
  });

  test('counts what is open as lost, across a crash, until it is settled', async () => {
    const desk = new Desk(of(3 * WAGER));
    const first = desk.start();
    const open = intend(first);
    first.found(foundMatch('m', { wagerLamports: 2 * WAGER }), open);
    intend(first);
    const next = desk.start();
    const control = await controlAt(desk.folder);
    // A release would not help: it is the settlement that is wanted.
    expect(desk.ask(next)).toMatchObject({
      limit,
      trips: false,
      message: expect.stringContaining('is reached: net 0, 0.03 in 2 open intents count as lost'),
      remedy: expect.stringMatching(/^(?=.*botpit settle)(?!.*botpit resume)/),
    });
    expect(await desk.resume(limit)).toBe(0);
    control.settle(open, 2 * WAGER, desk.now.pass(1));
    expect(desk.ask(next)).toBeNull();
  });

  test('is latched across starts, also without the limit, until a person names it', async () => {
    const desk = new Desk(of(WAGER));
    const first = desk.start();
    lose(first);
    expect(desk.ask(first)).toMatchObject({ limit, latched: false });
    first.end('loss-limit', 80);
    first.close();
    const loose = new Desk({});
    for (const each of [desk, loose]) {
      const ledger = ledgerAt(desk.folder, { now: desk.now });
      expect(each.ask(ledger)).toMatchObject({ limit, latched: true, until: null });
    }
    expect(await desk.resume('fairness')).toBe(0);
    expect(desk.ask(desk.start())).toMatchObject({ limit, latched: true });
    expect(await desk.resume(limit)).toBe(1);
    expect(await desk.resume(limit)).toBe(0);
  });

  test('counts anew after that', async () => {
    const desk = new Desk(of(WAGER));
    const ledger = desk.start();
    lose(ledger);
    desk.ask(ledger);
    await desk.resume(limit);
    desk.now.pass(1);
    expect(desk.ask(ledger)).toBeNull();
    lose(ledger);
    expect(desk.ask(ledger)).toMatchObject({ limit, latched: false });
  });

  test('does not take a release for one that a clock in the future told', async () => {
    const desk = new Desk(of(WAGER));
    const ledger = desk.start();
    lose(ledger);
    desk.ask(ledger);
    (await controlAt(desk.folder)).release(limit, desk.now.ms + DAY * 400);
    lose(ledger);
    expect(desk.ask(ledger)).toMatchObject({ limit });
  });

  test('is held by two ledgers on one file together', () => {
    const desk = new Desk(of(2 * WAGER));
    const [one, two] = [desk.start(), desk.start()];
    lose(one);
    intend(two);
    expect(desk.ask(one)).toMatchObject({ limit, latched: false });
    expect(desk.ask(two)).toMatchObject({ limit, latched: false });
  });
});

describe('max-loss of a session', () => {
  test('goes on after a crash and begins anew after an end by itself', () => {
    const desk = new Desk({ maxLossLamports: 2 * WAGER });
    lose(desk.start());
    const second = desk.start();
    lose(second);
    second.end('matches', 0);
    expect(desk.ask(desk.start())).toBeNull();
  });

  test('survives a clock that is set forward in the middle of it', () => {
    const desk = new Desk({ maxLossLamports: 2 * WAGER });
    const first = desk.start();
    lose(first);
    desk.now.pass(30 * DAY);
    lose(first);
    expect(desk.ask(first)).toMatchObject({ limit: 'max-loss' });
  });
});

describe('max-daily-loss', () => {
  test('counts the sessions of a day, and none of the day before', () => {
    const desk = new Desk({ maxDailyLossLamports: 2 * WAGER });
    desk.now.ms = Date.UTC(2026, 4, 5, 23, 59, 59, 0);
    const first = desk.start();
    lose(first);
    first.end('matches', 0);
    const second = desk.start();
    lose(second);
    desk.now.ms = Date.UTC(2026, 4, 5, 23, 59, 59, 999);
    const standing = second.standing();
    expect(standing.dayNetLamports).toBe(-2 * WAGER);
    desk.now.pass(1);
    expect(second.standing().dayNetLamports).toBe(0);
    expect(desk.ask(second)).toBeNull();
    lose(second);
    expect(second.standing().dayNetLamports).toBe(-WAGER);
  });

  test('counts a match at its end, by the clock of the books', () => {
    const desk = new Desk({ maxDailyLossLamports: WAGER });
    desk.now.ms = Date.UTC(2026, 4, 5, 23, 59);
    const ledger = desk.start();
    ledger.found(foundMatch('m'), intend(ledger));
    desk.now.pass(HOUR);
    // The session has the time of a clock that was wrong when it began.
    ledger.settle(endOf('m', 'loss', { endedAt: NOON - 100 * DAY }), 'agent-1', [], null);
    expect(ledger.standing().dayNetLamports).toBe(-WAGER);
    expect(desk.ask(ledger)).toMatchObject({ limit: 'max-daily-loss' });
  });

  test('counts what lies ahead where the clock was set back', () => {
    const desk = new Desk({ maxDailyLossLamports: WAGER });
    const ledger = desk.start();
    lose(ledger);
    desk.now.set(-3 * DAY);
    expect(desk.ask(ledger)).toMatchObject({ limit: 'max-daily-loss' });
  });
});

describe('take-profit', () => {
  test('trips when it is reached, and not a lamport before', () => {
    const desk = new Desk({ takeProfitLamports: WAGER });
    const ledger = desk.start();
    playOne(ledger, 'win', { netLamports: WAGER - 1 });
    expect(desk.ask(ledger)).toBeNull();
    playOne(ledger, 'win', { netLamports: 1 });
    expect(desk.ask(ledger)).toMatchObject({ limit: 'take-profit', latched: false, until: null });
    expect(desk.ask(desk.start())).toMatchObject({ limit: 'take-profit', latched: true });
  });

  test('is not made as long as an open intent may undo it', async () => {
    const desk = new Desk({ takeProfitLamports: WAGER });
    const ledger = desk.start();
    playOne(ledger, 'win', { netLamports: WAGER });
    const open = intend(ledger);
    expect(desk.ask(ledger)).toBeNull();
    (await controlAt(desk.folder)).settle(open, WAGER, desk.now.ms);
    expect(desk.ask(ledger)).toMatchObject({ limit: 'take-profit' });
  });

  test('of nothing needs a profit', () => {
    const desk = new Desk({ takeProfitLamports: 0 });
    const ledger = desk.start();
    expect(desk.ask(ledger)).toBeNull();
    playOne(ledger, 'win', { netLamports: 1 });
    expect(desk.ask(ledger)).toMatchObject({ limit: 'take-profit' });
  });
});

describe('max-streak', () => {
  test('counts losses in a row, across a crash', () => {
    const desk = new Desk({ maxStreak: 3 });
    const first = desk.start();
    lose(first);
    playOne(first, 'draw');
    lose(first);
    lose(first);
    expect(desk.ask(first)).toBeNull();
    const next = desk.start();
    lose(next);
    expect(desk.ask(next)).toMatchObject({ limit: 'max-streak', until: null });
  });

  test('counts what is open as lost, until it is settled', async () => {
    const desk = new Desk({ maxStreak: 2 });
    const first = desk.start();
    intend(first);
    const bound = intend(first);
    first.found(foundMatch('m'), bound);
    const next = desk.start();
    expect(desk.ask(next)).toMatchObject({ limit: 'max-streak' });
    await desk.resume('max-streak');
    expect(desk.ask(next)).toBeNull();

    const other = new Desk({ maxStreak: 2 });
    const ledger = other.start();
    intend(ledger);
    const won = intend(ledger);
    (await controlAt(other.folder)).settle(won, 2 * WAGER, other.now.ms);
    expect(other.ask(ledger)).toBeNull();
  });

  test('is in the order of the matches, whatever the clock does', () => {
    const desk = new Desk({ maxStreak: 2 });
    const ledger = desk.start();
    playOne(ledger, 'win');
    desk.now.set(-5 * DAY);
    const next = desk.start();
    lose(next);
    lose(next);
    expect(desk.ask(next)).toMatchObject({ limit: 'max-streak' });
  });

  test('pauses for a cool-down, which holds across starts and ends by itself', () => {
    const desk = new Desk({ maxStreak: 2, coolDownMs: HOUR });
    const first = desk.start();
    lose(first);
    lose(first);
    const refusal = desk.ask(first);
    const until = desk.now.ms + HOUR;
    expect(refusal).toMatchObject({ limit: 'max-streak', until, waitMs: HOUR, latched: false });
    desk.now.pass(HOUR / 2);
    const next = desk.start();
    const waitMs = until - desk.now.ms;
    expect(desk.ask(next)).toMatchObject({ limit: 'max-streak', until, waitMs, latched: true });
    desk.now.ms = until;
    expect(desk.ask(next)).toBeNull();
    lose(next);
    expect(desk.ask(next)).toBeNull();
    lose(next);
    expect(desk.ask(next)).toMatchObject({ limit: 'max-streak', until: desk.now.ms + HOUR, latched: false });
  });

  test('does not forget what was lost between a release and the end of the cool-down', async () => {
    const desk = new Desk({ maxStreak: 2, coolDownMs: HOUR });
    const ledger = desk.start();
    lose(ledger);
    lose(ledger);
    desk.ask(ledger);
    await desk.resume('max-streak');
    desk.now.pass(1);
    expect(desk.ask(ledger)).toBeNull();
    lose(ledger);
    desk.now.pass(2 * HOUR);
    lose(ledger);
    expect(desk.ask(ledger)).toMatchObject({ limit: 'max-streak', latched: false });
  });

  test('a cool-down does not hide a limit that a person is to release', () => {
    const desk = new Desk({ maxStreak: 1, coolDownMs: HOUR, maxLossLamports: WAGER });
    const ledger = desk.start();
    ledger.trip('max-streak', 'cooling', desk.now.ms + HOUR);
    ledger.trip('fairness', 'not fair', null);
    expect(desk.ask(ledger)).toMatchObject({ limit: 'fairness', until: null });
  });
});

describe('whom to play', () => {
  const ID = '6F9619FF-8B86-D011-B42D-00CF4FC964FF';

  test.each([
    { deny: ['brisk-otter'] },
    { deny: ['someone', 'Brisk-OTTER'] },
    { deny: [ID] },
    { deny: [ID.toLowerCase()] },
    { allow: ['someone'] },
    { allow: [] },
    { allow: ['brisk-otter'], deny: ['BRISK-OTTER'] },
  ])('not again: %j', (limits) => {
    const desk = new Desk(limits);
    const ledger = desk.start();
    expect(desk.ask(ledger)).toBeNull();
    playOne(ledger, 'win', { opponentId: ID, opponentName: 'brisk-otter' });
    expect(desk.ask(ledger)).toMatchObject({ limit: 'opponent', until: null });
    expect(desk.ask(desk.start())).toMatchObject({ limit: 'opponent', latched: true });
  });

  test.each([
    { deny: ['brisk', 'otter', 'brisk-otter-2', ''] },
    { allow: ['BRISK-otter'] },
    { allow: [ID.toLowerCase()] },
  ])('with pleasure: %j', (limits) => {
    const desk = new Desk(limits);
    const ledger = desk.start();
    playOne(ledger, 'win', { opponentId: ID, opponentName: 'brisk-otter' });
    expect(desk.ask(ledger)).toBeNull();
  });

  test('an opponent of a match that a crash cut off is one too', async () => {
    const desk = new Desk({ deny: ['brisk-otter'] });
    const first = desk.start();
    first.found(foundMatch('m'), intend(first));
    expect(desk.ask(desk.start())).toMatchObject({ limit: 'opponent' });
    await desk.resume('opponent');
    expect(desk.ask(desk.start())).toBeNull();
  });

  test('after a cool-down the next one is met', () => {
    const desk = new Desk({ deny: ['brisk-otter'], coolDownMs: HOUR });
    const ledger = desk.start();
    playOne(ledger, 'win');
    expect(desk.ask(ledger)).toMatchObject({ limit: 'opponent', waitMs: HOUR });
    desk.now.pass(HOUR);
    expect(desk.ask(ledger)).toBeNull();
    playOne(ledger, 'win');
    expect(desk.ask(ledger)).toMatchObject({ limit: 'opponent', waitMs: HOUR });
  });
});

describe('max-per-opponent', () => {
  test('waits until the oldest of so many matches is an hour ago, and is not latched', () => {
    const desk = new Desk({ maxPerOpponent: 2 });
    const ledger = desk.start();
    const first = desk.now.pass(0);
    playOne(ledger, 'win');
    desk.now.pass(HOUR / 4);
    playOne(ledger, 'win', { opponentId: 'other', opponentName: 'other' });
    expect(desk.ask(ledger)).toBeNull();
    playOne(ledger, 'win');
    const refusal = {
      limit: 'max-per-opponent',
      until: first + HOUR,
      waitMs: (3 * HOUR) / 4,
      latched: false,
    };
    expect(desk.ask(ledger)).toMatchObject(refusal);
    expect(ledger.standing().latches).toEqual([]);
    desk.now.ms = first + HOUR - 1;
    expect(desk.ask(ledger)).toMatchObject({ waitMs: 1 });
    expect(desk.ask(ledgerAt(desk.folder, { now: desk.now }))).toMatchObject({ waitMs: 1 });
    desk.now.pass(1);
    expect(desk.ask(ledger)).toBeNull();
  });

  test('counts matches that a crash cut off', () => {
    const desk = new Desk({ maxPerOpponent: 1 });
    const first = desk.start();
    first.found(foundMatch('m'), intend(first));
    expect(desk.ask(desk.start())).toMatchObject({ limit: 'max-per-opponent' });
  });

  test('never waits longer than an hour, and not for what a wrong clock put years ahead', () => {
    const desk = new Desk({ maxPerOpponent: 1 });
    const ledger = desk.start();
    playOne(ledger, 'win');
    desk.now.set(-HOUR / 2);
    expect(desk.ask(ledger)).toMatchObject({ limit: 'max-per-opponent', waitMs: HOUR });
    desk.now.set(-DAY);
    expect(desk.ask(ledger)).toBeNull();
  });
});

describe('play without money', () => {
  test('has limits within the session, and none beyond', () => {
    const desk = new Desk({ maxLossLamports: 2 * WAGER, maxStreak: 5 });
    const practice = { book: 'practice', arena: 'local' } as const;
    const first = desk.start(practice);
    lose(first);
    lose(first);
    expect(desk.ask(first)).toMatchObject({ limit: 'max-loss', latched: false });
    expect(desk.ask(first)).toMatchObject({ limit: 'max-loss', latched: true });
    first.close();
    const next = desk.start(practice);
    expect(next.leftOpen).toEqual([]);
    expect(desk.ask(next)).toBeNull();
    expect(ledgerAt(desk.folder).standing()).toMatchObject({ netLamports: 0, openIntents: 0, latches: [] });
  });

  test('counts a match once that was given up and ended after all', () => {
    const desk = new Desk({});
    const ledger = desk.start({ book: 'practice', arena: 'local' });
    ledger.settle(endOf('m', 'loss', { settled: false }), 'me', [], null);
    ledger.settle(endOf('m', 'win'), 'me', [], null);
    expect(ledger.standing()).toMatchObject({ netLamports: 9_500_000, meetings: [{ at: [NOON] }] });
    expect(ledger.known({ matchId: 'm', serverSeedHash: '' })).toBe('over');
  });

  test('starts over after a cool-down', () => {
    const desk = new Desk({ maxStreak: 1, coolDownMs: HOUR, deny: ['nobody'] });
    const ledger = desk.start({ book: 'practice', arena: 'local' });
    lose(ledger);
    expect(desk.ask(ledger)).toMatchObject({ limit: 'max-streak', waitMs: HOUR });
    desk.now.pass(HOUR);
    expect(desk.ask(ledger)).toBeNull();
  });
});
