import type { Output } from './output.js';

const FRAME_START = '\u001b[?2026h';
const FRAME_END = '\u001b[?2026l';
const HOME = '\u001b[H';
const ERASE_BELOW = '\u001b[J';
const NO_WRAP = '\u001b[?7l';
const WRAP = '\u001b[?7h';
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';

/** Lines that stay, of those that were written last: as many as a large terminal shows. */
const KEPT = 200;

/**
 * A few lines at the bottom of the terminal that are drawn anew in their place, below those that stay. They never wrap, and
 * the cursor waits at the beginning of the first. A terminal that changes its size breaks them and moves the cursor in ways of
 * its own, so then all that it shows is written anew. Every frame is a single write, so that no half of it is ever on the screen.
 */
export class LiveArea {
  readonly #output: Output;
  #isShown = false;
  #size = '';
  /** What stays, and was written last. */
  #kept: string[] = [];

  constructor(output: Output) {
    this.#output = output;
  }

  get columns(): number {
    return this.#output.stream.columns || 80;
  }

  get rows(): number {
    return this.#output.stream.rows || 24;
  }

  /**
   * @param above what stays above the lines from now on: nothing, or whole lines
   * @param lines none wider than `columns`, and fewer of them than `rows`
   */
  draw(above: string, lines: readonly string[]): void {
    this.#kept = [...this.#kept, ...above.split('\n').slice(0, -1)].slice(-KEPT);
    const size = `${this.columns} ${this.rows}`;
    const isResized = this.#isShown && size !== this.#size;
    const stays = isResized ? this.#kept.slice(-Math.max(0, this.rows - lines.length - 1)) : [];
    const before = isResized
      ? HOME + ERASE_BELOW + stays.map((line) => `${line}\n`).join('')
      : ERASE_BELOW + above;
    const back = lines.length > 1 ? `\u001b[${lines.length - 1}A` : '';
    const area = `${before}${NO_WRAP}${lines.join('\n')}\r${back}${WRAP}`;
    this.#output.write(`${FRAME_START}${HIDE_CURSOR}${area}${FRAME_END}`);
    this.#isShown = true;
    this.#size = size;
  }

  /** Takes the lines off. */
  clear(): void {
    if (this.#isShown) this.#output.write(`${ERASE_BELOW}${SHOW_CURSOR}`);
    this.#isShown = false;
  }
}
