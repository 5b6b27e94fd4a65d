import { describe, expect, test } from 'vitest';
import { formatLabResult } from '../../src/ui/lab/format-lab.js';
import { formatEloRange } from '../../src/ui/lab/lab-figures.js';
import { createStyle } from '../../src/ui/text/output.js';
import { width } from '../../src/ui/text/text.js';
import {
  BETTER,
  EARLIER,
  evenPairs,
  FAULTY,
  LAB_RESULTS,
  LEARNER,
  labResult,
  MATCH,
  NORMALIZED,
  NOT_BETTER,
  NOTHING,
  TOURNAMENT,
  UNDECIDED,
  UNDECIDED_SERIES,
  UNFINISHED,
  WHITEWASH,
  WORSE,
} from './sample-lab.js';

const PLAIN = createStyle(false);
const COLOURED = createStyle(true);

function linesOf(result: (typeof LAB_RESULTS)[string], columns = 80, style = PLAIN): string[] {
  return formatLabResult(result as typeof BETTER, style, columns)
    .join('\n')
    .split('\n');
}

describe.each(Object.entries(LAB_RESULTS))('%s', (_name, result) => {
  test('is told in 80 columns', () => {
    expect(linesOf(result).join('\n')).toMatchSnapshot();
  });

  test('fits at 80 columns and more, and nothing breaks at fewer', () => {
    for (const columns of [80, 100, 200]) {
      for (const line of linesOf(result, columns)) expect(width(line), line).toBeLessThanOrEqual(columns);
    }
    for (const columns of [1, 10, 30, 40, 60])
      expect(linesOf(result, columns).length).toBeGreaterThanOrEqual(1);
  });

  test('says the same with colours', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: style codes begin with one
    const bare = linesOf(result, 80, COLOURED).map((line) => line.replace(/\u001b\[\d+m/g, ''));
    expect(bare).toEqual(linesOf(result));
  });

  test('nothing that was played is nothing that was said, and no number is none', () => {
    expect(linesOf(result).join('\n')).not.toMatch(/NaN|undefined|null|Infinity/);
  });
});

test.each([
  ['better', BETTER, 'new.ts is better than old.ts: +20.9 Elo'],
  ['not better', NOT_BETTER, 'new.ts is not better than old.ts: -1.0 Elo'],
  ['worse', WORSE, 'new.ts is worse than old.ts: -27.9 Elo'],
  ['undecided', UNDECIDED, 'Undecided whether new.ts is better than old.ts: +3.5 Elo'],
  ['a match', MATCH, 'new.ts beats old.ts: +'],
  ['a whitewash', WHITEWASH, 'new.ts beats old.ts: +∞ Elo (95 %: +'],
  ['nothing', NOTHING, 'Nothing was played.'],
])('the verdict comes first: %s', (_case, result, start) => {
  expect(linesOf(result)[0]?.slice(0, start.length)).toBe(start);
});

test('a gauntlet is told of the one that played them all', () => {
  const names = ['mine', 'weak', 'strong', 'even'];
  const pairs = [
    [0, 1, evenPairs(600, 400)],
    [0, 2, evenPairs(400, 600)],
    [0, 3, evenPairs(500, 500)],
  ] as const;
  const [verdict, hardest] = linesOf(labResult({ kind: 'tournament', names, pairs }), 200);
  expect(verdict).toBe('mine beats 1 of 3, loses to 1, and 1 cannot be told, after 3,000 matches.');
  expect(hardest).toBe(
    'Hardest for it is strong: 40.0 %. The others played against mine alone, so their order says little.',
  );
});

test('an interval without an end is told on its side', () => {
  const none = { elo: null, eloLow: null, eloHigh: null };
  const told = (score: number, scoreLow: number, scoreHigh: number) =>
    formatEloRange({ ...none, score, scoreLow, scoreHigh }).range;
  expect(told(1, 1, 1)).toBe('+∞ to +∞');
  expect(told(0.5, 0, 1)).toBe('-∞ to +∞');
  expect(told(0, 0, 0)).toBe('-∞ to -∞');
});

test('who cannot tell says how to find out', () => {
  const suggested = (result: typeof BETTER) =>
    Number(/--matches (\d+)/.exec(linesOf(result, 200).join(' '))?.[1]);
  expect(suggested(UNDECIDED)).toBeGreaterThan(UNDECIDED.plan.matches);
  expect(suggested(UNDECIDED) % 2).toBe(0);
  expect(suggested(UNDECIDED_SERIES)).toBeGreaterThanOrEqual(10 * UNDECIDED_SERIES.plan.matches);
  expect(linesOf(UNDECIDED_SERIES, 200).join('\n')).toContain('--series 100');
  expect(linesOf(UNFINISHED, 200).join('\n')).not.toContain('--matches');
  // A run that was stopped has more to come by itself.
  const stopped = { ...UNDECIDED_SERIES, complete: false };
  expect(linesOf(stopped, 200).join('\n')).not.toMatch(/--(?:matches|series)/);
});

test('the advice after a tune is for a comparison: the options of the tune would make another search', () => {
  for (const result of [UNDECIDED, UNDECIDED_SERIES]) {
    const text = formatLabResult(result as typeof BETTER, PLAIN, 400, true).join(' ');
    const options = text.match(/--(?:matches|series) \d/g) ?? [];
    expect(options.length).toBeGreaterThan(0);
    expect(text.match(/`botpit lab compare [^`]* --(?:matches|series) \d+`/g)).toHaveLength(options.length);
  }
});

test('the confidence is 95 %, and of a run that an earlier version kept that of its test', () => {
  expect(linesOf(BETTER)[0]).toContain('(95 %: ');
  expect(linesOf(EARLIER)[0]).toContain('(99 %: ');
  expect(linesOf(EARLIER).join('\n')).toContain('valid at every look');
});

test('what was asked in normalised Elo is told in it too', () => {
  expect(linesOf(NORMALIZED).join('\n')).toMatch(/^normalized +\+12 Elo +95 %: \+1 to \+23$/m);
  expect(linesOf(BETTER).join('\n')).not.toContain('normalized');
});

test('faults are named right below the verdict, with nothing of theirs on the terminal', () => {
  const [, hook, first, forfeits] = linesOf(FAULTY, 200);
  expect(hook).toBe('! new.ts failed in a hook twice, at no cost.');
  expect(first).toBe('  First in match 2, round 1: roundEnd threw TypeError: no red');
  expect(forfeits).toContain(
    '✗ old.ts forfeited 15 matches: it threw 12 times; made an illegal move once; hung twice.',
  );
});

test('a curve is drawn where it moves only', () => {
  expect(linesOf(LEARNER).join('\n')).toMatch(/[\u2801-\u28ff]/);
  expect(linesOf(MATCH).join('\n')).not.toMatch(/[\u2800-\u28ff]/);
});

test('the cross table is as its mirror, and the ranking is by rating', () => {
  const lines = linesOf(TOURNAMENT, 120);
  const ranked = lines.slice(lines.findIndex((line) => line.includes('ELO')) + 1).slice(0, 5);
  expect(ranked.map((line) => line.trim().split(/ +/)[1])).toEqual(
    TOURNAMENT.entrants.map(({ name }) => (name.length > 32 ? 'strategies/very…der/greedy-v1.ts' : name)),
  );
  const cross = lines.slice(lines.findIndex((line) => line.startsWith('Points of')) + 2).slice(0, 5);
  const cells = cross.map((line) => line.match(/\d+\.\d|·/g) ?? []);
  for (const [i, row] of cells.entries()) {
    expect(row).toHaveLength(5);
    for (const [j, cell] of row.entries()) {
      if (i === j) expect(cell).toBe('·');
      else expect(Number(cell) + Number(cells[j]?.[i])).toBeCloseTo(100, 6);
    }
  }
});

test('those that have not met are not compared', () => {
  const apart = labResult({
    kind: 'tournament',
    names: ['a', 'b', 'c', 'd'],
    pairs: [
      [0, 1, [10, 0, 0, 20, 0, 30]],
      [2, 3, [10, 0, 0, 20, 0, 30]],
    ],
  });
  const text = linesOf(apart).join('\n');
  expect(text).toContain('Not all have met');
  expect(text).toContain('a leads the field of 4');
  expect(text).toContain('–');
});
