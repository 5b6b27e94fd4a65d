import ora from 'ora';
import type { Output } from './output.js';
import { Screen } from './screen.js';
import type { Style } from './style.js';

const FRAME_MS = 100;
/** What ora puts before the line: the spinner and two spaces. The last column stays free. */
const RESERVED_COLUMNS = 4;

/** One line at the bottom of the terminal that is drawn ten times a second. */
export interface LiveLine {
  readonly screen: Screen;
  /** Puts the line on the screen, where it is not there already. */
  start(): void;
  /** Takes it off. */
  stop(): void;
}

/**
 * @param line what it says now, in at most so many columns; asked once a frame, when the line has been cleared: the moment
 * to write what stays above it
 */
export function createLiveLine(
  stderr: Output,
  style: Style,
  line: (columns: number, screen: Screen) => string,
): LiveLine {
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
    start() {
      if (!spinner.isSpinning) spinner.start();
    },
    stop() {
      stderr.stream.removeListener('resize', redraw);
      if (spinner.isSpinning) spinner.stop();
    },
  };
}
