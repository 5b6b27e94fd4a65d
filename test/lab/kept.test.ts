import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  compare,
  type Keep,
  keptCount,
  keptIn,
  type LabOptions,
  match,
  numberOf,
  Pool,
  placeOf,
  planIn,
  playPrepared,
  prepareMatch,
  rebuilt,
  type ShownMatch,
  showMatch,
  tournament,
} from '../../src/lab/index.js';
import { tempFolder } from '../support/run-cli.js';
import { fixture, strategyFolder } from './support.js';

const newFile = () => join(tempFolder(), 'run.jsonl');

/** All matches that a file keeps, by their numbers. */
async function keptOf(file: string): Promise<ShownMatch[]> {
  const plan = await planIn(file);
  const shown: ShownMatch[] = [];
  for await (const { task, matches } of keptIn(file, plan)) {
    for (const [pairing, list] of matches.entries()) {
      for (const kept of list) {
        const match = rebuilt(plan, { task, pairing, lane: kept.lane, match: kept.match }, kept);
        if (typeof match === 'string') throw new Error(match);
        shown.push(match);
      }
    }
  }
  expect(await keptCount(file, plan)).toMatchObject({ count: shown.length, leftOut: 0 });
  return shown.toSorted((a, b) => a.number - b.number);
}

const countOf = (matches: readonly ShownMatch[], outcome: string) =>
  matches.filter((one) => one.outcome === outcome).length;

const OPTIONS = { game: 'hi_lo', matches: 60, series: 10, seed: 'kept' } satisfies LabOptions;

test('a file keeps the matches that were asked for: all, the lost, the first so many', async () => {
  const play = async (keep: Exclude<Keep, object>) => {
    const file = newFile();
    const result = await match('adaptive', 'random', { ...OPTIONS, keep, file });
    return { matches: await keptOf(file), summary: result.pairings[0]?.summary, kept: result.keptMatches };
  };
  const all = await play('all');
  expect(all.matches.map(({ number }) => number)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
  expect(all.kept).toEqual({ count: 60, leftOut: 0, example: 1 });
  const { wins, losses, draws } = all.summary ?? {};
  const outcomes = ['win', 'loss', 'draw'].map((outcome) => countOf(all.matches, outcome));
  expect(outcomes).toEqual([wins, losses, draws]);
  // All else that is kept is a part of it.
  expect((await play('lost')).matches).toEqual(
    all.matches
      .filter(({ outcome }) => outcome === 'loss')
      .map((one) => ({ ...one, matchId: expect.any(String) })),
  );
  expect((await play(7)).matches.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test('every match of a field has a number of its own, and is kept by it', async () => {
  const file = newFile();
  const field = [fixture('biased'), fixture('learner'), 'random'] as const;
  await tournament(field, { game: 'rps', matches: 14, series: 3, seed: '1', keep: 'all', file });
  const plan = await planIn(file);
  const places = Array.from({ length: 3 * 14 }, (_, index) => placeOf(plan, index + 1));
  expect(places.map((place) => place && numberOf(plan, place))).toEqual(places.map((_, index) => index + 1));
  expect(new Set(places.map((place) => JSON.stringify(place))).size).toBe(3 * 14);
  expect([placeOf(plan, 0), placeOf(plan, 3 * 14 + 1), placeOf(plan, 1.5)]).toEqual([null, null, null]);
  const kept = await keptOf(file);
  expect(kept.map(({ number }) => number)).toEqual(places.map((_, index) => index + 1));
  expect(new Set(kept.map(({ pairing }) => pairing.join())).size).toBe(3);
});

test("through opponents, the matches of both are kept; those that are lost are the new one's", async () => {
  const play = async (keep: Exclude<Keep, object>) => {
    const file = newFile();
    const field = { against: ['random'], game: 'rps', matches: 40, series: 2, seed: '1' } as const;
    await compare(fixture('biased'), fixture('learner'), { ...field, keep, file });
    return keptOf(file);
  };
  expect(new Set((await play('all')).map(({ pairing }) => pairing.join()))).toEqual(new Set(['0,2', '1,2']));
  const lost = await play('lost');
  expect(lost.length).toBeGreaterThan(0);
  for (const one of lost) expect(one).toMatchObject({ outcome: 'loss', pairing: [0, 2] });
});

const QUITTER = `export default {
  name: 'quitter', games: ['rps'],
  move(turn) {
    if (turn.round === 2 && turn.random() < 0.3) throw new Error('no more');
    return 'rock';
  },
};`;
const HANGS_ONCE = `let asked = 0;
export default {
  name: 'hangs', games: ['rps'],
  move() {
    asked += 1;
    if (asked === 40) process.exit();
    return 'paper';
  },
};`;
const folder = strategyFolder({ 'quitter.mjs': QUITTER, 'hangs.mjs': HANGS_ONCE });

test('a match that a side forfeited is kept with what it was lost by, and with the turn', async () => {
  const file = newFile();
  const options = {
    game: 'rps',
    matches: 60,
    series: 30,
    seed: '2',
    cwd: folder,
    keep: 'forfeited',
    file,
  } as const;
  const { entrants } = await match('./quitter.mjs', './hangs.mjs', options);
  const kept = await keptOf(file);
  const [quit, ended] = [0, 1].map((player) => kept.filter(({ faults }) => faults[0]?.player === player));
  expect(quit).toHaveLength(entrants[0]?.faults.threw ?? -1);
  for (const one of quit ?? [])
    expect(one).toMatchObject({ outcome: 'loss', turn: { round: 2, state: {} }, rounds: [{ round: 1 }] });
  // What was played of a match that ended its thread is gone with it.
  expect(ended).toHaveLength(entrants[1]?.faults.crashed ?? -1);
  expect(ended?.[0]).toMatchObject({ outcome: 'win', turn: null, rounds: [], faults: [{ kind: 'crashed' }] });
});

test("a match that is kept is the one that is played again, and an object's are kept, too", async () => {
  const file = newFile();
  const prepared = await prepareMatch('adaptive', 'frequency', { ...OPTIONS, game: 'rps', keep: 'all' });
  const executor = new Pool(prepared.sources ?? [], 2);
  await playPrepared(prepared, { executor, path: file }).finally(() => executor.close());
  const kept = await keptOf(file);
  expect(await showMatch(prepared, 35)).toEqual(kept[34]);
  const ofObjects = newFile();
  const rock = { move: () => 'rock' as const };
  await match(rock, rock, { game: 'rps', matches: 4, keep: 'all', file: ofObjects });
  expect(countOf(await keptOf(ofObjects), 'draw')).toBe(4);
});

/** Lines of matches and of results, in the order of their tasks. */
function linesOf(file: string): string[] {
  const [, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  const timeless = (line: string) => line.replace(/"times":\{[^}]*\}/g, '');
  const numberIn = (line: string) => Number(/"task":(\d+)/.exec(line)?.[1] ?? 1e9);
  return lines
    .filter((line) => !line.startsWith('{"botpit_lab_end"'))
    .map(timeless)
    .toSorted((a, b) => numberIn(a) - numberIn(b));
}

test('parts of a run, and a run that is gone on with, keep the same matches', async () => {
  const prepared = await prepareMatch('adaptive', 'frequency', { ...OPTIONS, game: 'rps', keep: 'all' });
  const play = async (path: string, shard?: { index: number; of: number }) => {
    const executor = new Pool(prepared.sources ?? [], 2);
    return playPrepared(prepared, { executor, path, shard }).finally(() => executor.close());
  };
  const whole = newFile();
  await play(whole);
  const expected = linesOf(whole);
  const parts = [newFile(), newFile()];
  for (const [index, part] of parts.entries()) await play(part, { index, of: 2 });
  expect(parts.flatMap(linesOf).length).toBe(expected.length);
  expect((await Promise.all(parts.map(keptOf))).flat().toSorted((a, b) => a.number - b.number)).toEqual(
    await keptOf(whole),
  );
  // Cut after the matches of a task and before its result, as a crash may do it: they are written again, and count once.
  const cut = newFile();
  const [head, ...lines] = readFileSync(whole, 'utf8').split('\n');
  writeFileSync(cut, `${[head, ...lines.slice(0, 3)].join('\n')}\n`);
  expect((await keptOf(cut)).length).toBe(20);
  expect(await play(cut)).toMatchObject({ complete: true, keptMatches: { count: 60 } });
  expect(await keptOf(cut)).toEqual(await keptOf(whole));
});

test('a run that keeps matches is another run, with the same result', async () => {
  const options = { ...OPTIONS, game: 'rps' } as const;
  const [plain, keeping] = await Promise.all([
    prepareMatch('adaptive', 'frequency', options),
    prepareMatch('adaptive', 'frequency', { ...options, keep: 'all' }),
  ]);
  expect(keeping.plan).toEqual({ ...plain.plan, keep: 'all' });
  for (const keep of ['some', 0, -1, 1.5, {}, null])
    await expect(
      prepareMatch('adaptive', 'frequency', { ...options, keep } as unknown as LabOptions),
    ).rejects.toMatchObject({ code: 'usage' });
});

test('matches that were edited are refused, with the reason', async () => {
  const file = newFile();
  await match('adaptive', 'frequency', { game: 'rps', matches: 4, series: 2, seed: '1', keep: 'all', file });
  const text = readFileSync(file, 'utf8');
  const plan = await planIn(file);
  const looked = async (from: string | RegExp, to: string) => {
    const edited = text.replace(from, to);
    expect(edited).not.toBe(text);
    writeFileSync(file, edited);
    return keptOf(file);
  };
  await expect(looked('"moves":[["', '"moves":[["spock","rock"],["')).rejects.toThrow('illegal move');
  await expect(looked(/"points":2/, '"points":0')).rejects.toThrow('do not come to its result');
  await expect(looked(/"moves":\[.*?\]\]/, '"moves":[]')).rejects.toThrow('does not say how it ended');
  await expect(looked('"lane":0', '"lane":2')).rejects.toMatchObject({ code: 'lab/run-file' });
  await expect(looked('"match":0', '"match":2')).rejects.toMatchObject({ code: 'lab/run-file' });
  await expect(looked('"matches":[[', '"matches":[{"x":[')).rejects.toMatchObject({ code: 'lab/run-file' });
  await expect(
    looked(/"points":2/, '"points":2,"faults":[{"player":0,"kind":"bored"}]'),
  ).rejects.toMatchObject({
    code: 'lab/run-file',
  });
  // Of a task that the run has not: they are of no result, and count for nothing.
  expect(await looked('{"kept":{"task":0,', '{"kept":{"task":9,')).toHaveLength(0);
  expect(plan.keep).toBe('all');
});

test('what is said of thousands of faults is cut, and their matches are kept all the same', async () => {
  const file = newFile();
  let matches = 0;
  const failing = {
    matchStart: () => void matches++,
    move: () => {
      if (matches > 2) throw new Error('x'.repeat(1_000));
      return 'rock' as const;
    },
  };
  const long = { ...OPTIONS, game: 'rps', matches: 4_000, series: 'all', keep: 'forfeited', file } as const;
  const { keptMatches } = await match(failing, fixture('biased'), long);
  expect(keptMatches).toMatchObject({ leftOut: 0 });
  const details = (await keptOf(file)).flatMap(({ faults }) => faults.map(({ detail }) => detail.length));
  expect(details.length).toBeGreaterThan(3_000);
  expect(Math.max(...details)).toBe(300);
  expect(details.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(2 ** 19);
});
