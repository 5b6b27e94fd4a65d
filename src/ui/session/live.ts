import { createLiveLine } from '../text/live-line.js';
import type { Output, Style } from '../text/output.js';
import { squeeze } from '../text/text.js';
import type { Feed } from './feed.js';
import { formatStatus } from './status.js';
import type { Stamped, View } from './view.js';

/** What is finished scrolls up as lines that stay; below it one line tells what is going on. */
export function createLiveView(stderr: Output, feed: Feed, style: Style, now: () => number): View {
  let waiting: Stamped[] = [];
  let finished = false;

  const finishedLines = (everything: boolean): string => {
    const events = waiting;
    waiting = [];
    const lines = [...events.flatMap((event) => feed.take(event)), ...feed.takeHeldBack(now(), everything)];
    return lines.map(({ text }) => `${squeeze(text, live.screen.columns)}\n`).join('');
  };
  const live = createLiveLine(stderr, style, (columns, screen) => {
    screen.print(finishedLines(false));
    return formatStatus(feed.progress, feed.perSecond, now(), columns, style);
  });

  return {
    show(stamped) {
      waiting.push(stamped);
      if (finished) stderr.write(finishedLines(true));
      else live.start();
    },
    finish() {
      finished = true;
      live.stop();
      stderr.write(finishedLines(true));
    },
  };
}
