import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { match, mergeRun, type RunPlan } from '../../src/lab/index.js';
import type { TaskResult } from '../../src/lab/tally.js';
import { tempFolder } from '../support/run-cli.js';

/* As far as the tests edit them; JSON can hold anything. */
type LooseConduct = Record<string, unknown> & { readonly faults: object };
type LooseTally = Record<string, unknown> & { readonly pairs: number[]; readonly conduct: LooseConduct[] };
type LooseTask = Record<string, unknown> & { readonly tallies: LooseTally[] };
type LoosePlan = Record<string, unknown> & { readonly entrants: Record<string, unknown>[] };

const MATCHES = 400;
let head: { botpit_lab: RunPlan };
let tasks: TaskResult[];

beforeAll(async () => {
  const file = join(tempFolder(), 'run.jsonl');
  await match('random', 'always', { game: 'rps', matches: MATCHES, series: 50, seed: '1', jobs: 1, file });
  const [first = '', ...lines] = (await readFile(file, 'utf8')).trimEnd().split('\n');
  head = JSON.parse(first);
  tasks = lines.slice(0, -1).map((line) => JSON.parse(line));
  expect(tasks).toHaveLength(4);
});

async function merged(lines: readonly unknown[]) {
  const file = join(tempFolder(), 'edited.jsonl');
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  writeFileSync(file, `${text}\n`);
  return mergeRun([file]);
}

function edited<Loose>(value: unknown, edit: (copy: Loose) => void): unknown {
  const copy = structuredClone(value);
  edit(copy as Loose);
  return copy;
}

const refused = { code: 'lab/run-file', message: expect.any(String) };

describe('a line that is not of the run is refused, with its number and the reason', () => {
  const inTally = (name: string, edit: (tally: LooseTally) => void) =>
    [
      name,
      (all: TaskResult[]) => [
        edited<LooseTask>(all[0], (task) => edit(task.tallies[0] as LooseTally)),
        ...all.slice(1),
      ],
    ] as const;
  const inConduct = (name: string, edit: (conduct: LooseConduct) => void) =>
    inTally(name, (tally) => edit(tally.conduct[0] as LooseConduct));
  const inTask = (name: string, edit: (task: LooseTask) => void) =>
    [name, (all: TaskResult[]) => [edited(all[0], edit), ...all.slice(1)]] as const;
  const cases: (readonly [string, (all: TaskResult[]) => unknown[]])[] = [
    inTally('conduct of nobody', (tally) => Object.assign(tally, { conduct: [null, null] })),
    inTally('conduct of nothing', (tally) => Object.assign(tally, { conduct: [{}, {}] })),
    inTask('no tallies', (task) => Object.assign(task, { tallies: [] })),
    inTask('two tallies', (task) => task.tallies.push(...task.tallies)),
    inTally('pairs of texts', (tally) => Object.assign(tally, { pairs: ['a', {}, null, [], '1', 1e308] })),
    inTally('one pair as a text', (tally) => Object.assign(tally.pairs, { 0: String(tally.pairs[0]) })),
    inTally('negative pairs', (tally) => Object.assign(tally, { pairs: [-1e15, -1, -1, -1, -1, -1] })),
    inTally('huge pairs', (tally) => Object.assign(tally, { pairs: Array(6).fill(1e308) })),
    inTally('a million pairs', (tally) => Object.assign(tally, { pairs: Array(1e6).fill(1) })),
    inTally('another number of pairs', ({ pairs }) => pairs.push((pairs.pop() ?? 0) + 1)),
    inTally('pairs that are not those of the curve', (tally) => {
      tally.pairs.reverse();
    }),
    inTally('a long curve', (tally) => Object.assign(tally, { curve: Array(3e6).fill(1) })),
    inTally('a curve of texts', (tally) => Object.assign(tally, { curve: ['<img>', {}, null] })),
    inTally('a course of nothing', (tally) => Object.assign(tally, { course: [null, 'x', { a: 1 }] })),
    inTally('a long course', (tally) =>
      Object.assign(tally, { course: Array(1e5).fill([1, 1, 1, 1, 1, 1]) }),
    ),
    inConduct('faults that are none', ({ faults }) => Object.assign(faults, { '<img>': 5 })),
    inConduct('faults that are not counts', ({ faults }) => Object.assign(faults, { threw: '<img>' })),
    inConduct('more faults than can be', ({ faults }) => Object.assign(faults, { late: 1e308 })),
    inConduct('fewer faults than none', ({ faults }) => Object.assign(faults, { hung: -5 })),
    inConduct('a first fault that is not a text', (conduct) =>
      Object.assign(conduct, { firstFault: { a: 1 } }),
    ),
    inConduct('moves that are none', (conduct) =>
      Object.assign(conduct, { moves: { a: 5, b: null, c: 'x' } }),
    ),
    inConduct('no moves', (conduct) => Object.assign(conduct, { moves: null })),
    inConduct('times that are none', (conduct) =>
      Object.assign(conduct, { times: { x: 1, '-1': 5, 5: 'x' } }),
    ),
    inTask('differences of nobody', (task) => Object.assign(task, { gains: { pairs: {}, series: null } })),
    inTask('a stopped one', (task) => Object.assign(task.tallies[0] ?? {}, { pairs: [1, 0, 0, 0, 0, 0] })),
    ...[-1, 4, 0.5, 2 ** 53 - 1, '0', null].map((number) =>
      inTask(`series ${number}`, (task) => Object.assign(task, { task: number })),
    ),
    ['a series twice', (all) => [...all.slice(0, 1), ...all]],
    ['a line after the end', (all) => [{ botpit_lab_end: '2026-01-01T00:00:00.000Z' }, ...all]],
    [
      'a name of every object',
      (all) => [
        JSON.stringify(all[0]).replace('"moves":{', '"moves":{"__proto__":{"toString":7},'),
        ...all.slice(1),
      ],
    ],
    ['a deep line', (all) => ['['.repeat(1e6), ...all]],
    ['a torn line', (all) => [JSON.stringify(all[0]).slice(0, -9), ...all.slice(1)]],
    ['an empty line', (all) => ['', ...all]],
  ];
  test.each(cases)('%s', async (_, edit) => {
    const startedAt = performance.now();
    await expect(merged([head, ...edit(tasks)])).rejects.toMatchObject({
      code: 'lab/run-file',
      message: expect.stringMatching(/^line \d+ of .* is not of this run: ./),
    });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

describe('a first line that promises no run that can be is refused, with the reason', () => {
  const cases: (readonly [string, (plan: LoosePlan) => void])[] = [
    ['names that are equal', ({ entrants }) => Object.assign(entrants[0] ?? {}, { name: entrants[1]?.name })],
    ['no pairings', (plan) => Object.assign(plan, { slots: [[]] })],
    ['many pairings', (plan) => Object.assign(plan, { slots: Array(1e5).fill([[0, 1]]) })],
    ['one against itself', (plan) => Object.assign(plan, { slots: [[[0, 0]]] })],
    ...['ab', null, { length: 1, 0: [0, 1] }].map(
      (slot) =>
        [
          `pairings of ${JSON.stringify(slot)}`,
          (plan: LoosePlan) => Object.assign(plan, { slots: [slot] }),
        ] as const,
    ),
    ['more matches than can be', (plan) => Object.assign(plan, { matches: 2 ** 52 })],
    ['an odd number of matches', (plan) => Object.assign(plan, { matches: 401 })],
    ['lanes longer than the run', (plan) => Object.assign(plan, { series: 2e15 })],
    ['a time limit that no timer has', (plan) => Object.assign(plan, { moveTimeoutMs: 2 ** 40 })],
    ...[
      { elo0: 1e308, elo1: -1e308, confidence: 5, units: 'series' },
      { elo0: 0, elo1: 5, confidence: 0, units: 'series' },
      { elo0: 5, elo1: 5, confidence: 0.95, units: 'series', sameCode: false },
      { elo0: 0, elo1: 1e-20, alpha: 0.05, beta: 0.05, normalized: false, units: 'series', sameCode: false },
      { elo0: 0, elo1: 9_000, alpha: 0.05, beta: 0.05, normalized: false, units: 'series', sameCode: false },
      { elo0: 0, elo1: 5, alpha: 0, beta: 0.05, normalized: false, units: 'series', sameCode: false },
      { elo0: 0, elo1: 5, alpha: 0.05, beta: 0.5, normalized: false, units: 'series', sameCode: false },
      { elo0: 0, elo1: 5, alpha: 0.05, beta: 0.05, units: 'series', sameCode: false },
      null,
    ].map(
      (about) =>
        [
          `a test ${JSON.stringify(about)}`,
          (plan: LoosePlan) => Object.assign(plan, { test: about, kind: 'compare' }),
        ] as const,
    ),
    [
      'a field of 3,000 that do not play',
      (plan) => {
        const entrants = Array.from({ length: 3_000 }, (_, i) => ({ ...plan.entrants[0], name: `n${i}` }));
        Object.assign(plan, { kind: 'tournament', entrants });
      },
    ],
    ['one strategy', (plan) => Object.assign(plan, { entrants: [plan.entrants[0]], slots: [[[0, 0]]] })],
    ['no strategies', (plan) => Object.assign(plan, { entrants: [], slots: [[]] })],
  ];
  test.each(cases)('%s', async (_, edit) => {
    const startedAt = performance.now();
    const promised = { botpit_lab: edited(head.botpit_lab, edit) };
    await expect(merged([promised, ...tasks])).rejects.toMatchObject(refused);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  test.each([
    ['nothing', ''],
    ['one huge line', 'x'.repeat(3e7)],
    ['null', 'null'],
    ['bytes', '\0\u0001\u0002ÿ'],
  ])('%s', async (_, text) => {
    await expect(merged([text])).rejects.toMatchObject(refused);
  });

  test('a file whose lines have no ends', async () => {
    const text = [head, ...tasks].map((line) => JSON.stringify(line)).join('\r');
    await expect(merged([text])).rejects.toMatchObject(refused);
  });
});

test.each<[string, () => unknown[]]>([
  ['as it was written', () => [head, ...tasks]],
  ['with its end', () => [head, ...tasks, { botpit_lab_end: '2026-01-01T00:00:00.000Z' }]],
  ['in another order', () => [head, ...tasks.toReversed()]],
])('%s it is read, to the same result', async (_, lines) => {
  expect(await merged(lines())).toMatchObject({ complete: true, matches: MATCHES });
});
