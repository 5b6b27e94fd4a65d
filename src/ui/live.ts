import ora from 'ora';
import type { Stamped } from './events.js';
import type { Feed } from './feed.js';
import type { Output } from './output.js';
import { Screen } from './screen.js';
import { formatStatus } from './status.js';
import type { Style } from './style.js';
import { squeeze } from './text.js';
import type { View } from './view.js';

const FRAME_MS = 100;
/** What ora puts before the status: the spinner and two spaces. The last column stays free. */
const RESERVED_COLUMNS = 4;

/** What is finished scrolls up as lines that stay; below it one line tells what is going on, ten times a second. */
export function createLiveView(stderr: Output, feed: Feed, style: Style, now: () => number): View {
  let waiting: Stamped[] = [];
  const screen = new Screen(stderr);

  const finishedLines = (everything: boolean): string => {
    const events = waiting;
    waiting = [];
    const lines = [...events.flatMap((event) => feed.take(event)), ...feed.takeHeldBack(now(), everything)];
    return lines.map(({ text }) => `${squeeze(text, screen.columns)}\n`).join('');
  };
  // ora asks for this once a frame, when it has cleared its line: the moment to write what is finished above it.
  const status = (): string => {
    screen.print(finishedLines(false));
    const columns = screen.columns - RESERVED_COLUMNS;
    return Screen.statusLine(formatStatus(feed.progress, feed.perSecond, now(), columns, style));
  };
  const spinner = ora({
    stream: screen,
    isEnabled: true,
    color: false,
    // It would put the terminal into raw mode: the shell then stops a bot that was started in the background, in the
    // middle of its match, and Ctrl-C no longer reaches it while the event loop is busy.
    discardStdin: false,
    suffixText: status,
  });
  spinner.spinner = { frames: spinner.spinner.frames.map((frame) => style.name(frame)), interval: FRAME_MS };

  const redraw = () => spinner.render();
  stderr.stream.on('resize', redraw);
  let finished = false;

  return {
    show(stamped) {
      waiting.push(stamped);
      if (finished) stderr.write(finishedLines(true));
      else if (!spinner.isSpinning) spinner.start();
    },
    finish() {
      finished = true;
      stderr.stream.removeListener('resize', redraw);
      if (spinner.isSpinning) spinner.stop();
      stderr.write(finishedLines(true));
    },
  };
}
