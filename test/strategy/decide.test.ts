import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { GAME_IDS, gameOf } from '../../src/games/index.js';
import { type Decision, Drive, StrategyFailure, type StrategyHost } from '../../src/strategy/index.js';
import { FakeClock } from '../support/fake-clock.js';

const rps = gameOf('rps');
const asked = { matchId: 'm', round: 1, state: {}, score: { mine: 0, theirs: 0 }, timeoutMs: 1000 };

/** A promise and what settles it. */
function deferred() {
  let resolve: (value: unknown) => void = () => {};
  const promise = new Promise<unknown>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

function setup(move: StrategyHost['move']) {
  const clock = new FakeClock();
  const decisions: Decision[] = [];
  let abandoned = 0;
  const host = {
    name: 'stub',
    games: GAME_IDS,
    move,
    abandon: () => void abandoned++,
  } as unknown as StrategyHost;
  const decider = new Drive(host, clock);
  const decide = (overheadMs = 50, timeoutMs = 1000) =>
    decider.decide(rps, { ...asked, timeoutMs }, overheadMs, (decision) => decisions.push(decision));
  return { clock, decisions, decider, decide, host, abandoned: () => abandoned };
}

function nested(levels: number): object {
  return levels === 1 ? {} : { in: nested(levels - 1) };
}

const cyclic: Record<string, unknown> = {};
cyclic.raw = cyclic;
/** Few objects, and 2 ** levels of them to whoever walks through. */
function broad(levels: number): object {
  if (levels === 1) return {};
  const inner = broad(levels - 1);
  return { a: inner, b: inner };
}
const trap = () => {
  throw new Error('trap');
};

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('a synchronous answer is decided within the call, without a timer', () => {
  const { clock, decisions, decide } = setup(() => 'paper');
  decide();
  expect(decisions).toEqual([{ move: { choice: 'paper' }, raw: false, source: 'strategy', decideMs: 0 }]);
  expect(clock.pending).toBe(0);
});

test('raw data may be 32 levels deep, and are copied', () => {
  const raw = nested(32);
  const { decisions, decide } = setup(() => ({ raw }));
  decide();
  expect(decisions).toMatchObject([{ move: raw, raw: true, source: 'strategy' }]);
  expect(decisions[0]?.move).not.toBe(raw);
});

test('whatever is thrown, the fallback goes out', () => {
  const { decisions, decide } = setup(() => {
    throw Object.create(null);
  });
  decide();
  expect(decisions).toMatchObject([{ source: 'fallback', reason: 'threw' }]);
});

test('an object is taken as it is, raw data unchecked', () => {
  const wire = setup(() => ({ choice: 'scissors' }));
  wire.decide();
  expect(wire.decisions).toMatchObject([{ move: { choice: 'scissors' }, raw: false, source: 'strategy' }]);
  const raw = setup(() => ({ raw: { move: 7 } }));
  raw.decide();
  expect(raw.decisions).toMatchObject([{ move: { move: 7 }, raw: true, source: 'strategy' }]);
});

describe('no move', () => {
  test.each([
    [undefined],
    [null],
    ['dynamite'],
    [{}],
    [{ raw: 'text' }],
    [{ raw: { move: Number.NaN } }],
    [{ raw: { move: undefined } }],
    [[]],
    [() => 'rock'],
    [Number.NaN],
    [{ raw: [] }],
  ])('%s is illegal: the fallback goes out at once', (answer) => {
    const { decisions, decide } = setup(() => answer);
    decide();
    expect(decisions).toMatchObject([{ move: rps.fallbackMove({}), source: 'fallback', reason: 'illegal' }]);
    expect(decisions[0]?.detail).toContain(rps.moves);
  });

  // Made late: to show `broad` in a test’s name would take for ever.
  test.each([
    ['that JSON makes no object of', () => ({ raw: new Date(0) })],
    ['33 levels deep', () => ({ raw: nested(33) })],
    ['without a bottom', () => cyclic],
    ['of 2 ** 31 values', () => ({ raw: broad(31) })],
    ['of more than 32 KiB', () => ({ raw: { text: 'x'.repeat(32 * 1024) } })],
  ])('raw data %s are illegal', (_what, answer) => {
    const { decisions, decide } = setup(answer);
    decide();
    expect(decisions).toMatchObject([{ move: rps.fallbackMove({}), source: 'fallback', reason: 'illegal' }]);
  });

  test.each([
    ['the move', () => Object.defineProperty({}, 'choice', { get: trap, enumerable: true })],
    ['raw data', () => Object.defineProperty({}, 'raw', { get: trap })],
    [
      'something in raw data',
      () => ({ raw: Object.defineProperty({}, 'a', { get: trap, enumerable: true }) }),
    ],
    ['anything', () => new Proxy({}, { has: trap, getOwnPropertyDescriptor: trap, ownKeys: trap })],
    ['how it is shown', () => ({ [inspect.custom]: trap, choice: 'well' })],
  ])('an answer that throws when it is read (%s) is illegal', (_what, answer) => {
    const { decisions, decide } = setup(answer);
    decide();
    expect(decisions).toMatchObject([{ source: 'fallback', reason: 'illegal' }]);
  });

  test.each(['threw', 'crashed'] as const)(
    '%s: the fallback goes out at once, thrown or rejected',
    async (reason) => {
      const thrown = setup(() => {
        throw new StrategyFailure(reason, 'why');
      });
      thrown.decide();
      const rejected = setup(() => Promise.reject(new StrategyFailure(reason, 'why')));
      rejected.decide();
      await settled();
      for (const { decisions, clock } of [thrown, rejected]) {
        expect(decisions).toMatchObject([
          { move: { choice: 'rock' }, source: 'fallback', reason, detail: 'why' },
        ]);
        expect(clock.pending).toBe(0);
      }
    },
  );

  test('not its game: it is not asked', () => {
    let calls = 0;
    const { decisions, decide, host } = setup(() => calls++);
    Object.assign(host, { games: ['crash'] });
    decide();
    expect(decisions).toMatchObject([{ source: 'fallback', reason: 'not-its-game' }]);
    expect(calls).toBe(0);
  });
});

describe('time', () => {
  test('the fallback goes out the overhead before the deadline, and a later answer is ignored', async () => {
    const answer = deferred();
    const { clock, decisions, decide, abandoned } = setup(() => answer.promise);
    decide(50);
    clock.advance(949);
    expect(decisions).toEqual([]);
    clock.advance(1);
    expect(decisions).toMatchObject([
      { move: { choice: 'rock' }, source: 'fallback', reason: 'late', decideMs: 950 },
    ]);
    expect(abandoned()).toBe(1);
    answer.resolve('paper');
    await settled();
    expect(decisions).toHaveLength(1);
  });

  test('a short turn is still mostly the strategy’s', () => {
    const { clock, decisions, decide } = setup(() => new Promise(() => {}));
    decide(500, 100);
    clock.advance(74);
    expect(decisions).toEqual([]);
    clock.advance(1);
    expect(decisions).toMatchObject([{ reason: 'late' }]);
  });

  test('the strategy is told when the fallback goes out', () => {
    let deadline = 0;
    const { clock, decide } = setup((question) => {
      deadline = question.deadline;
      return 'rock';
    });
    decide(50);
    expect(deadline).toBe(clock.now() + 950);
  });

  test('the deadline is by the clock that the strategy looks at, whatever it was set to', () => {
    let leftMs = 0;
    const { clock, decide } = setup((question) => {
      leftMs = question.deadline - clock.epochMs();
      return 'rock';
    });
    for (const ms of [-3_600_000, 7_200_000]) {
      clock.setAhead(ms);
      decide(50);
      expect(leftMs).toBe(950);
    }
  });

  test('an answer that held botpit up is still sent before the arena’s deadline, and not after it', () => {
    let blockMs = 980;
    const { clock, decisions, decide } = setup(() => {
      clock.advance(blockMs);
      return 'paper';
    });
    decide(50);
    expect(decisions.at(-1)).toMatchObject({ move: { choice: 'paper' }, source: 'strategy' });
    blockMs = 1000;
    decide(50);
    expect(decisions.at(-1)).toMatchObject({ move: null, source: 'fallback', reason: 'late' });
  });

  test('a fallback that was held up past the deadline is not sent either', async () => {
    const { clock, decisions, decide } = setup(async () => {
      throw new StrategyFailure('threw', 'why');
    });
    // Stands for a thread that was busy elsewhere: its timers are as late as it is.
    clock.setTimeout = () => ({});
    decide(50);
    clock.advance(1000);
    await settled();
    expect(decisions.at(-1)).toMatchObject({ move: null, source: 'fallback', reason: 'threw' });
  });
});

test('after cancel nothing is decided, and the strategy is told to stop', async () => {
  const answer = deferred();
  const { clock, decisions, decide, decider, abandoned } = setup(() => answer.promise);
  decide();
  decider.cancel();
  answer.resolve('paper');
  await settled();
  clock.advance(5000);
  expect(decisions).toEqual([]);
  expect(abandoned()).toBe(1);
  decider.cancel();
  expect(abandoned()).toBe(1);
});

test('a new turn takes the place of one that is still open', async () => {
  const answers = [deferred(), deferred()];
  let turn = 0;
  const { decisions, decide, clock } = setup(() => answers[turn++]?.promise);
  decide();
  decide();
  answers[0]?.resolve('scissors');
  answers[1]?.resolve('paper');
  await settled();
  clock.advance(5000);
  expect(decisions).toMatchObject([{ move: { choice: 'paper' } }]);
});
