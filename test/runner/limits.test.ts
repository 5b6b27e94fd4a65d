import { describe, expect, test } from 'vitest';
import { type Ledger, NO_LIMITS, type SessionLimits } from '../../src/history/index.js';
import { judgeBy, type Refusal, remedyOf } from '../../src/runner/limits.js';
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

/** To whom commands are told. */
const whose = (bot: string | null, folderFlag = '') => ({ bot, folderFlag });

/** A folder, a clock, limits, and starts of botpit with them. */
class Desk {
  readonly folder = dataFolder();
  readonly now = new Now();
  readonly limits: SessionLimits;

  constructor(limits: Partial<SessionLimits>) {
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
    const { limit, message, waitMs, over, trips } = intended.refusal;
    if (trips) ledger.trip(limit, message, waitMs, over);
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
      (refusal && remedyOf(refusal, whose(null)))?.match(/botpit (?:settle|resume [a-z-]+)/g) ?? [];
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
      remedy: 'settle',
      release: false,
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

describe('a clock that is set in the middle of a session', () => {
  const JUMPS = [-HOUR, -3 * DAY, HOUR, 400 * DAY];

  test.each(JUMPS)('by %i ms lets no loss of the session be forgotten', (ms) => {
    const desk = new Desk({ maxLossLamports: 3 * WAGER });
    const ledger = desk.start();
    lose(ledger);
    desk.now.set(ms);
    lose(ledger);
    lose(ledger);
    expect(ledger.standing().netLamports).toBe(-3 * WAGER);
    expect(desk.ask(ledger)).toMatchObject({ limit: 'max-loss' });
  });

  test.each(JUMPS)('by %i ms lets no gain be forgotten, and no opponent', (ms) => {
    const desk = new Desk({ takeProfitLamports: WAGER });
    const ledger = desk.start();
    desk.now.set(ms);
    playOne(ledger, 'win', { netLamports: WAGER });
    expect(desk.ask(ledger)).toMatchObject({ limit: 'take-profit' });

    const other = new Desk({ deny: ['brisk-otter'] });
    const second = other.start();
    other.now.set(ms);
    playOne(second, 'win');
    expect(other.ask(second)).toMatchObject({ limit: 'opponent' });
  });

  test.each(JUMPS)('by %i ms does not change what a release forgets', async (ms) => {
    const desk = new Desk({ maxLossLamports: 2 * WAGER });
    const ledger = desk.start();
    lose(ledger);
    lose(ledger);
    expect(desk.ask(ledger)).toMatchObject({ limit: 'max-loss' });
    desk.now.set(ms);
    await desk.resume('max-loss');
    desk.now.set(-ms);
    expect(desk.ask(ledger)).toBeNull();
    lose(ledger);
    lose(ledger);
    expect(desk.ask(ledger)).toMatchObject({ limit: 'max-loss' });
  });

  test('back over midnight and forth again uncounts nothing of the day', () => {
    const desk = new Desk({ maxDailyLossLamports: 4 * WAGER });
    const ledger = desk.start();
    lose(ledger);
    desk.now.set(-DAY);
    lose(ledger);
    expect(ledger.standing().dayNetLamports).toBe(-2 * WAGER);
    desk.now.set(DAY);
    expect(ledger.standing().dayNetLamports).toBe(-2 * WAGER);
    lose(ledger);
    expect(desk.start().standing().dayNetLamports).toBe(-3 * WAGER);
    desk.now.pass(DAY);
    expect(ledger.standing().dayNetLamports).toBe(0);
  });

  test('after it was years ahead, the day goes on until a person releases the limit', async () => {
    const desk = new Desk({ maxDailyLossLamports: 2 * WAGER });
    desk.now.set(400 * DAY);
    const ledger = desk.start();
    lose(ledger);
    desk.now.set(-400 * DAY);
    lose(ledger);
    desk.now.pass(DAY);
    expect(desk.ask(ledger)).toMatchObject({ limit: 'max-daily-loss' });
    await desk.resume('max-daily-loss');
    lose(ledger);
    expect(ledger.standing().dayNetLamports).toBe(-WAGER);
    desk.now.pass(DAY);
    expect(ledger.standing().dayNetLamports).toBe(0);
  });

  test.each(JUMPS)('by %i ms makes a cool-down neither longer nor shorter', (ms) => {
    const desk = new Desk({ maxStreak: 1, coolDownMs: HOUR });
    const ledger = desk.start();
    lose(ledger);
    desk.ask(ledger);
    desk.now.set(ms);
    desk.now.pass(HOUR - 1);
    expect(desk.ask(ledger)).toMatchObject({ latched: true, waitMs: 1, until: desk.now.ms + 1 });
    desk.now.pass(1);
    expect(desk.ask(ledger)).toBeNull();
  });

  test('back between two starts makes a cool-down no longer than it was meant to be', () => {
    const desk = new Desk({ maxStreak: 1, coolDownMs: HOUR });
    const first = desk.start();
    lose(first);
    desk.ask(first);
    desk.now.set(-10 * DAY);
    const next = desk.start();
    expect(desk.ask(next)).toMatchObject({ latched: true, waitMs: HOUR });
    desk.now.pass(HOUR);
    expect(desk.ask(next)).toBeNull();
  });

  test.each(JUMPS)('by %i ms neither hides whom one has met, nor makes an hour longer', (ms) => {
    const desk = new Desk({ maxPerOpponent: 1 });
    const ledger = desk.start();
    playOne(ledger, 'win');
    desk.now.pass(HOUR / 2);
    desk.now.set(ms);
    expect(desk.ask(ledger)).toMatchObject({ limit: 'max-per-opponent', waitMs: HOUR / 2 });
    desk.now.pass(HOUR / 2);
    expect(desk.ask(ledger)).toBeNull();
  });
});

describe('limits over all accounts of a data folder', () => {
  const ONE = 'a'.repeat(16);
  const TWO = 'b'.repeat(16);

  test('max-daily-loss is one by itself, and max-loss is one where it is said', () => {
    for (const limits of [
      { maxDailyLossLamports: 2 * WAGER },
      { maxLossLamports: 2 * WAGER, limitsOver: 'folder' as const },
    ]) {
      const desk = new Desk(limits);
      const one = desk.start({ account: ONE });
      const two = desk.start({ account: TWO });
      lose(one);
      expect(desk.ask(two)).toBeNull();
      intend(one);
      expect(desk.ask(two)).toMatchObject({ over: 'folder', trips: false });
      lose(two);
      expect(desk.ask(two)).toMatchObject({
        over: 'folder',
        message: expect.stringContaining("data folder's"),
      });
      expect(desk.ask(one)).toMatchObject({ latched: true });
    }
  });

  test('max-loss is none by itself, and max-daily-loss is none where it is said', () => {
    for (const limits of [
      { maxLossLamports: 2 * WAGER },
      { maxDailyLossLamports: 2 * WAGER, limitsOver: 'account' as const },
    ]) {
      const desk = new Desk(limits);
      const one = desk.start({ account: ONE });
      const two = desk.start({ account: TWO });
      for (let i = 0; i < 2; i += 1) {
        expect(desk.ask(one)).toBeNull();
        lose(one);
        lose(two);
      }
      expect(desk.ask(one)).toMatchObject({ over: 'account', latched: false });
      expect(desk.ask(two)).toMatchObject({ over: 'account', latched: false });
    }
  });

  test('hold every account once they have tripped, also one that comes later, until they are released for all', async () => {
    const desk = new Desk({ maxDailyLossLamports: 2 * WAGER });
    const one = desk.start({ account: ONE });
    lose(one, -2 * WAGER);
    expect(desk.ask(one)).toMatchObject({ limit: 'max-daily-loss', latched: false });
    const two = desk.start({ account: TWO });
    const latched = desk.ask(two);
    expect(latched).toMatchObject({ limit: 'max-daily-loss', latched: true });
    // It cannot be released for one bot alone.
    expect(latched && remedyOf(latched, whose('owl'))).toBe(
      '`botpit resume max-daily-loss` lets play go on.',
    );
    expect((await controlAt(desk.folder)).latches(desk.now.ms)).toMatchObject([{ account: null }]);
    expect(await desk.resume('max-daily-loss')).toBe(1);
    for (const ledger of [one, two]) expect(desk.ask(ledger)).toBeNull();
    lose(two);
    lose(one);
    expect(desk.ask(two)).toMatchObject({ latched: false });
  });

  test('count a session of the folder for as long as one of its accounts has not ended with 0', () => {
    const desk = new Desk({ maxLossLamports: 3 * WAGER, limitsOver: 'folder' });
    const one = desk.start({ account: ONE });
    lose(one);
    const two = desk.start({ account: TWO });
    lose(two);
    one.end('matches', 0);
    expect(desk.start({ account: 'c'.repeat(16) }).standing().folder.netLamports).toBe(-2 * WAGER);
    // The third was killed; the second, too.
    expect(desk.start({ account: TWO }).standing().folder.netLamports).toBe(-2 * WAGER);
    for (const account of [TWO, 'c'.repeat(16)]) desk.start({ account }).end('matches', 0);
    expect(desk.start({ account: ONE }).standing().folder.netLamports).toBe(0);
  });
});

describe('max-drawdown', () => {
  const limit = 'max-drawdown';
  const win = (ledger: Ledger, netLamports = WAGER) => playOne(ledger, 'win', { netLamports });

  test('counts from the highest point, exactly, however much is won', async () => {
    const desk = new Desk({ maxDrawdownLamports: 2 * WAGER });
    const ledger = desk.start();
    for (let i = 0; i < 5; i += 1) win(ledger);
    lose(ledger);
    expect(desk.ask(ledger)).toBeNull();
    lose(ledger);
    const refused = desk.ask(ledger);
    expect(refused).toMatchObject({
      limit,
      until: null,
      trips: true,
      message:
        'The drawdown limit of 0.02 SOL is reached: 0.02 SOL below the highest point of the session or of the day, next wager 0.01.',
    });
    const command = 'botpit resume max-drawdown';
    expect(refused && remedyOf(refused, whose(null))).toBe(`\`${command}\` lets play go on.`);
    // One with a name is not to release those of the others.
    expect(refused && remedyOf(refused, whose('night owl'))).toBe(
      `\`${command} --bot 'night owl'\` lets play go on.`,
    );
    expect(refused && remedyOf(refused, whose('owl', ' --data-dir /bots/owl'))).toBe(
      `\`${command} --bot owl --data-dir /bots/owl\` lets play go on.`,
    );
    expect(refused && remedyOf({ ...refused, over: 'folder' }, whose('owl'))).toBe(
      `\`${command}\` lets play go on.`,
    );
    expect(await desk.resume(limit)).toBe(1);
    expect(desk.ask(ledger)).toBeNull();
    lose(ledger);
    expect(desk.ask(ledger)).toBeNull();
    lose(ledger);
    expect(desk.ask(ledger)).toMatchObject({ limit, latched: false });
  });

  test('is a loss limit where nothing was won', () => {
    const desk = new Desk({ maxDrawdownLamports: 2 * WAGER });
    const ledger = desk.start();
    lose(ledger, -1.5 * WAGER);
    expect(desk.ask(ledger)?.message).toMatch(
      /^The next wager could go past the drawdown limit of 0\.02 SOL: 0\.015 SOL below/,
    );
  });

  test('counts what is open as lost', () => {
    const desk = new Desk({ maxDrawdownLamports: 2 * WAGER });
    const ledger = desk.start();
    win(ledger);
    intend(ledger);
    intend(ledger);
    expect(desk.ask(ledger)).toMatchObject({ limit, trips: false, remedy: expect.stringMatching(/settle/) });
  });

  test('counts from the highest point of the day too, over its sessions, and not of the day before', () => {
    const desk = new Desk({ maxDrawdownLamports: 2 * WAGER });
    const first = desk.start();
    win(first, 3 * WAGER);
    lose(first);
    first.end('matches', 0);
    const second = desk.start();
    lose(second);
    // Of the session that is one wager, of the day it is two.
    expect(desk.ask(second)).toMatchObject({ limit });

    const other = new Desk({ maxDrawdownLamports: 2 * WAGER });
    const evening = other.start();
    win(evening, 3 * WAGER);
    lose(evening, -2 * WAGER);
    evening.end('matches', 0);
    other.now.pass(DAY);
    expect(other.ask(other.start())).toBeNull();
  });

  test('holds in practice too, within the session', () => {
    const desk = new Desk({ maxDrawdownLamports: 2 * WAGER });
    const ledger = desk.start({ book: 'practice' });
    const settle = (matchId: string, outcome: 'win' | 'loss', netLamports: number) =>
      ledger.settle(endOf(matchId, outcome, { netLamports }), 'agent-1', [], null);
    settle('a', 'win', 2 * WAGER);
    settle('b', 'loss', -WAGER);
    expect(desk.ask(ledger)).toBeNull();
    settle('c', 'loss', -WAGER);
    expect(desk.ask(ledger)).toMatchObject({ limit });
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
    desk.now.pass(until - desk.now.ms);
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
    ledger.trip('max-streak', 'cooling', HOUR);
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
    desk.now.pass(first + HOUR - 1 - desk.now.ms);
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

  test('counts what an earlier run met, and for no longer than an hour, whatever its clock showed', () => {
    const desk = new Desk({ maxPerOpponent: 1 });
    playOne(desk.start(), 'win');
    desk.now.set(-400 * DAY);
    const next = desk.start();
    expect(desk.ask(next)).toMatchObject({ limit: 'max-per-opponent', waitMs: HOUR });
    desk.now.pass(HOUR);
    expect(desk.ask(next)).toBeNull();
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
    expect(ledger.standing()).toMatchObject({ netLamports: 9_500_000, meetings: [{ agoMs: [0] }] });
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
