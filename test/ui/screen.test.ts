import xterm from '@xterm/headless';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RunnerEvent } from '../../src/runner/index.js';
import { createSink, type Sink } from '../../src/ui/index.js';
import { width } from '../../src/ui/text/text.js';
import { FakeOutput } from './fake-output.js';
import { quickMatches, SAMPLES, SESSION } from './sample-session.js';

const ROWS = 30;
/** The emulator's way of saying that lines are cut, not broken anew, when the terminal shrinks. */
const NO_REFLOW = { windowsPty: { backend: 'conpty', buildNumber: 19_000 } } as const;

beforeEach(() => {
  // The emulator works with timers of its own, which have to stay real.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A real terminal's reading of what the live view writes. */
class Emulator {
  readonly stderr: FakeOutput;
  readonly stdout = new FakeOutput();
  sink!: Sink;
  readonly #terminal: xterm.Terminal;
  #seen = 0;

  private constructor(columns: number, reflow: boolean) {
    const options = { cols: columns, rows: ROWS, convertEol: true, allowProposedApi: true };
    this.#terminal = new xterm.Terminal(reflow ? options : { ...options, ...NO_REFLOW });
    this.stderr = new FakeOutput(columns);
  }

  static async start(columns: number, reflow = true): Promise<Emulator> {
    const emulator = new Emulator(columns, reflow);
    const { stdout, stderr } = emulator;
    emulator.sink = await createSink({ mode: 'live', stdout, stderr, color: true });
    return emulator;
  }

  /** All rows to the last that is not empty, what has scrolled away included; a broken line is one line. */
  async lines(): Promise<string[]> {
    const fresh = this.stderr.writes.slice(this.#seen).join('');
    this.#seen = this.stderr.writes.length;
    await new Promise<void>((resolve) => this.#terminal.write(fresh, resolve));
    const buffer = this.#terminal.buffer.active;
    const lines: string[] = [];
    for (let i = 0; i < buffer.length; i++) {
      const row = buffer.getLine(i);
      const text = row?.translateToString(true) ?? '';
      if (row?.isWrapped) lines.push(`${lines.pop() ?? ''}${text}`);
      else lines.push(text);
    }
    while (lines.at(-1) === '') lines.pop();
    return lines;
  }

  /** As it happens: the terminal changes first, and the process learns of it when it has drawn another frame. */
  async resize(columns: number): Promise<void> {
    await this.lines();
    this.#terminal.resize(columns, ROWS);
    vi.advanceTimersByTime(100);
    await this.lines();
    this.stderr.resize(columns);
  }

  get cursorColumn(): number {
    return this.#terminal.buffer.active.cursorX;
  }
}

const squeezed = (line: string) => line.trim().replace(/ +/g, ' ');
const spinner = /^[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/;

test.each([20, 40, 80, 120])('at %i columns every frame is whole', async (columns) => {
  const terminal = await Emulator.start(columns);
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
    const terminal = await Emulator.start(100, reflow);
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
  const terminal = await Emulator.start(80);
  for (const event of SESSION.slice(0, count)) terminal.sink.emit(event);
  vi.advanceTimersByTime(250);
  terminal.sink.close();
  const lines = await terminal.lines();
  expect(lines.some((line) => spinner.test(line))).toBe(false);
  expect(lines[0]).toContain('botpit 0.1.0');
  expect(terminal.cursorColumn).toBe(0);
});

test('a flood of matches scrolls by without a trace of the status line', async () => {
  const terminal = await Emulator.start(60);
  for (const [i, event] of [SAMPLES.session_start, ...quickMatches(3000)].entries()) {
    terminal.sink.emit(event);
    if (i % 10 === 0) vi.advanceTimersByTime(1);
  }
  terminal.sink.close();
  const lines = await terminal.lines();
  expect(lines.some((line) => spinner.test(line))).toBe(false);
  expect(lines.slice(-2).join(' ')).toMatch(/ to #3000 /);
});
