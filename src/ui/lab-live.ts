import ora from 'ora';
import type { Output } from './output.js';
import { Screen } from './screen.js';
import type { Style } from './style.js';

const FRAME_MS = 100;
/** What ora puts before the line: the spinner and two spaces. The last column stays free. */
const RESERVED_COLUMNS = 4;

export interface LiveLine {
  /** Takes the line off the screen. */
  stop(): void;
}

/** One line that is drawn ten times a second. @param line what it says now, in at most so many columns */
export function createLiveLine(stderr: Output, style: Style, line: (columns: number) => string): LiveLine {
  const screen = new Screen(stderr);
  const spinner = ora({
    stream: screen,
    isEnabled: true,
    color: false,
    // See live.ts: ora must leave the terminal's input alone.
    discardStdin: false,
    suffixText: () => Screen.statusLine(line(screen.columns - RESERVED_COLUMNS)),
  });
  spinner.spinner = { frames: spinner.spinner.frames.map((frame) => style.name(frame)), interval: FRAME_MS };
  const redraw = () => spinner.render();
  stderr.stream.on('resize', redraw);
  spinner.start();
  return {
    stop() {
      stderr.stream.removeListener('resize', redraw);
      spinner.stop();
    },
  };
}
