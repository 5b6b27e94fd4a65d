import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RunResult } from '../../src/lab/index.js';
import {
  createLabProgress,
  formatLabProgress,
  type LabProgressState,
  type RunInProgress,
} from '../../src/ui/lab/lab-progress.js';
import { createStyle } from '../../src/ui/text/output.js';
import { width } from '../../src/ui/text/text.js';
import { FakeOutput } from './fake-output.js';
import { BETTER, LAB_RESULTS, labResult, MATCH, OVER_FIELD, TOURNAMENT, UNFINISHED } from './sample-lab.js';

const HIDE = '\u001b[?25l';
const SHOW = '\u001b[?25h';

function stateOf(result: RunResult | null): LabProgressState {
  return {
    matches: 12_000,
    planned: 50_000,
    mayEndEarly: result?.plan.test != null,
    perSecond: 4000,
    result,
  };
}

describe('the line', () => {
  test.each([
    ['before the first result', null],
    ['a match', MATCH],
    ['a comparison', UNFINISHED],
    ['over a field', OVER_FIELD],
    ['a tournament', TOURNAMENT],
  ])('of %s', (_case, result) => {
    const lines = [200, 80, 40, 20].map((columns) =>
      formatLabProgress(stateOf(result), createStyle(false), columns),
    );
    expect(lines.join('\n')).toMatchSnapshot();
  });

  test('has no range where the first few series tell nothing of it', () => {
    const early = labResult({ pairs: [[0, 1, [0, 1, 0, 1, 1, 0]]], complete: false });
    const line = formatLabProgress(stateOf(early), createStyle(false), 200);
    expect(line).toMatch(/left {2}\S+ \d+\.\d %/);
    expect(line).not.toMatch(/[–∞]/);
  });

  test.each(Object.entries(LAB_RESULTS))('%s fits at every width, coloured or not', (_name, result) => {
    for (let columns = 1; columns <= 160; columns++) {
      const [plain, coloured] = [false, true].map((color) =>
        formatLabProgress(stateOf(result), createStyle(color), columns),
      ) as [string, string];
      expect(width(plain)).toBeLessThanOrEqual(columns);
      expect(width(plain)).toBeGreaterThan(0);
      expect(width(coloured)).toBe(width(plain));
    }
  });
});

/** A run that has got somewhere, and counts how often its result is worked out. */
class FakeRun implements RunInProgress {
  readonly plan = BETTER.plan;
  readonly matchesAtMost = 100_000;
  matches = 0;
  underWay = 0;
  asked = 0;

  result(): RunResult {
    this.asked++;
    return UNFINISHED;
  }
}

describe('without a terminal', () => {
  function start() {
    let at = 5_000;
    const stderr = new FakeOutput();
    const run = new FakeRun();
    const progress = createLabProgress({ mode: 'plain', stderr, color: false, now: () => at });
    return {
      ...{ stderr, run, progress },
      step(ms: number, matches: number) {
        at += ms;
        run.matches = matches;
        progress.update(run);
      },
    };
  }

  test('a line every ten seconds', () => {
    const { stderr, progress, step, run } = start();
    for (let i = 0; i <= 35; i++) step(1000, 1000 * i);
    progress.close();
    const lines = stderr.text.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toBe(
      '10 %  10,000 of 100,000  ≤ 1 m 30 s left  new.ts +17 Elo (+7 to +28)  1,000/s  better: 88 % of the evidence',
    );
    expect(run.asked).toBe(3);
  });

  test('what was played before does not count for the rate, and the rate is that of late', () => {
    const { stderr, step } = start();
    step(0, 50_000);
    for (let i = 1; i <= 10; i++) step(1000, 50_000 + 100 * i);
    expect(stderr.text).toContain('  100/s');
    for (let i = 1; i <= 20; i++) step(1000, 51_000 + 1000 * i);
    expect(stderr.text.trimEnd().split('\n').at(-1)).toContain('  1,000/s');
  });

  test('nothing after the end', () => {
    const { stderr, step, progress } = start();
    step(0, 0);
    progress.close();
    progress.close();
    step(60_000, 10);
    expect(stderr.text).toBe('');
  });
});

test.each(['json', 'quiet'] as const)('%s tells nothing', (mode) => {
  const stderr = new FakeOutput(80);
  let at = 0;
  const progress = createLabProgress({ mode, stderr, now: () => at });
  const run = new FakeRun();
  progress.update(run);
  at += 60_000;
  progress.update(run);
  progress.close();
  expect(stderr.text).toBe('');
  expect(run.asked).toBe(0);
});

describe('on a terminal', () => {
  beforeEach(async () => {
    // Loaded before time is made to stand still.
    await import('../../src/ui/text/live-line.js');
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  async function start() {
    const stderr = new FakeOutput(80);
    const run = new FakeRun();
    const listeners = process.listenerCount('exit');
    const progress = createLabProgress({ mode: 'live', stderr, color: true, now: () => Date.now() });
    progress.update(run);
    await vi.advanceTimersByTimeAsync(0);
    await vi.waitFor(() => expect(stderr.text).toContain(HIDE));
    return { stderr, run, progress, listeners };
  }

  test('one line is drawn ten times a second, and the result is not worked out for each', async () => {
    const { stderr, run, progress } = await start();
    const [before, asked] = [stderr.writes.length, run.asked];
    for (let i = 1; i <= 3000; i++) {
      run.matches = 10 * i;
      progress.update(run);
      vi.advanceTimersByTime(1);
    }
    const frames = stderr.writes.slice(before);
    expect(frames.length).toBeGreaterThanOrEqual(29);
    expect(frames.length).toBeLessThanOrEqual(32);
    expect(frames.at(-1)).toMatch(/of 100,000 /);
    expect(frames.join('')).not.toContain('\n');
    expect(run.asked - asked).toBeLessThanOrEqual(4);
    progress.close();
  });

  test('it is taken away, and nothing is left behind', async () => {
    const { stderr, progress, listeners } = await start();
    expect(process.listenerCount('exit')).toBe(listeners + 1);
    progress.close();
    progress.close();
    expect(stderr.text.lastIndexOf(SHOW)).toBeGreaterThan(stderr.text.lastIndexOf(HIDE));
    expect(process.listenerCount('exit')).toBe(listeners);
    expect(stderr.listenerCount('resize')).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a run that is over before the line is there leaves no line', async () => {
    const stderr = new FakeOutput(80);
    const progress = createLabProgress({ mode: 'live', stderr });
    progress.update(new FakeRun());
    progress.close();
    await vi.advanceTimersByTimeAsync(1000);
    expect(stderr.text).toBe('');
  });
});
