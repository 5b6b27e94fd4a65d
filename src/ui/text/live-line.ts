import { Writable } from 'node:stream';
import ora from 'ora';
import type { Output, Style } from './output.js';

const FRAME_MS = 100;
/** What ora puts before the line: the spinner and two spaces. The last column stays free. */
const RESERVED_COLUMNS = 4;

export type LiveLine = ReturnType<typeof createLiveLine>;

/**
 * One line at the bottom of the terminal that is drawn ten times a second.
 * @param line what it says now, in at most so many columns; asked once a frame, when the line has been cleared: the moment
 * to write what stays above it
 */
export function createLiveLine(
  stderr: Output,
  style: Style,
  line: (columns: number, screen: Screen) => string,
) {
  const screen = new Screen(stderr);
  const spinner = ora({
    stream: screen,
    isEnabled: true,
    color: false,
    // It would put the terminal into raw mode: the shell then stops a bot that was started in the background, in the
    // middle of its match, and Ctrl-C no longer reaches it while the event loop is busy.
    discardStdin: false,
    suffixText: () => Screen.statusLine(line(screen.columns - RESERVED_COLUMNS, screen)),
  });
  spinner.spinner = { frames: spinner.spinner.frames.map((frame) => style.name(frame)), interval: FRAME_MS };
  const redraw = () => spinner.render();
  stderr.stream.on('resize', redraw);
  return {
    screen,
    /** Puts the line on the screen, where it is not there already. */
    start(): void {
      if (!spinner.isSpinning) spinner.start();
    },
    /** Takes it off. */
    stop(): void {
      stderr.stream.removeListener('resize', redraw);
      if (spinner.isSpinning) spinner.stop();
    },
  };
}

const ERASE_BELOW = '\u001b[J';
const NO_WRAP = '\u001b[?7l';
const WRAP = '\u001b[?7h';
/** ora puts these around every frame. */
const FRAME_START = '\u001b[?2026h';
const FRAME_END = '\u001b[?2026l';

/**
 * The terminal as ora sees it. Every frame reaches the real one as a single write, so that no half of it is ever on the
 * screen. The status line never wraps, and the cursor waits at its beginning: when the terminal shrinks and breaks the
 * line in two, all of it lies at or below the cursor and goes with the next frame, whether the terminal reflows or not.
 */
export class Screen extends Writable {
  readonly isTTY = true;
  readonly #output: Output;
  #frame: string | null = null;

  constructor(output: Output) {
    super({ decodeStrings: false });
    this.#output = output;
  }

  get columns(): number {
    return this.#output.stream.columns || 80;
  }

  get rows(): number | undefined {
    return this.#output.stream.rows;
  }

  /** The status line in the form that keeps the promise above. */
  static statusLine(text: string): string {
    return `${NO_WRAP}${text}${WRAP}\r`;
  }

  /** Writes where the cursor is, past ora's watch over `write`; within a frame as a part of it. */
  print(text: string): void {
    if (this.#frame === null) this.#output.write(text);
    else this.#frame += text;
  }

  override _write(chunk: unknown, _encoding: BufferEncoding, done: () => void): void {
    const text = String(chunk);
    if (text === FRAME_START) this.#frame = '';
    this.print(text);
    if (text === FRAME_END && this.#frame !== null) {
      this.#output.write(this.#frame);
      this.#frame = null;
    }
    done();
  }

  cursorTo(column: number): void {
    this.write(`\u001b[${column + 1}G`);
  }

  moveCursor(): void {
    // ora would go up where it takes the status line for several rows, but the cursor is at its beginning already.
  }

  clearLine(): void {
    this.write(ERASE_BELOW);
  }
}
