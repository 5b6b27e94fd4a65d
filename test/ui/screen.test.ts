import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RunnerEvent } from '../../src/runner/index.js';
import { createSink, type Sink } from '../../src/ui/index.js';
import { width } from '../../src/ui/text/text.js';
import { Emulator } from './emulator.js';
import { quickMatches, SAMPLES, SESSION } from './sample-session.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

class Screen extends Emulator {
  sink!: Sink;

  static async start(columns: number, reflow = true): Promise<Screen> {
    const screen = new Screen(columns, reflow);
    const { stdout, stderr } = screen;
    screen.sink = await createSink({ mode: 'live', stdout, stderr, color: true });
    return screen;
  }
}

const squeezed = (line: string) => line.trim().replace(/ +/g, ' ');
const spinner = /^[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/;

test.each([20, 40, 80, 120])('at %i columns every frame is whole', async (columns) => {
  const terminal = await Screen.start(columns);
  for (const event of SESSION.slice(0, -1)) {
    terminal.sink.emit(event);
    vi.advanceTimersByTime(100);
    const lines = await terminal.lines();
    expect(lines.filter((line) => spinner.test(line))).toHaveLength(1);
    expect(lines.at(-1)).toMatch(spinner);
    expect(width(lines.at(-1) ?? '')).toBeLessThan(columns);
  }
  terminal.sink.emit(SAMPLES.session_end);
  terminal.sink.close();
  const lines = await terminal.lines();
  expect(lines.join('\n')).toMatchSnapshot();
  expect(lines.some((line) => spinner.test(line))).toBe(false);
  expect(terminal.cursorColumn).toBe(0);
});

describe.each([true, false])('a terminal that breaks its lines anew: %s', (reflow) => {
  test('resized again and again in a match, it shows one status line and keeps what was written', async () => {
    const terminal = await Screen.start(100, reflow);
    const events: readonly RunnerEvent[] = [
      SAMPLES.session_start,
      SAMPLES.connected,
      { ...SAMPLES.match_start, opponentName: '日本の強いボット第二号' },
      SAMPLES.turn,
    ];
    for (const event of events) terminal.sink.emit(event);
    vi.advanceTimersByTime(100);
    const before = (await terminal.lines()).slice(0, -1).map(squeezed);
    for (const columns of [30, 80, 20, 21, 120, 7, 90]) {
      await terminal.resize(columns);
      const lines = await terminal.lines();
      expect(lines.filter((line) => spinner.test(line))).toHaveLength(1);
      expect(lines.at(-1)).toMatch(spinner);
      // A terminal that does not break lines anew has cut what was too long for it.
      if (reflow) expect(lines.slice(0, -1).map(squeezed)).toEqual(before);
    }
    terminal.sink.close();
    expect((await terminal.lines()).some((line) => spinner.test(line))).toBe(false);
    expect(terminal.cursorColumn).toBe(0);
  });
});

test.each([1, 7, 12, 15, 20])('closed after %i events, it leaves nothing but whole lines', async (count) => {
  const terminal = await Screen.start(80);
  for (const event of SESSION.slice(0, count)) terminal.sink.emit(event);
  vi.advanceTimersByTime(250);
  terminal.sink.close();
  const lines = await terminal.lines();
  expect(lines.some((line) => spinner.test(line))).toBe(false);
  expect(lines[0]).toContain('botpit 0.1.0');
  expect(terminal.cursorColumn).toBe(0);
});

test('a flood of matches scrolls by without a trace of the status line', async () => {
  const terminal = await Screen.start(60);
  for (const [i, event] of [SAMPLES.session_start, ...quickMatches(3000)].entries()) {
    terminal.sink.emit(event);
    if (i % 10 === 0) vi.advanceTimersByTime(1);
  }
  terminal.sink.close();
  const lines = await terminal.lines();
  expect(lines.some((line) => spinner.test(line))).toBe(false);
  expect(lines.slice(-2).join(' ')).toMatch(/ to #3000 /);
});
