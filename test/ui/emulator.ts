import xterm from '@xterm/headless';
import { vi } from 'vitest';
import { FakeOutput } from './fake-output.js';

const ROWS = 30;
/** The emulator's way of saying that lines are cut, not broken anew, when the terminal shrinks. */
const NO_REFLOW = { windowsPty: { backend: 'conpty', buildNumber: 19_000 } } as const;

/** A real terminal's reading of what a live view writes. It works with timers of its own, which have to stay real. */
export class Emulator {
  readonly stderr: FakeOutput;
  readonly stdout = new FakeOutput();
  readonly #terminal: xterm.Terminal;
  #seen = 0;

  constructor(columns: number, reflow = true) {
    const options = { cols: columns, rows: ROWS, convertEol: true, allowProposedApi: true };
    this.#terminal = new xterm.Terminal(reflow ? options : { ...options, ...NO_REFLOW });
    this.stderr = new FakeOutput(columns);
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

  /** The rows that are on the screen, to the last that is not empty. */
  async visible(): Promise<string[]> {
    await this.lines();
    const buffer = this.#terminal.buffer.active;
    const lines = Array.from({ length: ROWS }, (_, i) => {
      return buffer.getLine(buffer.viewportY + i)?.translateToString(true) ?? '';
    });
    return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1);
  }

  /** As it happens: the terminal changes first, and the process learns of it when it has drawn another frame. */
  async resize(columns: number, frameMs = 100): Promise<void> {
    await this.lines();
    this.#terminal.resize(columns, ROWS);
    vi.advanceTimersByTime(frameMs);
    await this.lines();
    this.stderr.resize(columns);
  }

  get cursorColumn(): number {
    return this.#terminal.buffer.active.cursorX;
  }
}
