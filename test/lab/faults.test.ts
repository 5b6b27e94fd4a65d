import { describe, expect, test } from 'vitest';
import { type FaultKind, type LabOptions, prepareMatch, type RunResult } from '../../src/lab/index.js';
import type { Strategy } from '../../src/strategy/index.js';
import biased from './strategies/biased.js';
import { fixture, HANGS, matchUntried as match, playUntried, strategyFolder, text } from './support.js';

const OPTIONS = {
  game: 'rps',
  // Two series, for two threads: four lanes of four matches.
  matches: 16,
  series: 4,
  seed: 'faults',
  moveTimeoutMs: 2_000,
} satisfies LabOptions;

const LANES = OPTIONS.matches / OPTIONS.series;

/** What a strategy does in the third match of every lane; else it plays rock. */
interface Slip {
  readonly name: string;
  readonly does: string;
  readonly kind: FaultKind;
  readonly detail: string;
  readonly moveTimeoutMs?: number;
}

const SLIPS: readonly Slip[] = [
  { name: 'throws', does: "throw new RangeError('no idea')", kind: 'threw', detail: 'RangeError: no idea' },
  {
    name: 'rejects',
    does: "return Promise.reject(new Error('later'))",
    kind: 'threw',
    detail: 'Error: later',
  },
  { name: 'throws nothing', does: 'throw null', kind: 'threw', detail: 'null' },
  {
    name: 'plays dynamite',
    does: "return 'dynamite'",
    kind: 'illegal',
    detail: "'dynamite' is not a legal move",
  },
  { name: 'answers nothing', does: 'return undefined', kind: 'illegal', detail: 'undefined' },
  {
    name: 'answers a trap',
    does: 'return { get choice() { throw 1; } }',
    kind: 'illegal',
    detail: 'is not a legal move',
  },
  {
    name: 'answers another trap',
    does: 'return { get then() { throw 1; } }',
    kind: 'threw',
    detail: 'threw 1',
  },
  {
    name: 'never resolves',
    does: 'return new Promise(() => {})',
    kind: 'late',
    detail: 'no answer within 50 ms',
    moveTimeoutMs: 50,
  },
  { name: 'exits', does: 'process.exit(0)', kind: 'crashed', detail: 'exit 0' },
];

function slipping(does: string, match = 3): string {
  return `export default {
    name: 'faulty',
    games: ['rps'],
    move({ matchId }) {
      if (matchId === 'lab-${match}' ) { ${does}; }
      return 'rock';
    },
  };`;
}

/** With `biased` for an opponent, in one thread and in two. */
async function played(
  source: string,
  options: Partial<LabOptions> = {},
  seat: 0 | 1 = 0,
): Promise<RunResult> {
  const cwd = strategyFolder({ 'faulty.mjs': source });
  const [a, b] = seat === 0 ? ['faulty.mjs', fixture('biased')] : [fixture('biased'), 'faulty.mjs'];
  const prepared = await prepareMatch(a, b, { ...OPTIONS, cwd, ...options });
  const [one, two] = await Promise.all([playUntried(prepared, 1), playUntried(prepared, 2)]);
  expect(text(two)).toBe(text(one));
  expect(one).toMatchObject({ complete: true, matches: options.matches ?? OPTIONS.matches });
  expect(one.entrants[1 - seat]).toMatchObject({ name: 'biased', faults: {}, firstFault: null });
  return one;
}

describe('costs the match, is named, and the run goes on', () => {
  test.each(SLIPS)('$name', async ({ does, kind, detail, moveTimeoutMs = OPTIONS.moveTimeoutMs }) => {
    const { entrants } = await played(slipping(does), { moveTimeoutMs });
    expect(entrants[0]?.faults).toEqual({ [kind]: LANES });
    expect(entrants[0]?.firstFault).toMatch(/^match 3/);
    expect(entrants[0]?.firstFault).toContain(detail);
  });

  test.each([
    { name: 'fails in a timer', does: "setTimeout(() => { throw new Error('left') })" },
    { name: 'leaves a rejection behind', does: "void Promise.reject(new Error('left'))" },
    { name: 'exits in a timer', does: 'setTimeout(() => process.exit(3))' },
  ])('$name', async ({ name, does }) => {
    const { entrants } = await played(slipping(`${does}; return new Promise(() => {})`), {}, 1);
    expect(entrants[1]?.faults).toEqual(name.startsWith('exits') ? { crashed: LANES } : { threw: LANES });
    expect(entrants[1]?.firstFault).toMatch(/^match 3.*: .*(left|exit 3)/);
  });

  test('only that match: all others end as they would have', async () => {
    const played = async (does: string) => {
      const cwd = strategyFolder({ 'faulty.mjs': slipping(does).replace("return 'rock'", "return 'paper'") });
      const { pairings } = await match('faulty.mjs', 'cycle', { ...OPTIONS, cwd, jobs: 1 });
      return pairings[0]?.curve.map(({ from, score }) => [from, score]);
    };
    const won = [1, 2, 3, 4].map((place) => [place, 1]);
    expect(await played('')).toEqual(won);
    for (const does of ['throw 1', 'process.exit(1)'])
      expect(await played(does)).toEqual(won.map(([place, score]) => [place, place === 3 ? 0 : score]));
  });

  test('an endless loop', async () => {
    const { entrants } = await played(slipping(HANGS), { matches: 8, moveTimeoutMs: 100 });
    expect(entrants[0]).toMatchObject({ faults: { hung: 2 }, firstFault: expect.stringMatching(/^match 3/) });
  });

  test('a heap that is full', async () => {
    const fills = 'const hoard = []; for (;;) hoard.push(new Array(1e6).fill(0.5))';
    const cwd = strategyFolder({ 'faulty.mjs': slipping(fills) });
    const options = { ...OPTIONS, cwd, jobs: 1, matches: 6, moveTimeoutMs: 60_000 };
    const { entrants } = await match('faulty.mjs', 'cycle', options);
    expect(entrants[0]).toMatchObject({ faults: { crashed: 2 } });
    expect(entrants[0]?.firstFault).toMatch(/^match 3.*memory/);
  });

  test('one that ends its thread again and again loses the rest of the lane', async () => {
    const source = slipping('', 0).replace("return 'rock'", 'process.exit(7)');
    const { entrants, pairings } = await played(source, { matches: 8 });
    expect(entrants[0]).toMatchObject({ faults: { crashed: 6, unplayed: 2 }, score: 0 });
    expect(pairings[0]?.summary.losses).toBe(8);
  });
});

describe('before a match', () => {
  /** All is well when it is looked at before the run, and not in the thread that plays. */
  const ONCE = `import { workerData } from 'node:worker_threads';
    const again = workerData?.counters === undefined;`;

  test('one that does not load any more loses all', async () => {
    const source = `${ONCE} if (again) throw new Error('not now');
      export default { name: 'faulty', move: () => 'rock' };`;
    const { entrants } = await played(source);
    expect(entrants[0]).toMatchObject({ faults: { threw: LANES, unplayed: 3 * LANES }, score: 0 });
    expect(entrants[0]?.firstFault).toContain('not now');
  });

  test('one whose init rejects loses all', async () => {
    const source = `${ONCE} export default {
      name: 'faulty',
      async init() { if (again) throw new Error('no start'); },
      move: () => 'rock',
    };`;
    const { entrants } = await played(source);
    expect(entrants[0]).toMatchObject({ faults: { threw: LANES, unplayed: 3 * LANES }, score: 0 });
    expect(entrants[0]?.firstFault).toMatch(/^match 1: .*no start/);
  });

  test('one that exits in its init loses all', async () => {
    const source = `${ONCE} export default {
      name: 'faulty', init() { if (again) process.exit(3); }, move: () => 'rock',
    };`;
    const { entrants } = await played(source);
    expect(entrants[0]).toMatchObject({ faults: { crashed: LANES, unplayed: 3 * LANES }, score: 0 });
  });

  test('where neither can start, all is drawn', async () => {
    const source = `${ONCE} export default {
      name: 'faulty', init() { if (again) throw new Error('no start'); }, move: () => 'rock',
    };`;
    const cwd = strategyFolder({ 'one.mjs': source, 'other.mjs': source });
    const { entrants, pairings } = await match('one.mjs', 'other.mjs', { ...OPTIONS, cwd });
    expect(entrants.map(({ faults }) => faults)).toEqual([
      { threw: LANES, unplayed: 3 * LANES },
      { threw: LANES, unplayed: 3 * LANES },
    ]);
    expect(pairings[0]?.summary.score).toBe(0.5);
  });

  test.each([
    "throw new Error('never');",
    "export default { async init() { throw new Error('never'); }, move: () => 'rock' };",
    "export default { init() { process.exit(0); }, move: () => 'rock' };",
  ])('one that never starts is refused before the run: %s', async (source) => {
    await expect(played(source)).rejects.toMatchObject({ code: 'strategy/threw-while-loading' });
  });

  test('where both fail, matches are drawn', async () => {
    const fails: Strategy<'rps'> = {
      name: 'fails',
      games: ['rps'],
      move() {
        throw new Error('no');
      },
    };
    const { entrants, pairings } = await match(fails, { ...fails }, OPTIONS);
    expect(entrants.map(({ faults }) => faults)).toEqual([
      { threw: OPTIONS.matches },
      { threw: OPTIONS.matches },
    ]);
    expect(pairings[0]?.summary).toMatchObject({ draws: OPTIONS.matches, score: 0.5 });
  });
});

test('one that talks to whoever started its thread is not heard', async () => {
  const { entrants, pairings } = await played(`import { parentPort } from 'node:worker_threads';
    export default { name: 'faulty', games: ['rps'], move() {
      for (const word of ['ready', { results: [] }, { results: [{ task: 0, line: '{}' }] }]) parentPort.postMessage(word);
      return 'rock';
    } };`);
  expect(entrants.map(({ faults }) => faults)).toEqual([{}, {}]);
  expect(pairings[0]?.summary.matches).toBe(OPTIONS.matches);
});

test('what fails after the fact is named, and not the one who waits then', async () => {
  const late = `export default { name: 'faulty', games: ['rps'], async move() {
    setTimeout(() => { throw new Error('later'); }, 1);
    return 'rock';
  } };`;
  const slow = `export default { name: 'slow', games: ['rps'], memoryDepth: 0,
    move: () => new Promise((done) => setTimeout(() => done('paper'), 3)) };`;
  const cwd = strategyFolder({ 'late.mjs': late, 'slow.mjs': slow });
  const { entrants } = await match('late.mjs', 'slow.mjs', { ...OPTIONS, matches: 4, cwd });
  expect(entrants[0]?.faults.threw).toBe(4);
  expect(entrants[1]?.faults).toEqual({});
});

describe('hooks that fail', () => {
  test('cost nothing, and are counted', async () => {
    const hooks = `matchStart() { throw new Error('at the start'); },
      async roundEnd() { throw new Error('in between'); },
      matchEnd() { throw new Error('at the end'); },`;
    const rock = "export default { name: 'faulty', games: ['rps'], HOOKS move: () => 'rock' };";
    const [bad, good] = [await played(rock.replace('HOOKS', hooks)), await played(rock.replace('HOOKS', ''))];
    expect(bad.pairings[0]?.summary).toEqual(good.pairings[0]?.summary);
    const { faults, firstFault } = bad.entrants[0] ?? {};
    expect(Object.keys(faults ?? {})).toEqual(['hook']);
    expect(faults?.hook).toBeGreaterThan(3 * OPTIONS.matches);
    expect(firstFault).toContain('at the start');
  });

  test('one that never ends costs the match that waits for it', async () => {
    const source = `export default {
      name: 'faulty',
      games: ['rps'],
      matchStart({ matchId }) { if (matchId === 'lab-3') return new Promise(() => {}); },
      move: () => 'rock',
    };`;
    const { entrants } = await played(source, { moveTimeoutMs: 50 });
    expect(entrants[0]?.faults).toEqual({ late: LANES });
  });
});

test('objects in this thread: the same, as far as a thread can be kept', async () => {
  const throwing: Strategy<'rps'> = {
    name: 'faulty',
    games: ['rps'],
    move({ matchId }) {
      if (matchId === 'lab-3') throw new RangeError('no idea');
      return 'rock';
    },
  };
  const object = await match(throwing, biased, OPTIONS);
  const file = await played(slipping("throw new RangeError('no idea')"));
  expect(object.pairings).toEqual(file.pairings);
  expect(object.entrants[0]?.faults).toEqual(file.entrants[0]?.faults);
});

test('what strategies print is not kept', async () => {
  const cwd = strategyFolder({
    'chatty.mjs': "export default { move() { console.log('x'.repeat(2 ** 16)); return 'rock'; } };",
  });
  const before = process.memoryUsage().rss;
  await match('chatty.mjs', 'cycle', { ...OPTIONS, cwd, jobs: 1, matches: 1_000, series: 50 });
  // A hundred and more times as much has been printed.
  expect(process.memoryUsage().rss - before).toBeLessThan(150 * 2 ** 20);
});
