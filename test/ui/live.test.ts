import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RunnerEvent } from '../../src/runner/index.js';
import { createSink } from '../../src/ui/index.js';
import { FakeOutput } from './fake-output.js';
import { quickMatches, SAMPLES, SESSION } from './sample-session.js';

const HIDE = '\u001b[?25l';
const SHOW = '\u001b[?25h';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function start(columns = 80) {
  const stdout = new FakeOutput();
  const stderr = new FakeOutput(columns);
  return { stdout, stderr, sink: await createSink({ mode: 'live', stdout, stderr, color: true }) };
}

test('the line is drawn about ten times a second, each time in one write', async () => {
  const { sink, stderr } = await start();
  sink.emit(SAMPLES.session_start);
  const before = stderr.writes.length;
  for (let i = 0; i < 1000; i++) {
    sink.emit(SAMPLES.queue_update);
    vi.advanceTimersByTime(1);
  }
  const frames = stderr.writes.slice(before);
  expect(frames.length).toBeGreaterThanOrEqual(9);
  expect(frames.length).toBeLessThanOrEqual(12);
  for (const frame of frames) {
    expect(frame.startsWith('\u001b[?2026h')).toBe(true);
    expect(frame.endsWith('\u001b[?2026l')).toBe(true);
  }
  sink.close();
});

test('a flood of matches writes little and loses none', async () => {
  const { sink, stderr, stdout } = await start();
  sink.emit(SAMPLES.session_start);
  const matches = quickMatches(20_000);
  for (const [i, event] of matches.entries()) {
    sink.emit(event);
    if (i % 100 === 0) vi.advanceTimersByTime(1);
  }
  sink.emit({ ...SAMPLES.session_end, matches: 20_000 });
  sink.close();
  expect(stderr.text.length).toBeLessThan(40_000);
  expect(stderr.text).toMatch(/to \S*#20000/);
  expect(stdout.text).toContain('20,000 matches');
});

describe('the cursor', () => {
  test.each<readonly [string, readonly RunnerEvent[]]>([
    ['a whole session', SESSION],
    ['the queue', [SAMPLES.session_start, SAMPLES.queue_joined]],
    ['a match', [SAMPLES.session_start, SAMPLES.match_start, SAMPLES.turn]],
  ])('is visible again after %s', async (_where, events) => {
    const { sink, stderr } = await start();
    for (const event of events) {
      sink.emit(event);
      vi.advanceTimersByTime(130);
    }
    sink.close();
    expect(stderr.text).toContain(HIDE);
    expect(stderr.text.lastIndexOf(SHOW)).toBeGreaterThan(stderr.text.lastIndexOf(HIDE));
    expect(vi.getTimerCount()).toBe(0);
    expect(stderr.listenerCount('resize')).toBe(0);
  });

  test('is never touched by a session that told nothing', async () => {
    const { sink, stderr } = await start();
    sink.close();
    expect(stderr.text).toBe('');
  });
});

test('a resize is drawn at once', async () => {
  const { sink, stderr } = await start();
  sink.emit(SAMPLES.session_start);
  const before = stderr.writes.length;
  stderr.resize(30);
  expect(stderr.writes.length).toBe(before + 1);
  sink.close();
});
