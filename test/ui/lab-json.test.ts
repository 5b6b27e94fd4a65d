import { describe, expect, test } from 'vitest';
import type { Comparison, RunResult } from '../../src/lab/index.js';
import { eloOfScore } from '../../src/stats/index.js';
import { labJson } from '../../src/ui/lab/lab-json.js';
import {
  BETTER,
  CLOSE_MATCH,
  CLOSE_TOURNAMENT,
  EARLIER,
  evenPairs,
  FAULTY,
  LAB_RESULTS,
  labResult,
  MATCH,
  NORMALIZED,
  NOT_BETTER,
  NOTHING,
  OVER_FIELD,
  TOURNAMENT,
  UNDECIDED,
  WHITEWASH,
  WORSE,
} from './sample-lab.js';

const FIELDS =
  'event time game a b matches wins losses draws score score_low score_high elo elo_low elo_high verdict unit units seed kept_run nothing_played';
const TESTED =
  'units elo0 elo1 alpha beta normalized evidence_better evidence_not_better normalized_elo normalized_elo_low normalized_elo_high seed';

type Line = Record<string, unknown> & { readonly event: string };

function linesOf(result: RunResult): Line[] {
  return labJson(result, 0).map((line) => JSON.parse(line));
}

function last(result: RunResult): Line {
  return linesOf(result).at(-1) as Line;
}

describe.each(Object.entries(LAB_RESULTS))('%s', (_name, result) => {
  test('ends with the one line that scripts look for', () => {
    const lines = linesOf(result);
    expect(lines.filter(({ event }) => event === 'lab_result')).toHaveLength(1);
    expect(lines.at(-1)?.event).toBe('lab_result');
    const fields = result.comparison ? FIELDS.replace('units seed', TESTED) : FIELDS;
    expect(Object.keys(lines.at(-1) ?? {}).join(' ')).toBe(fields);
    for (const line of lines) expect(line.time).toBe('1970-01-01T00:00:00.000Z');
  });

  test('what lies in an interval lies in it', () => {
    for (const line of linesOf(result)) {
      for (const what of ['score', 'elo']) {
        const [low, value, high] = [`${what}_low`, what, `${what}_high`].map((key) => line[key]);
        if (typeof low === 'number') expect(low).toBeLessThanOrEqual((value ?? high ?? low) as number);
        if (typeof high === 'number') expect(high).toBeGreaterThanOrEqual((value ?? low ?? high) as number);
      }
    }
  });
});

test.each([
  ['a better one', BETTER, 'better'],
  ['one that is not', NOT_BETTER, 'not_better'],
  ['a worse one, in a comparison', WORSE, 'not_better'],
  ['nobody knows', UNDECIDED, 'undecided'],
  ['over a field', OVER_FIELD, 'better'],
  ['a match won', MATCH, 'better'],
  ['a match lost', labResult({ pairs: [[0, 1, evenPairs(300, 700)]] }), 'worse'],
  ['a close match', CLOSE_MATCH, 'undecided'],
  ['nothing', NOTHING, 'undecided'],
  ['a clear first', TOURNAMENT, 'better'],
  ['a close field', CLOSE_TOURNAMENT, 'undecided'],
])('the verdict of %s', (_case, result, verdict) => expect(last(result).verdict).toBe(verdict));

test('a match is told from the side of the first', () => {
  expect(last(MATCH)).toMatchObject({ game: 'rps', a: 'new.ts', b: 'old.ts', matches: 1000, seed: 'sample' });
  expect(last(MATCH)).toMatchObject({ wins: 540, losses: 385, draws: 75, score: 0.5775 });
});

test('an infinite Elo is null', () => {
  const line = last(WHITEWASH);
  expect(line).toMatchObject({ score: 1, score_high: 1, elo: null, elo_high: null });
  expect(line.elo_low).toBeGreaterThan(0);
});

test('the score of a comparison is what was scored; its ends and the Elo are corrected for the stop', () => {
  const comparison = { ...(BETTER.comparison as Comparison), gain: 0.02, gain95: { low: 0.01, high: 0.035 } };
  const line = last({ ...BETTER, comparison });
  expect(line.score).toBe(BETTER.pairings[0]?.summary.score);
  expect(line).toMatchObject({ score_low: 0.51, score_high: 0.535, elo: eloOfScore(0.52) });
  expect(line).toMatchObject({ elo0: 0, elo1: 5, alpha: 0.05, beta: 0.05, normalized: false });
  expect(last(EARLIER)).toMatchObject({ alpha: expect.closeTo(0.005, 9), normalized: false });
  expect(last(NORMALIZED)).toMatchObject({ normalized: true, normalized_elo: 12.3 });
});

test('over a field the new one is told against the old one, and each pairing before', () => {
  const lines = linesOf(OVER_FIELD);
  expect(lines.map(({ event }) => event)).toEqual([...Array(6).fill('lab_pairing'), 'lab_result']);
  expect(lines[1]).toMatchObject({ a: 'old.ts', b: 'counter-last', wins: 5900, losses: 4100, score: 0.59 });
  expect(lines.at(-1)).toMatchObject({ a: 'new.ts', b: 'old.ts', matches: 30_000, wins: 19_900 });
  expect(lines.at(-1)?.score).toBeCloseTo(0.5217, 10);
  expect(lines.at(-1)?.elo).toBeCloseTo(15.1, 1);
});

test('a tournament has all pairings and ratings, best first', () => {
  const lines = linesOf(TOURNAMENT);
  expect(lines.filter(({ event }) => event === 'lab_pairing')).toHaveLength(10);
  const ratings = lines.filter(({ event }) => event === 'lab_rating');
  expect(ratings.map(({ name }) => name)).toEqual(TOURNAMENT.entrants.map(({ name }) => name));
  expect(ratings[0]).toMatchObject({ group: 0, matches: 8000, score: 0.625 });
  expect(lines.at(-1)).toMatchObject({ a: 'equilibrium', b: null, matches: 8000, wins: 5000, losses: 3000 });
});

test('who did something wrong is named', () => {
  const faults = linesOf(FAULTY).filter(({ event }) => event === 'lab_faults');
  expect(faults[1]).toMatchObject({
    name: 'old.ts',
    faults: { threw: 12, illegal: 1, hung: 2 },
    first: 'match 17, round 2: RangeError: the well has run dry',
  });
});
